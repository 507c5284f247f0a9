"""The page of records of one person: proposed, confirmed; and what was held, let go."""

from collections.abc import Callable

from django.test import Client

from jineng.cli.demo_offices import officer
from jineng.foundation.holds.actions import place
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.people.models import Merge
from jineng.foundation.people.registry import numbers_of
from jineng.stages.claims.models import Line
from tests.builders import at

Enter = Callable[[str], Client]


def test_two_numbers_are_merged_by_two_desks_and_shown_masked(enter: Enter) -> None:
    with speaking_as(officer("auditor")):
        people = list(Line.objects.order_by("pk").values_list("person_id", flat=True).distinct())
    gone, kept = numbers_of(people[:2]).values()
    told = {"gone": gone, "kept": kept, "document": "户籍证明", "area": "970124"}
    reviewer, checker = enter("county_reviewer"), enter("county_checker")
    wrong = reviewer.post("/people/merge/", told | {"gone": "1"})
    assert wrong.status_code == 422
    assert "没有登记过" in wrong.content.decode()

    assert reviewer.post("/people/merge/", told).status_code == 302
    assert "复核合并人员" in checker.get("/tasks/").content.decode()
    with speaking_as(officer("auditor")):
        pk = Merge.objects.latest("pk").pk
    assert checker.post(f"/people/merges/{pk}/confirm/").status_code == 302
    again = checker.post(f"/people/merges/{pk}/confirm/")
    assert again.status_code == 422

    html = checker.get("/people/").content.decode()
    assert "户籍证明" in html
    assert gone not in html
    assert f"{kept[:6]}********{kept[-4:]}" in html


def test_a_held_line_is_let_go_with_a_reason_by_who_may(enter: Enter) -> None:
    leader = officer("county_leader")
    with speaking_as(leader):
        line = Line.objects.filter(area="970124").latest("pk")
    place(subject=line, area=line.area, reason="举报核查", by=leader, at=at(9))
    client, url = enter("county_leader"), f"/people/held/{line.pk}/lift/"
    assert "举报核查" in client.get("/people/").content.decode()
    assert "核实暂停拨付" in client.get("/tasks/").content.decode()
    assert client.post(url, {"because": " "}).status_code == 422
    assert client.post(url, {"because": "查无实据"}).status_code == 302
    assert "举报核查" not in client.get("/people/").content.decode()
    assert enter("county_checker").post(url, {"because": "无"}).status_code == 403
