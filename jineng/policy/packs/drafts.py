"""Which plan would answer if a draft stood in the place of another document?"""

from collections.abc import Sequence

from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan, make_plan
from jineng.policy.packs.relations import SUPPLEMENTS
from jineng.policy.packs.shelf import Shelf
from jineng.values.refusal import Refusal


class NoSuchQuestion(Refusal):
    """Draft and document do not both answer a question, or several and none was named."""


def ids_of(shelf: Shelf, pack: Pack) -> tuple[str, ...]:
    """Return the packs that answer by a pack: of one that supplements, the one it adds to first."""
    adds_to = _adds_to(pack)
    return (adds_to, pack.id) if adds_to else (pack.id,)


def in_place(
    question: str, packs: Sequence[Pack], against: Pack, draft: Pack, shelf: Shelf
) -> Plan | None:
    """Return the plan of these packs (the main one first) with a draft instead of one of them.

    A draft that supplements the main pack is added where `against` is not among its supplements.
    None: the draft does not concern these packs, or does not answer the question. `shelf` is the
    draft's, whose list of facts is used. Raises Slip when the draft's supplements do not fit.
    """
    main, *more = packs
    adds_to = _adds_to(draft)
    if question not in draft.sheets or (adds_to or against.id) != main.id:
        return None
    others = [each for each in more if each.id not in (against.id, draft.id)]
    base, extra = (main, [*others, draft]) if adds_to else (draft, others)
    return make_plan(question, base, extra, shelf.glossary)


def question_of(before: Pack, after: Pack, asked: str) -> str:
    """Return the question to replay: the one asked for, else the only one that is answered anew.

    Raises NoSuchQuestion, listing those there are.
    """
    both = [question for question in after.sheets if question in before.sheets]
    if asked:
        if asked not in both:
            raise NoSuchQuestion(f"两份规则包没有都回答“{asked}”；都回答的有：{_listed(both)}")
        return asked
    anew = [each for each in both if _rules(before, each) != _rules(after, each)]
    found = both if len(both) == 1 else anew
    if len(found) != 1:
        said = "没有一个问题的规则不同" if not found else f"有几个问题的规则不同：{_listed(found)}"
        raise NoSuchQuestion(f"{said}；请用 --question 写明试算哪一个（{_listed(both)}）")
    return found[0]


def _rules(pack: Pack, question: str) -> object:
    sheet = pack.sheets[question]
    return [
        (rule.id, rule.is_premise, rule.condition, rule.effect, rule.amount, rule.payee, rule.after)
        for rule in (*sheet.premises, *sheet.rows)
    ]


def _adds_to(pack: Pack) -> str:
    relation = pack.about.relation
    return relation.pack_id if relation and relation.kind == SUPPLEMENTS else ""


def _listed(questions: Sequence[str]) -> str:
    return "、".join(questions) or "没有"
