"""What the rules are silent on is decided by two people, and the reason is in the receipt."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.policy.one.bundle import unlike_receipt
from jineng.policy.one.receipt import recheck
from jineng.stages.claims.checks import recomputed
from jineng.stages.claims.models import Decision, Line, Ruling
from jineng.stages.claims.ruling import (
    NobodyProposed,
    NotASum,
    NotSilent,
    confirm_ruling,
    propose_ruling,
)
from jineng.stages.claims.states import LineState
from jineng.stages.funds.models import Fund
from tests.builders import at, shelf
from tests.conftest import Database
from tests.guards.chain import DECIDED, GRANTED, REFERRED
from tests.papers import Learner
from tests.stages.asking import acts, at_once, look, of_elsewhere

REASON = "企业职工参加急需工种培训，县局会商同意按八成发给"


def line_of(learner: Learner = REFERRED) -> Line:
    rows = Line.objects.filter(claim__training__number=DECIDED.number)
    found: Line = look(lambda: rows.get(enrolment__name=learner.name))
    return found


def propose(
    fen: int = 128_000,
    outcome: str = "granted",
    reason: str = REASON,
    by: str = "county_reviewer",
    learner: Learner = REFERRED,
) -> Ruling:
    return propose_ruling(
        line_id=line_of(learner).pk,
        outcome=outcome,
        fen=fen,
        reason=reason,
        shelf=shelf(),
        by=officer(by),
        at=at(17),
    )


def confirm(asked: Ruling, by: str = "county_checker") -> Decision:
    return confirm_ruling(line_id=line_of().pk, ruling_id=asked.pk, by=officer(by), at=at(18))


def test_two_people_grant_and_the_receipt_still_proves_itself(chain: Database) -> None:
    owed = look(lambda: Fund.objects.get(name=DECIDED.fund)).owed_fen
    made = confirm(propose())
    assert line_of().state == LineState.GRANTED
    assert (made.fen, made.maker, made.receipt["ruling"]["reason"]) == (
        128_000,
        officer("county_reviewer"),
        REASON,
    )
    assert recheck(made.receipt, shelf()) == ()
    assert list(unlike_receipt(made.receipt, (made.outcome, made.fen, made.rule))) == []
    assert [each for each in look(lambda: recomputed(shelf())) if each[1]] == []
    assert look(lambda: Fund.objects.get(name=DECIDED.fund)).owed_fen == owed + 128_000
    assert acts("claims.confirm_ruling")[-1].moved == "referred → granted"


def test_a_ruling_put_into_a_receipt_of_what_the_rules_say_is_found_out(chain: Database) -> None:
    row = Decision.objects.filter(line=line_of(GRANTED))
    kept = look(lambda: row.get()).receipt
    ruling = {"outcome": "granted", "fen": 1, "rule": "ruled_by_two_people", "reason": "好"}
    said = list(unlike_receipt({**kept, "ruling": ruling}, ("granted", 1, "ruled_by_two_people")))
    assert said == ["规则有规定的写成了人工核定，或者人工核定没有写理由"]


def test_two_people_refuse(chain: Database) -> None:
    made = confirm(propose(fen=0, outcome="refused"))
    assert (made.outcome, made.message) == ("refused", f"人工核定：{REASON}")
    assert line_of().state == LineState.REFUSED


def test_a_later_proposal_counts_and_the_earlier_is_not_confirmed(chain: Database) -> None:
    first, second = propose(), propose(fen=80_000)
    with pytest.raises(NobodyProposed):
        confirm(first)
    assert confirm(second).fen == 80_000


@pytest.mark.parametrize(
    ("fen", "outcome", "reason"),
    [
        (160_001, "granted", REASON),
        (0, "granted", REASON),
        (1, "refused", REASON),
        (1, "granted", " "),
        (1, "revoked", REASON),
    ],
)
def test_a_sum_beyond_the_document_or_without_a_reason_is_refused(
    chain: Database, fen: int, outcome: str, reason: str
) -> None:
    with pytest.raises(NotASum):
        propose(fen=fen, outcome=outcome, reason=reason)


def test_what_the_rules_decided_is_not_ruled_by_people(chain: Database) -> None:
    with pytest.raises(NotSilent, match="待公示"):
        propose(learner=GRANTED)


def test_who_proposed_does_not_confirm_and_other_posts_do_neither(chain: Database) -> None:
    asked = propose()
    same = officer("county_checker")
    same.natural_person = officer("county_reviewer").natural_person
    with pytest.raises(SamePersonTwice):
        confirm_ruling(line_id=line_of().pk, ruling_id=asked.pk, by=same, at=at(18))
    with pytest.raises(NotAllowed):
        confirm(asked, by="county_leader")
    with pytest.raises(NotAllowed):
        propose(by="county_checker")
    with pytest.raises(Line.DoesNotExist):
        confirm_ruling(
            line_id=line_of().pk, ruling_id=asked.pk, by=of_elsewhere("county_checker"), at=at(18)
        )


def test_confirmed_twice_at_once_it_is_decided_once(chain: Database) -> None:
    asked = propose()
    said = at_once(lambda: confirm(asked), lambda: confirm(asked))
    assert sorted(type(each).__name__ for each in said) == ["Decision", "NotSilent"]
