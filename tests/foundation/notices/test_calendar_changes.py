"""A document changes the calendar: one officer enters it, another confirms, and notices reopen."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.calendar import (
    ChangedAlready,
    NothingToChange,
    change_calendar,
    confirm_calendar,
)
from jineng.foundation.notices.models import CalendarChange, Notice
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.claims.models import Posting
from jineng.stages.payments.queries import due, ordered_meanwhile
from tests.builders import ORDERED, at
from tests.conftest import Database
from tests.guards.chain import DUE, SETTLED
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look
from tests.stages.conftest import chain, chain_template

__all__ = ["chain", "chain_template"]
FRIDAY, SATURDAY = date(2024, 10, 11), date(2024, 10, 12)
LATER = at(9, ORDERED)


def say(day: date, source: str = "测试通知", by: str = "policy_drafter") -> CalendarChange:
    return change_calendar(day=day, works=False, source=source, by=officer(by), at=LATER)


def confirm(said: CalendarChange, by: str = "policy_activator") -> CalendarChange:
    return confirm_calendar(change_id=said.pk, by=officer(by), at=LATER)


def notice_of(course: Course) -> Notice:
    rows = Posting.objects.filter(decision__line__claim__training__number=course.number)
    posting: Posting = look(lambda: rows.select_related("notice_line__notice").first())
    return posting.notice_line.notice


def test_a_notice_opens_again_when_another_officer_confirms(chain: Database) -> None:
    said = say(FRIDAY)
    assert notice_of(DUE).closes_on == FRIDAY
    confirm(said)
    assert notice_of(DUE).closes_on == SATURDAY
    [again] = notice_of(DUE).reopenings.all()
    assert (again.closed_on, again.closes_on, again.change) == (FRIDAY, SATURDAY, said)
    assert acts("notices.confirm_calendar")[-1].because == ["测试通知"]


def test_what_was_ordered_meanwhile_is_listed_for_a_person(chain: Database) -> None:
    assert look(ordered_meanwhile) == []
    for day in (FRIDAY, SATURDAY):
        confirm(say(day))
    assert notice_of(SETTLED).closes_on == ORDERED
    lines = look(ordered_meanwhile)
    assert lines
    assert {line.ordered_on for line in lines} == {ORDERED}
    assert look(lambda: due(AREA, on=ORDERED)) == []


def test_saying_it_again_says_nothing_new(chain: Database) -> None:
    assert say(FRIDAY) == say(FRIDAY)
    told = {"day": FRIDAY, "works": True, "source": "测试通知", "at": LATER}
    with pytest.raises(ChangedAlready, match="内容不同"):
        change_calendar(**told, by=officer("policy_drafter"))


def test_an_unknown_day_and_no_document_are_refused(chain: Database) -> None:
    with pytest.raises(NothingToChange, match="2031-01-01"):
        say(date(2031, 1, 1))
    with pytest.raises(NothingToChange, match="文件"):
        say(FRIDAY, source=" ")


def test_who_said_it_does_not_confirm_it(chain: Database) -> None:
    said, same = say(FRIDAY), officer("policy_activator")
    same.natural_person = officer("policy_drafter").natural_person
    with pytest.raises(SamePersonTwice):
        confirm_calendar(change_id=said.pk, by=same, at=LATER)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        say(FRIDAY, by="county_leader")
    said = say(FRIDAY)
    with pytest.raises(NotAllowed):
        confirm(said, by="policy_drafter")


def test_confirmed_twice_at_once_it_is_confirmed_once(chain: Database) -> None:
    said = say(FRIDAY)
    done = at_once(lambda: confirm(said), lambda: confirm(said))
    assert sorted(type(each).__name__ for each in done) == ["CalendarChange", "ChangedAlready"]
    assert notice_of(DUE).reopenings.count() == 1
