"""How is a draft tried on everything that was decided in a year?

The lines are the decisions that stand, with the facts of their receipts. They are decided again in
the order of their day, then of their number, on both sides: what a side grants in the year uses up
times for that side's later lines. Grants of before are those that the receipts know of (earlier
years, earlier papers, other subsidies), but not those of the replayed lines themselves, nor any
that were taken back. Grants of other questions in the same year count as of before.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from jineng.foundation.database.bulk import bulk
from jineng.foundation.documents.models import Plan as PlanInForce
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.policy.many.in_turn import PLAN, Plans
from jineng.policy.many.replay import BY, ROW, Replay
from jineng.policy.packs.drafts import in_place
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.relations import SUPPLEMENTS
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.models import Decision
from jineng.stages.claims.stored import Stored, granted_elsewhere
from jineng.stages.claims.trial import Part, Trial, sides, with_category
from jineng.values.refusal import Refusal

LINES_OF_A_PART = 80_000
MOST_PARTS = 16
OUTCOME_OF = {"granted": "granted", "refused": "refused", "referred": "silent"}


class NothingDecided(Refusal):
    """Nothing was decided in the year that the draft concerns."""


class OtherRules(Refusal):
    """The rules on the shelf are not those under which something was decided."""


@dataclass(frozen=True)
class Coming:
    """A plan that is to answer from a day on; what ended before that day stays as it was."""

    plan: Plan
    first_day: date


@dataclass(frozen=True)
class Decided:
    """The plans of one question under which lines of a year were decided, and what the draft makes
    of each; `ids` are those of the plans' records, in the same order. `lines` counts the lines.
    """

    question: str
    ids: tuple[int, ...]
    before: tuple[Plan, ...]
    after: tuple[Plan, ...]
    lines: int
    since: date = date.min

    @property
    def untold(self) -> list[str]:
        """The facts that the draft asks for and nobody asked for then."""
        asked = {fact_id for plan in self.before for fact_id in plan.facts}
        names = {
            word.name
            for plan in self.after
            for fact_id, word in plan.facts.items()
            if fact_id not in asked
        }
        return sorted(names)


@dataclass(frozen=True)
class Asked:
    """Which decisions are tried: those of a year that `by` may see, of one question or of all.

    `url` is the database; `shelf` holds the packs under which they were decided.
    """

    url: str
    by: Officer
    year: int
    shelf: Shelf
    question: str = ""


@contextmanager
def of_year(
    asked: Asked, against: Pack | None, draft: tuple[Shelf, Pack], coming: Coming | None = None
) -> Iterator[list[Trial]]:
    """Open the year's decisions as an officer sees them; yield a trial for each question.

    `coming`: this plan is tried from its first day on, and not the draft put in a pack's place.

    Refuses what cannot be tried, by name. The database is only read.
    """
    with bulk(asked.url, officer=str(asked.by.pk), areas=asked.by.areas) as transaction:
        stored = Stored(transaction.read, asked.year)
        with speaking_as(asked.by):
            plans = _plans_of(stored, asked)
        taken_back = stored.taken_back()
        replaced = against or _replaced(plans, draft[1])
        decided = list(_decided(plans, replaced, draft))
        if coming is not None:
            decided = [_under(each, coming) for each in decided]
        if not decided:
            raise NothingDecided(
                f"{asked.year} 年没有按“{replaced.id}”核定过草稿管的问题，"
                "无从试算；请核对年度和草稿"
            )
        yield [
            _trial(each, stored, taken_back, replaced, draft[1], several=len(decided) > 1)
            for each in decided
        ]


def years_decided() -> list[int]:
    """Return the years whose classes have decisions that may be seen, the latest first."""
    years = Decision.objects.values_list("line__claim__training__ends_on__year", flat=True)
    return sorted(set(years.order_by().distinct()), reverse=True)


Kept = tuple[int, Plan, tuple[Pack, ...], int]


def _plans_of(stored: Stored, asked: Asked) -> list[Kept]:
    """Return the record, the plan, its packs and the lines of every plan used in the year."""
    shelf, question = asked.shelf, asked.question
    counts = stored.counts().filter(pl.lit(not question) | (pl.col("question") == question))
    if counts.is_empty():
        raise NothingDecided(
            f"{stored.year} 年没有核定过{question or '补贴'}，无从试算；请核对年度"
        )
    found = []
    for about, plan_id, lines in counts.rows():
        record = PlanInForce.objects.get(pk=plan_id)
        packs = _in_order([shelf.pack(each.pack_id) for each in record.packs.all()])
        plan = shelf.plan_of(about, tuple(pack.id for pack in packs))
        if plan.fingerprint != record.fingerprint:
            raise OtherRules(
                f"办理时的规则组合（{record.fingerprint[:16]}）和架上的不同；请找回当时的规则包"
            )
        found.append((plan_id, plan, packs, lines))
    return found


def _in_order(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The main pack first, then those that supplement it, as they were put together."""
    adds = [pack for pack in packs if _supplements(pack)]
    mains = [pack for pack in packs if not _supplements(pack)]
    return (*mains, *sorted(adds, key=lambda pack: (len(pack.about.region), pack.id)))


def _supplements(pack: Pack) -> bool:
    relation = pack.about.relation
    return relation is not None and relation.kind == SUPPLEMENTS


def _replaced(plans: Sequence[Kept], draft: Pack) -> Pack:
    """Return the pack whose place a draft takes, where nobody says it: what it names, or itself."""
    used = {pack.id: pack for _, _, packs, _ in plans for pack in packs}
    relation = draft.about.relation
    named = [draft.id, *([relation.pack_id] if relation else [])]
    mains = {packs[0].id: packs[0] for _, _, packs, _ in plans}
    for pack_id in named:
        if pack_id in used:
            return used[pack_id]
    if len(mains) == 1:
        return next(iter(mains.values()))
    listed = "、".join(mains)
    raise NothingDecided(f"这一年用过几份规则包：{listed}；请用 --against 写明和哪一份比")


def _decided(plans: Sequence[Kept], replaced: Pack, draft: tuple[Shelf, Pack]) -> Iterator[Decided]:
    shelf, pack = draft
    found: dict[str, list[tuple[int, Plan, Plan, int]]] = {}
    for plan_id, plan, packs, lines in plans:
        after = in_place(plan.question, packs, replaced, pack, shelf)
        if after is not None:
            found.setdefault(plan.question, []).append((plan_id, plan, after, lines))
    for question, rows in found.items():
        ids, before, after_all, lines_of = zip(*rows, strict=True)
        yield Decided(question, ids, before, after_all, sum(lines_of))


def _under(decided: Decided, coming: Coming) -> Decided:
    """Let a plan answer from a day on: each plan stands twice, for the days before and since."""
    before = decided.before
    after = (coming.plan,) * len(before)
    return replace(
        decided, before=(*before, *before), after=(*after, *before), since=coming.first_day
    )


def _trial(
    decided: Decided,
    stored: Stored,
    taken_back: set[int],
    replaced: Pack,
    draft: Pack,
    *,
    several: bool,
) -> Trial:
    replay = Replay(Plans(decided.before), Plans(decided.after), BY, keep=("claim",))
    said = list(sides(decided.question, decided.before[0], decided.after[0], replaced, draft))
    said.append(f"{stored.year} 年现在有效的核定　{decided.lines:,} 件")
    if decided.untold:
        said.append(f"草稿问的这些事实当时没有问，都按未知办：{'、'.join(decided.untold)}")
    return Trial(
        question=decided.question,
        replay=replay,
        lines=decided.lines,
        parts=lambda: _parts(decided, stored, taken_back),
        said=tuple(said),
        remarks=lambda: _unlike(replay),
        one_of_several=several,
    )


def _parts(decided: Decided, stored: Stored, taken_back: set[int]) -> Iterator[Part]:
    """Read the next part of the people while the last one is being decided."""
    parts = min(MOST_PARTS, 1 + decided.lines // LINES_OF_A_PART)
    words = {each.id: each for plan in decided.before for each in plan.facts.values()}
    places = dict(zip(decided.ids, range(len(decided.ids)), strict=True))

    def read(part: int) -> Part:
        rows = stored.lines(decided.question, words.values(), part=part, parts=parts)
        lines = rows.filter(pl.col("plan_id").is_in(list(places))).with_columns(
            _place(places, decided.since),
            pl.col("number").alias(ROW),
            pl.col("recorded_outcome").replace_strict(OUTCOME_OF),
        )
        grants = stored.grants(decided.question, part=part, parts=parts)
        return with_category(lines), granted_elsewhere(grants, lines["number"], taken_back)

    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(read, 0)
        for part in range(1, parts + 1):
            here = coming.result()
            if part < parts:
                coming = beside.submit(read, part)
            yield here


def _place(places: Mapping[int, int], since: date) -> pl.Expr:
    """Say by which of the plans a line is decided; what ended before a day has the second ones."""
    place = pl.col("plan_id").replace_strict(places, return_dtype=pl.UInt32)
    return pl.when(pl.col("on") < since).then(place + len(places)).otherwise(place).alias(PLAN)


def _unlike(replay: Replay) -> list[str]:
    count = replay.totals.unlike
    if not count:
        return []
    return [
        f"有 {count:,} 件按日期先后重算，现行规则的结果与当时的核定不同"
        "（当时办理的先后不是这个先后）；比较的两边都按日期先后"
    ]
