"""Finding a person, a class, a document; one person's six lanes; a whole number for a reason."""

import re
from collections.abc import Callable

from django.test import Client

from jineng.cli.demo_offices import officer
from jineng.foundation.audit.models import Entry
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.people.registry import numbers_of
from jineng.stages.claims.models import Line
from jineng.stages.claims.states import LineState
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.institutions.models import Body
from jineng.values.names import masked_name

Enter = Callable[[str], Client]


def test_search_finds_people_masked_and_things_by_number(enter: Enter) -> None:
    client, one = enter("county_reviewer"), _paid()
    by_name = _page(client, f"/search/?q={one.name}")

    assert masked_name(one.name) in by_name
    assert f">{one.name}<" not in by_name
    assert f"/classes/{one.training.number}/" in _page(client, f"/search/?q={one.training.number}")
    assert 'class="hits"><li><a href="/policy/' in _page(client, "/search/?q=〔2024〕")
    with speaking_as(officer("auditor")):
        body = Body.objects.order_by("pk")[0]
    assert f"/institutions/{body.number}/" in _page(client, f"/search/?q={body.name[:4]}")
    assert "请至少输入两个字" in _page(client, "/search/?q=x")


def test_an_identity_number_never_stands_in_an_address(enter: Enter) -> None:
    client, one = enter("county_reviewer"), _paid()
    number = numbers_of([one.person_id])[one.person_id]

    assert client.get("/search/", {"q": number})["Location"] == "/search/?by=number"
    there = client.post("/search/", {"number": number})["Location"]
    assert number not in there
    assert "个人时间线" in _page(client, there)
    assert client.post("/search/", {"number": "1"}).status_code == 422


def test_a_person_has_six_lanes_with_a_table_of_the_same_and_a_number_for_a_reason(
    enter: Enter,
) -> None:
    client, one = enter("county_reviewer"), _paid()
    number = numbers_of([one.person_id])[one.person_id]
    url = client.post("/search/", {"number": number})["Location"]
    html = _page(client, url)

    for lane in ("身份", "培训", "考勤", "证书", "补贴", "就业"):
        assert 'class="lane" x="8" y="' in html
        assert f">{lane}</text>" in html
    drawn = re.findall(r"<title>[^<]*</title>", html.split("</head>")[1])
    earlier = re.search(r"更早的 (\d+) 条", html)
    left_out = int(earlier[1]) if earlier else 0
    assert len(drawn) + left_out == html.count('<tr><th scope="row">')
    assert one.shown_identity in html
    assert number not in html
    told = {"what": "IDENTITY", "enrolment": str(one.pk)}
    assert client.post(f"{url}reveal/", told).status_code == 422
    shown = client.post(f"{url}reveal/", told | {"reason": "核对户籍"})
    assert number in shown.content.decode()
    assert enter("finance_maker").post(f"{url}reveal/", told).status_code == 403
    with speaking_as(officer("auditor")):
        entry = Entry.objects.get(verb="enrolment.unmask")
    assert entry.because == ["身份证号：核对户籍"]


def test_a_made_up_word_is_nobody(enter: Enter) -> None:
    client = enter("county_reviewer")
    assert client.get("/people/1.forged/").status_code == 404
    assert client.get("/people/1/").status_code == 404


def test_an_institution_has_its_classes_rates_and_money(enter: Enter) -> None:
    client = enter("county_reviewer")
    html = _page(client, "/institutions/PX001/")

    assert "取得证书" in html
    assert "尾号" in html
    assert "/classes/KB-" in html
    assert client.get("/institutions/none/").status_code == 404


def _paid() -> Enrolment:
    with speaking_as(officer("auditor")):
        line = Line.objects.filter(state=LineState.PAID).select_related("enrolment__training")
        return line.order_by("pk")[0].enrolment


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())
