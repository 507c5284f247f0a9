"""Anybody objects to one line; somebody else than its officers answers."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.actions import (
    AnsweredAlready,
    NothingSaid,
    NotStanding,
    TooManyAtOnce,
    TooManyWords,
    lodge,
)
from jineng.foundation.notices.models import Line as NoticeLine
from jineng.foundation.notices.models import Objection
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.claims.actions import answer_objection
from jineng.stages.claims.checks import slots_amiss
from jineng.stages.claims.models import Decision, Posting
from jineng.stages.funds.models import Fund
from jineng.stages.payments.queries import due
from tests.builders import ORDERED, at
from tests.conftest import Database
from tests.guards.chain import DUE
from tests.papers import AREA
from tests.stages.asking import acts, at_once, look, school

STANDS = at(10, date(2024, 10, 9))


def objection() -> Objection:
    """Somebody objects to the first of the two lines whose notice has stood."""
    return lodge(line=_line(), said="此人没有来上课", said_by="", at=STANDS)


def ask(
    found: Objection, *, upheld: bool, by: str = "county_leader", words: str = "已核实"
) -> Objection:
    return answer_objection(
        objection_id=found.pk, upheld=upheld, words=words, by=officer(by), at=at(11, ORDERED)
    )


def due_now() -> int:
    """Return how many lines of the class may be ordered."""
    groups = look(lambda: due(AREA, on=ORDERED))
    return sum(len(each.decisions) for each in groups if each.fund_id == _fund().pk)


def test_only_the_disputed_line_stops(chain: Database) -> None:
    assert due_now() == 2
    objection()
    assert due_now() == 1


def test_an_objection_that_is_not_upheld_frees_its_line(chain: Database) -> None:
    ask(objection(), upheld=False)
    assert due_now() == 2
    assert acts("claims.answer_objection")[-1].moved == ""


def test_an_upheld_objection_revokes_the_grant_and_gives_its_money_back(
    chain: Database,
) -> None:
    """The document does not say that its times are given back, so they stay used."""
    reserved = _fund().reserved_fen
    answered = ask(objection(), upheld=True)
    assert (answered.upheld, answered.answered_by) == (True, officer("county_leader"))
    decision = _decision()
    assert look(lambda: Decision.objects.get(supersedes=decision)).outcome == "revoked"
    assert len(look(lambda: decision.slots.filter(live=True))) == 2
    assert look(slots_amiss) == []
    assert _fund().reserved_fen == reserved - decision.fen
    assert due_now() == 1
    assert acts("claims.answer_objection")[-1].moved == "on_notice → submitted"


def test_an_objection_is_answered_once(chain: Database) -> None:
    found = objection()
    ask(found, upheld=False)
    with pytest.raises(AnsweredAlready):
        ask(found, upheld=True)


def test_who_decided_the_line_does_not_answer(chain: Database) -> None:
    found, same = objection(), officer("county_leader")
    for concerned in ("county_reviewer", "county_checker"):
        same.natural_person = officer(concerned).natural_person
        with pytest.raises(SamePersonTwice):
            answer_objection(objection_id=found.pk, upheld=False, words="无", by=same, at=at(11))


def test_who_claimed_does_not_answer(chain: Database) -> None:
    found, same = objection(), officer("county_leader")
    same.natural_person = school(DUE).natural_person
    with pytest.raises(SamePersonTwice):
        answer_objection(objection_id=found.pk, upheld=False, words="无", by=same, at=at(11))


def test_who_objected_is_kept_as_cipher_text(chain: Database) -> None:
    told = {"line": _line(), "said": "没有来", "said_by": "邻居", "contact": "一二三", "at": STANDS}
    found = Objection.objects.get(pk=lodge(**told).pk)
    assert (found.name, found.contact) == ("邻居", "一二三")
    assert "邻居".encode() not in bytes(found.name_cipher or b"")
    assert (objection().name, objection().contact) == ("", "")


def test_the_same_form_twice_is_one_objection(chain: Database) -> None:
    told = {"line": _line(), "said": "没有来", "said_by": "", "key": "a form", "at": STANDS}
    assert lodge(**told) == lodge(**told)
    assert due_now() == 1


def test_a_flood_of_objections_is_stopped_in_a_sentence(chain: Database) -> None:
    told = {"line": _line(), "said": "没有来", "said_by": "", "sender": "192.0.2.1", "at": STANDS}
    for _ in range(20):
        lodge(**told)
    with pytest.raises(TooManyAtOnce, match="一小时"):
        lodge(**told)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(objection(), upheld=False, by="county_checker")


def test_words_are_needed_and_have_an_end(chain: Database) -> None:
    with pytest.raises(NothingSaid):
        ask(objection(), upheld=False, words="  ")
    with pytest.raises(NothingSaid):
        lodge(line=_line(), said=" ", said_by="", at=STANDS)
    with pytest.raises(TooManyWords, match="2000"):
        lodge(line=_line(), said="长" * 2001, said_by="", at=STANDS)


def test_outside_the_notice_s_days_no_objection_is_taken(chain: Database) -> None:
    for day in (date(2024, 10, 7), date(2024, 10, 12)):
        with pytest.raises(NotStanding, match="2024-10-08 至 2024-10-11"):
            lodge(line=_line(), said="没有来", said_by="", at=at(10, day))


def test_answered_twice_at_once_there_is_one_answer(chain: Database) -> None:
    found = objection()
    said = at_once(lambda: ask(found, upheld=True), lambda: ask(found, upheld=False))
    assert sorted(type(each).__name__ for each in said) == ["AnsweredAlready", "Objection"]


def _decision() -> Decision:
    rows = Decision.objects.filter(line__claim__training__number=DUE.number, seq=1)
    found: Decision = look(lambda: rows.order_by("line_id").first())
    return found


def _line() -> NoticeLine:
    decision = _decision()
    found: NoticeLine = look(lambda: Posting.objects.get(decision=decision).notice_line)
    return found


def _fund() -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=DUE.fund))
    return found
