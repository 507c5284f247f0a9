"""What was granted is shown to the public."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.actions import CalendarEnds
from jineng.foundation.notices.models import Notice
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.actions import NothingToShow, put_on_notice
from tests.builders import at, shelf
from tests.conftest import Database
from tests.guards.chain import DECIDED
from tests.papers import AREA, ELSEWHERE
from tests.stages.asking import acts, at_once, claim_on, look, of_elsewhere

FRIDAY = date(2024, 9, 27)


def ask(area: str = AREA, by: str = "county_reviewer", on: date = FRIDAY) -> Notice:
    return put_on_notice(area=area, shelf=shelf(), by=officer(by), at=at(17, on))


def test_granted_lines_are_shown_masked_and_the_others_are_not(chain: Database) -> None:
    notice = ask()
    lines = list(notice.lines.all())
    assert [(each.shown_name, each.fen) for each in lines] == [("丙○", 128_000)]
    assert lines[0].shown_identity.count("*") == 8
    assert lines[0].standard == "1,600.00 元 × 80%"
    states = look(lambda: claim_on(DECIDED).lines.order_by("pk").values_list("state", flat=True))
    assert states == ["on_notice", "refused", "referred"]
    assert acts("claims.put_on_notice")[-1].subject == f"notices.Notice:{notice.pk}"


def test_the_last_day_counts_working_days_past_a_holiday_by_the_calendar(chain: Database) -> None:
    """Friday is the day of posting. Sunday was made a working day; the 1st to 7th were holidays."""
    notice = ask()
    assert notice.work_days == 3
    assert notice.closes_on == date(2024, 10, 8)


def test_beyond_the_calendar_nothing_is_guessed(chain: Database) -> None:
    with pytest.raises(CalendarEnds, match="请先导入之后年度的放假安排"):
        ask(on=date(2030, 1, 2))
    assert look(lambda: Notice.objects.filter(opened_on=date(2030, 1, 2))) == []


def test_with_nothing_granted_there_is_nothing_to_show(chain: Database) -> None:
    ask()
    with pytest.raises(NothingToShow):
        ask()


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="county_checker")
    with pytest.raises(NotAllowed):
        put_on_notice(area=AREA, shelf=shelf(), by=of_elsewhere("county_reviewer"), at=at(17))
    with pytest.raises(NothingToShow):
        ask(area=ELSEWHERE)


def test_posted_twice_at_once_each_grant_is_shown_once(chain: Database) -> None:
    said = at_once(ask, ask)
    assert sorted(type(each).__name__ for each in said) == ["NothingToShow", "Notice"]
