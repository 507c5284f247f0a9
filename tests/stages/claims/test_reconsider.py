"""A job or an error comes to light after a line was paid: one asks, another decides again."""

from datetime import timedelta
from pathlib import Path

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.policy.packs.shelf import Shelf, stock
from jineng.stages.claims.actions import put_on_notice
from jineng.stages.claims.models import Decision, Line, Reopening
from jineng.stages.claims.reopening import (
    NobodyAsked,
    NoDifference,
    NothingToReopen,
    reconsider,
    reopen,
    revoke,
)
from jineng.stages.employment.actions import import_insured
from jineng.stages.funds.models import Fund
from jineng.stages.payments.queries import due_on
from jineng.stages.payments.recovering import NothingToRecover, confirm_recovery, recover
from tests.builders import AS_OF, ORDERED, at, bring, shelf
from tests.conftest import Database
from tests.guards.chain import CLOSED, DUE, FIRST, SETTLED
from tests.papers import AREA, INSURED_HEAD, Course, table
from tests.policy.small_pack import ABOUT, copy_of_packs, write
from tests.stages.asking import acts, at_once, look

LATER = at(9, ORDERED + timedelta(days=30))


@pytest.fixture
def generous(tmp_path: Path) -> Shelf:
    """The rules of the repository, and a document of the province that pays differences."""
    root = copy_of_packs(tmp_path)
    place = root / "demo-qingchuan" / "2024-difference"
    about = {"编号": "difference", "适用地区": {"名称": "青川省", "代码": "97"}}
    write(place / "pack.yaml", ABOUT | about)
    (place / "clauses.md").write_text("# 测\n\n## 一1\n\n职业培训补贴补发差额。\n", "utf-8")
    value = {"编号": "difference_is_paid", "取值": ["职业培训补贴"], "依据": "一1"}
    write(place / "differences.yaml", {"问题": "differences", "数值": [value]})
    return stock(root)


def line_of(course: Course, place: int = 0) -> Line:
    rows = Line.objects.filter(claim__training__number=course.number).order_by("pk")
    found: Line = look(lambda: rows[place])
    return found


def ask(line: Line, wanted: str = "reconsidered", by: str = "county_reviewer") -> Reopening:
    return reopen(line_id=line.pk, wanted=wanted, reason="已就业", by=officer(by), at=LATER)


def again(line: Line, rules: Shelf, by: str = "county_checker") -> Decision:
    return reconsider(line_id=line.pk, shelf=rules, by=officer(by), at=LATER)


def find_work() -> None:
    """The insurance office tells late that the first learner found work in time."""
    row = (FIRST.identity, "", "虚构工厂", "2024-06-20", "")
    bring(import_insured, table(INSURED_HEAD, [row]))
    assert AS_OF.year == 2024


def due(line: Line) -> int:
    found: dict[int, int] = look(lambda: [due_on([line.pk])])[0]
    return found[line.pk]


def fund() -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=SETTLED.fund))
    return found


def test_only_the_difference_is_due_after_a_new_notice(chain: Database, generous: Shelf) -> None:
    line, before = line_of(SETTLED), fund()
    find_work()
    ask(line)
    made = again(line, generous)
    assert (made.fen, made.rule) == (160_000, "employed_within_three_months")
    assert due(line) == 160_000 - 128_000
    assert fund().owed_fen == before.owed_fen + 32_000
    assert fund().paid_fen == before.paid_fen
    assert acts("claims.reconsider")[-1].moved == "paid → granted"
    put_on_notice(area=AREA, shelf=shelf(), by=officer("county_reviewer"), at=LATER)
    assert line_of(SETTLED).state == "on_notice"


def test_where_the_document_does_not_say_so_no_difference_is_paid(chain: Database) -> None:
    line = line_of(SETTLED)
    find_work()
    ask(line)
    with pytest.raises(NoDifference, match="没有写职业培训补贴可以补发差额"):
        again(line, shelf())


def test_nothing_new_changes_nothing(chain: Database, generous: Shelf) -> None:
    line = line_of(SETTLED)
    ask(line)
    with pytest.raises(NoDifference, match="1,280.00 元"):
        again(line, generous)
    assert due(line) == 0


def test_what_was_asked_for_in_vain_can_still_be_revoked(chain: Database, generous: Shelf) -> None:
    line = line_of(SETTLED)
    ask(line)
    with pytest.raises(NoDifference):
        again(line, generous)
    asked = ask(line, "revoked")
    assert ask(line, "revoked") == asked
    assert revoke(line_id=line.pk, by=officer("county_leader"), at=LATER).outcome == "revoked"


def test_nobody_decides_again_what_nobody_asked_for(chain: Database, generous: Shelf) -> None:
    line = line_of(SETTLED)
    with pytest.raises(NobodyAsked):
        again(line, generous)
    ask(line, "revoked")
    with pytest.raises(NobodyAsked):
        again(line, generous)


def test_who_asked_does_not_decide(chain: Database, generous: Shelf) -> None:
    line, same = line_of(SETTLED), officer("county_checker")
    ask(line)
    same.natural_person = officer("county_reviewer").natural_person
    with pytest.raises(SamePersonTwice):
        reconsider(line_id=line.pk, shelf=generous, by=same, at=LATER)


def test_only_what_was_paid_is_opened_again_and_with_a_reason(chain: Database) -> None:
    with pytest.raises(NothingToReopen, match="公示中"):
        ask(line_of(DUE))
    with pytest.raises(NothingToReopen):
        ask(line_of(CLOSED), "revoked")
    paid, reviewer = line_of(SETTLED).pk, officer("county_reviewer")
    with pytest.raises(NothingToReopen):
        reopen(line_id=paid, wanted="revoked", reason=" ", by=reviewer, at=LATER)


def test_a_post_without_the_right_is_refused(chain: Database, generous: Shelf) -> None:
    line = line_of(SETTLED)
    with pytest.raises(NotAllowed):
        ask(line, by="county_checker")
    ask(line)
    with pytest.raises(NotAllowed):
        again(line, generous, by="county_leader")


def test_reconsidered_twice_at_once_it_is_raised_once(chain: Database, generous: Shelf) -> None:
    line = line_of(SETTLED)
    find_work()
    ask(line)
    said = at_once(lambda: again(line, generous), lambda: again(line, generous))
    assert sorted(type(each).__name__ for each in said) == ["Decision", "NothingToReopen"]
    assert due(line) == 32_000


def test_what_was_paid_without_ground_is_revoked_and_comes_back(chain: Database) -> None:
    line, before = line_of(SETTLED), fund()
    ask(line, "revoked")
    taken = revoke(line_id=line.pk, by=officer("county_leader"), at=LATER)
    assert (taken.outcome, taken.message) == ("revoked", "撤销补贴：已就业")
    assert due(line) == -128_000
    maker, checker = officer("finance_maker"), officer("finance_checker")
    told = {"line_id": line.pk, "reference": "退 1", "by": maker, "at": LATER}
    with pytest.raises(NothingToRecover, match="应追回 1,280.00 元"):
        recover(fen=128_001, **told)
    back = recover(fen=28_000, **told)
    assert recover(fen=28_000, **told) == back
    assert due(line) == -128_000
    confirm_recovery(recovery_id=back.pk, by=checker, at=LATER)
    assert due(line) == -100_000
    assert fund().paid_fen == before.paid_fen - 28_000
    assert fund().free_fen == before.free_fen + 28_000
    assert acts("claims.revoke")[-1].moved == "paid → revoked"


def test_who_recorded_what_came_back_does_not_confirm_it(chain: Database) -> None:
    line, same = line_of(SETTLED), officer("finance_checker")
    ask(line, "revoked")
    revoke(line_id=line.pk, by=officer("county_leader"), at=LATER)
    told = {"line_id": line.pk, "reference": "退 1", "at": LATER}
    with pytest.raises(NotAllowed):
        recover(fen=1, by=same, **told)
    back = recover(fen=1, by=officer("finance_maker"), **told)
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        confirm_recovery(recovery_id=back.pk, by=same, at=LATER)
