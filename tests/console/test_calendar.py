"""The page of the calendar: changed by two desks, shown on the notice; and its pages looked at."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from jineng.foundation.notices.actions import last_day
from jineng.foundation.notices.models import CalendarChange, Notice
from jineng.foundation.notices.probing import probe, standing
from tests.console.conftest import Site

Enter = Callable[[str], Client]


def test_a_holiday_is_entered_confirmed_and_shown_on_the_notice(enter: Enter) -> None:
    drafter, activator = enter("policy_drafter"), enter("policy_activator")
    notice = Notice.objects.order_by("-opened_on", "-pk")[0]
    told = {"day": f"{notice.closes_on}", "works": "no", "source": "临时放假通知"}
    assert drafter.post("/postings/calendar/change/", told | {"day": "明天"}).status_code == 422
    assert drafter.post("/postings/calendar/change/", told).status_code == 302
    assert "复核工作日历" in activator.get("/tasks/").content.decode()
    url = f"/postings/calendar/{CalendarChange.objects.get().pk}/confirm/"
    assert activator.post(url).status_code == 302
    assert activator.post(url).status_code == 422

    html = Client().get(f"/notices/{notice.number}/").content.decode()
    assert "重新公示" in html
    assert "临时放假通知" in html
    assert last_day(notice) >= notice.closes_on + timedelta(days=1)


def test_looking_at_pages_is_begun_and_told(enter: Enter) -> None:
    client = enter("policy_activator")
    assert client.post("/postings/calendar/probe/").status_code == 302
    assert "起启用" in client.get("/postings/calendar/").content.decode()
    assert enter("county_leader").post("/postings/calendar/probe/").status_code == 403


def test_the_pages_that_are_served_are_seen(site: Site) -> None:
    made = probe(site.url, standing())
    assert made
    assert [each.status for each in made if not each.seen] == []
