"""The second of two decides a claim as the rules answer."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.actions import lodge
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.policy.one.receipt import recheck
from jineng.stages.claims.actions import NotReviewed, answer_objection, decide
from jineng.stages.claims.models import Claim, Decision, Outcome, Posting
from jineng.stages.claims.queries import FundTooSmall
from jineng.stages.funds.actions import confirm_appropriation, move
from jineng.stages.funds.models import Fund
from tests.builders import at, claim_of, shelf
from tests.conftest import Database
from tests.guards.chain import (
    DECIDED,
    DUE,
    EMPLOYED,
    LAST_HERE,
    LAST_THERE,
    OPEN,
    SETTLED,
    SUBMITTED,
)
from tests.papers import Course
from tests.stages.asking import acts, at_once, look, of_elsewhere


def ask(course: Course = LAST_HERE, by: str = "county_checker") -> list[Decision]:
    return decide(claim_id=claim_of(course), shelf=shelf(), by=officer(by), at=at(16))


def decisions(course: Course) -> dict[str, Decision]:
    """Return the standing decision of each learner of a class, by name."""
    rows = Decision.objects.filter(line__claim__training__number=course.number, superseded_by=None)
    found = look(lambda: rows.select_related("line__enrolment", "fund", "checker"))
    return {each.line.enrolment.name: each for each in found}


def take_back_the_first(course: Course) -> None:
    """Somebody objects to the first line of a notice, and rightly."""
    rows = Posting.objects.filter(decision__line__claim__training__number=course.number)
    line = look(lambda: rows.select_related("notice_line").earliest("pk").notice_line)
    found = lodge(line=line, said="没有来", said_by="", at=at(10, date(2024, 10, 9)))
    leader = officer("county_leader")
    answer_objection(objection_id=found.pk, upheld=True, words="属实", by=leader, at=at(11))


def move_what_is_free(course: Course, other: Course) -> None:
    """Move what the fund of a class has free to that of another."""
    fund = look(lambda: Fund.objects.get(name=course.fund))
    told = {"area": other.area, "name": other.fund, "year": 2024, "document": "调剂单"}
    maker, checker = officer("finance_maker"), officer("finance_checker")
    moved = move(from_id=fund.pk, fen=fund.free_fen, by=maker, at=at(9), **told)
    confirm_appropriation(appropriation_id=moved.pk, by=checker, at=at(9))


def test_each_learner_has_the_answer_of_the_rules_with_clause_and_receipt(chain: Database) -> None:
    found = decisions(DECIDED)
    told = {name: (each.outcome, each.fen, each.rule) for name, each in found.items()}
    assert told == {
        "丙六": ("granted", 128_000, "certificate_not_employed"),
        "丙七": ("refused", 0, "drawing_a_pension"),
        "丙八": ("referred", 0, "no_rule_for_category"),
    }
    for each in found.values():
        assert each.clause
        assert recheck(each.receipt, shelf()) == ()
    assert acts("claims.decide")[-1].moved == "reviewed → decided"


def test_who_found_work_within_three_months_gets_the_whole_standard(chain: Database) -> None:
    employed = decisions(SETTLED)[EMPLOYED.name]
    assert (employed.fen, employed.rule) == (160_000, "employed_within_three_months")


def test_the_fund_is_reserved_by_what_was_granted(chain: Database) -> None:
    made = ask()
    fund = look(lambda: Fund.objects.get(name=LAST_HERE.fund))
    assert fund.owed_fen == sum(each.fen for each in made) > 0


def test_a_claim_is_decided_once(chain: Database) -> None:
    ask()
    assert ask() == []
    assert len(decisions(LAST_HERE)) == len(LAST_HERE.learners)


def test_a_claim_nobody_reviewed_is_not_decided(chain: Database) -> None:
    with pytest.raises(NotReviewed, match="还没有初审"):
        ask(SUBMITTED)


def test_who_reviewed_does_not_decide(chain: Database) -> None:
    same = officer("county_checker")
    same.natural_person = officer("county_reviewer").natural_person
    with pytest.raises(SamePersonTwice):
        decide(claim_id=claim_of(LAST_HERE), shelf=shelf(), by=same, at=at(16))


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="county_reviewer")
    stranger = of_elsewhere("county_checker")
    with pytest.raises(Claim.DoesNotExist):
        decide(claim_id=claim_of(LAST_HERE), shelf=shelf(), by=stranger, at=at(16))
    assert decisions(LAST_HERE) == {}


def test_more_than_the_fund_has_is_one_sentence_and_nothing_is_written(chain: Database) -> None:
    """A grant was taken back, and what it freed was moved away: 620 is still held."""
    take_back_the_first(DUE)
    move_what_is_free(DUE, OPEN)
    standing = decisions(DUE)
    with pytest.raises(FundTooSmall, match=r"可用 0.00 元，这次还要占用 660.00 元"):
        ask(DUE)
    assert decisions(DUE) == standing


def test_the_last_of_three_times_is_granted_once_by_two_counties_at_once(chain: Database) -> None:
    """The third time is claimed here and elsewhere; whoever comes second meets the taken slot."""
    at_once(ask, lambda: ask(LAST_THERE))
    both = [decisions(course).get("丁九") for course in (LAST_HERE, LAST_THERE)]
    granted = [each for each in both if each is not None and each.outcome == Outcome.GRANTED]
    assert len(granted) <= 1


def test_decided_twice_at_once_everybody_is_decided_once(chain: Database) -> None:
    said = at_once(ask, ask)
    assert sorted(len(each) for each in said if isinstance(each, list)) == [
        0,
        len(LAST_HERE.learners),
    ]
    assert len(decisions(LAST_HERE)) == len(LAST_HERE.learners)
