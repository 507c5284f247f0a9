"""The printed Python: nothing of a pack can be run, and nothing odd in the facts slips by."""

import re
from collections import UserDict
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

import pytest

from jineng.policy.language.answer import Later, Outcome
from jineng.policy.language.told import NOT_TOLD, WrongFact, checked
from jineng.policy.one.decide import decide
from jineng.policy.python import program
from jineng.policy.python.program import run
from jineng.policy.python.python_text import printed
from tests.policy.cases_in_hand import ASSESSMENT, FACTS, TRAINING, ask
from tests.policy.rich_pack import rich_plans
from tests.policy.small_pack import shelf_of, small_packs, write

HOSTILE = '\'; __import__(\'os\').abort() #\\" """ {v0} %s'
WORDS = set(
    re.findall(
        r"\w+",
        """def return if elif else for in is not or and None True False facts values history
        get told read weigh asked histories tests by checked only_days map type
        date str int tuple kind occupation level fen on year min max days_later months_later
        days_between full_months_between full_years_between work_days_between
        same_month_or_earlier first_after first_from edition_on looked A g f""",
    )
)


def test_a_printed_text_holds_our_own_words_only(tmp_path):
    """Every name is ours, or a number behind a letter; there is no text but our one format."""
    for plan in (TRAINING, ASSESSMENT, *rich_plans(tmp_path / "packs").values()):
        text = plan.program.text
        names = set(re.findall(r"[A-Za-z_]\w*", text))
        ours = {name for name in names if re.fullmatch(r"s?[vnrK]\d+(_after|_rank)?", name)}
        ours |= {name for name in names if re.fullmatch(r"(fen|due)_\d+", name)}

        assert text.isascii()
        assert names - ours <= WORDS
        assert set(re.findall(r"'[^'\n]*'", text)) <= {
            f"f'{{{n}[0]}}/{{{n}[1]}}'"[1:] for n in names
        }


def test_a_hostile_pack_is_only_ever_data(tmp_path):
    """Names, words, texts, clauses and ids of a pack can be anything at all."""
    root = tmp_path / "packs"
    fact = {"编号": "said", "类型": "文本", "设想": {"值": HOSTILE}}
    row = {
        "编号": "row",
        "条件": {HOSTILE: {"不是": [HOSTILE, "b"]}},
        "结果": "准予",
        "说明": HOSTILE,
    }
    small_packs(root, rows=[row], clause=f"{HOSTILE}，b", more={"补贴": HOSTILE, "收款": HOSTILE})
    write(root / "facts.yaml", {HOSTILE: fact})
    plan = shelf_of(root).plan_for("asked", region="960101", on=date(2024, 6, 1))

    answer = decide(plan, {"said": "c"})

    assert (answer.outcome, answer.message) == (Outcome.GRANTED, HOSTILE)
    assert answer.results[0].inputs == {HOSTILE: "c"}
    assert decide(plan, {"said": HOSTILE}).outcome == Outcome.SILENT
    assert "import" not in plan.program.text


def test_what_is_printed_runs_without_builtins():
    defined = run("def reach():\n    return open\n", {})

    with pytest.raises(NameError):
        defined["reach"]()


def test_plans_that_differ_in_their_words_alone_are_compiled_once(tmp_path):
    def plan(name, word):
        row = {"编号": name, "条件": {"证书类型": word}, "结果": "准予"}
        return shelf_of(small_packs(tmp_path / name, rows=[row])).plan_of(
            "asked", ("test-place-1",)
        )

    first = plan("one", "职业资格证书")
    decide(first, {})
    before = program._compiled.cache_info().misses
    second = plan("other", "职业技能等级证书")
    decide(second, {})

    assert first.program.text == second.program.text
    assert program._compiled.cache_info().misses == before


def test_a_text_can_be_printed_again_and_is_the_same():
    text, bound = printed(TRAINING.prepared, TRAINING.facts)

    again = run(text, bound)

    assert TRAINING.program.text.startswith(text)
    _, _, *filled = again["read"](FACTS, ())
    assert tuple(filled) == (ask().verdicts, ask().inputs)


@pytest.mark.parametrize("facts", [MappingProxyType(FACTS), UserDict(FACTS), FACTS | {"more": 1}])
def test_facts_may_be_any_mapping_and_more_than_is_asked(facts):
    assert decide(TRAINING, facts) == ask()


class Category(StrEnum):
    """A word as other parts of the system hold it."""

    HARD = "就业困难人员"


class Lessons(int):
    """A whole number by another name."""


def test_words_and_numbers_of_derived_types_are_what_they_are():
    answer = ask(learner_category=Category.HARD, lessons_attended=Lessons(80))

    assert (answer.outcome, answer.fen) == (Outcome.GRANTED, 128_000)


def test_a_list_of_days_may_be_a_list():
    days = [date(2024, 9, 20), date(2024, 8, 1)]

    assert ask(insured_from_days=days).fen == 160_000
    assert ask(insured_from_days=[]).fen == 128_000


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("learner_category", ["就业困难人员"]),
        ("learner_category", 0),
        ("insured_from_days", ""),
        ("insured_from_days", 0),
        ("insured_from_days", {date(2024, 6, 20)}),
        ("insured_from_days", (datetime(2024, 6, 20),)),  # noqa: DTZ001
        ("insured_from_days", [None]),
        ("new_occupation", 1),
        ("training_standard_fen", -1),
        ("certificate_issued_on", 20240620),
    ],
)
def test_a_value_that_only_looks_right_is_refused(fact, value):
    with pytest.raises(WrongFact):
        ask(**{fact: value})


def test_the_printed_checks_are_the_checks_of_every_fact():
    """Printed or not, a fact is told alike: what passes, what is unknown, what is absent."""
    words = TRAINING.facts.values()
    for name in FACTS:
        for facts in ({}, {name: None}, {name: FACTS[name]}, {name: ""}, {name: 7}):
            try:
                expected = tuple(checked(each, facts.get(each.id, NOT_TOLD)) for each in words)
            except WrongFact as refusal:
                with pytest.raises(WrongFact, match=re.escape(refusal.message)):
                    TRAINING.program.told(facts)
            else:
                assert TRAINING.program.told(facts) == expected


def test_what_would_change_is_worked_out_once_when_it_is_read():
    made = []
    later = Later(lambda *given: (made.append(given), ("若就业",))[1], (1, 2))

    assert made == []
    assert later.read() == later.read() == ("若就业",)
    assert made == [(1, 2)]
    assert isinstance(ask().changes, Later)


def test_a_limit_at_the_end_of_all_days_supposes_nothing(tmp_path):
    derived = {"名称": "首日", "算法": "之后首日", "列表": "参保起始日", "界": "培训结束日"}
    row = {"编号": "late", "条件": {"首日": {"晚于": "发证日期"}}, "结果": "准予"}
    plan = shelf_of(small_packs(tmp_path, rows=[row], derived=[derived])).plan_of(
        "asked", ("test-place-1",)
    )
    facts = {"insured_from_days": (), "training_ended_on": date(2024, 6, 1)}

    assert decide(plan, facts | {"certificate_issued_on": date.max}).would_change == ()
    assert decide(plan, facts | {"certificate_issued_on": date(2024, 6, 1)}).would_change == (
        "若在 2024-06-02 前（含当日）就业：准予（现 转人工）",
    )
