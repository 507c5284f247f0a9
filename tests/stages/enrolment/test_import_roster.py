"""A school hands in its roster."""

import pytest

from jineng.foundation.documents.models import Intake, RowError
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.enrolment.actions import ClassRefused, FundTooSmall, import_roster
from jineng.stages.enrolment.models import Enrolment
from tests.builders import at, shelf
from tests.conftest import Database
from tests.guards.chain import APPLIED, OPEN, REFUSED
from tests.papers import Course, Learner, learner, sheets, workbook
from tests.stages.asking import acts, at_once, class_of, look, of_elsewhere, school

GOOD, OTHER = learner(20, "己一"), learner(21, "己二")


def roster(*learners: Learner) -> bytes:
    rows = [(each.identity, each.name, each.category) for each in learners]
    return sheets({"花名册": [("身份证号", "姓名", "人员类别"), *rows]})


def ask(content: bytes, course: Course = OPEN, **changed: object) -> Intake:
    told: dict[str, object] = {"number": course.number, "content": content, "name": "册.xlsx"}
    told |= {"categories": shelf().words("learner_category"), "by": school(course), "at": at(11)}
    return import_roster(**{**told, **changed})  # type: ignore[arg-type]


def enrolled(course: Course = OPEN) -> list[Enrolment]:
    found: list[Enrolment] = look(lambda: Enrolment.objects.filter(training=class_of(course)))
    return found


def test_good_rows_go_in_and_the_others_are_told_cell_by_cell(chain: Database) -> None:
    before = len(enrolled())
    wrong = Learner("己三", GOOD.identity[:17] + "?", "待业")
    taken = ask(roster(GOOD, wrong))
    assert (taken.good, taken.bad) == (1, 1)
    assert len(enrolled()) == before + 1
    errors = look(lambda: RowError.objects.filter(intake=taken).order_by("pk"))
    assert [(each.row, each.column, each.first) for each in errors] == [
        (3, "身份证号", True),
        (3, "人员类别", False),
    ]
    assert all(each.says and each.mend for each in errors)


@pytest.mark.parametrize(
    "closing",
    [
        ("合计", "2 人", None),
        ("合计：2人", None, None),
        (None, "合计", None),
        ("填表人：张某　审核人：李某", None, None),
        (None, "注：以上人员均已核实", None),
    ],
)
def test_a_line_that_closes_the_roster_is_no_learner(
    chain: Database, closing: tuple[str | None, ...]
) -> None:
    head = ("序号", "姓名", "身份证号", "人员类别")
    rows = [(1, GOOD.name, GOOD.identity, GOOD.category), closing]
    taken = ask(sheets({"花名册": [head, *rows]}))
    assert (taken.good, taken.bad) == (1, 0)


def test_the_same_bytes_again_change_nothing(chain: Database) -> None:
    content = roster(GOOD, OTHER)
    first = ask(content)
    there = enrolled()
    assert ask(content) == first
    assert enrolled() == there
    assert len(look(lambda: Intake.objects.filter(subject=OPEN.number, purpose="roster"))) == 2


def test_a_roster_that_its_fund_cannot_hold_is_refused_whole(chain: Database) -> None:
    """The fund of the class has room for three more at both standards."""
    there = enrolled()
    with pytest.raises(FundTooSmall, match=r"4 人最多要占用 7,600.00 元.*可用 6,200.00 元"):
        ask(roster(*(learner(22 + n, f"辛{n}") for n in range(4))))
    assert enrolled() == there


def test_a_mended_file_adds_what_it_mends_and_nobody_twice(chain: Database) -> None:
    ask(roster(GOOD, Learner("己二", "", OTHER.category)))
    mended = ask(roster(GOOD, OTHER))
    assert (mended.good, mended.bad) == (1, 0)
    people = [each.person_id for each in enrolled()]
    assert len(people) == len(set(people))


def test_a_name_that_fills_a_page_is_an_error_of_its_cell(chain: Database) -> None:
    taken = ask(roster(GOOD, Learner("己" * 300, OTHER.identity)))
    assert (taken.good, taken.bad) == (1, 1)
    error = look(lambda: RowError.objects.get(intake=taken))
    assert (error.row, error.column, error.code) == (3, "姓名", "too_long")


def test_a_refused_class_takes_no_learners(chain: Database) -> None:
    with pytest.raises(ClassRefused, match="不予开班"):
        ask(workbook(REFUSED), REFUSED)
    assert enrolled(REFUSED) == []


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    assessor = school(OPEN)
    assessor.post = of_elsewhere("auditor").post
    with pytest.raises(NotAllowed):
        ask(roster(GOOD), by=assessor)
    assert acts("enrolment.import_roster")[-1].subject != f"classes.TrainingClass:{APPLIED.number}"


def test_handed_in_twice_at_once_everybody_is_enrolled_once(chain: Database) -> None:
    content, before = roster(GOOD, OTHER), len(enrolled())
    said = at_once(lambda: ask(content), lambda: ask(content))
    assert [type(each) for each in said] == [Intake, Intake]
    people = [each.person_id for each in enrolled()]
    assert len(people) == len(set(people)) == before + 2
