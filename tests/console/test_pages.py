"""Every page, as everybody who may see it: it opens, shows nothing it must not, loads only ours."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from jineng.foundation.offices.models import Officer
from tests.conftest import Database

Enter = Callable[[str], Client]
POSTS = (
    *("county_reviewer", "county_checker", "county_leader", "finance_maker", "finance_checker"),
    *("auditor", "registrar", "policy_drafter", "policy_activator"),
    *("institution-PX001", "institution-PX002", "assessor-PJ01"),
)
LINK = re.compile(r'(?:href|action)="([^"#]*)')
WHOLE_IDENTITY = re.compile(r"(?<![0-9A-F])\d{17}[\dX](?![0-9A-F])")
INLINE = re.compile(r"<script(?! src=\"/static/console/)|<style| style=| on[a-z]+=|javascript:")
OF_A_KIND, LARGEST = 3, 150_000
# What a page needs to be asked for at all; nothing is looked up before the door has spoken.
SOME = {"str:number": "N-1", "str:kind": "k", "str:rule": "r", "str:verb": "confirm"}
SOME |= {"int:pk": "1", "int:line": "1", "int:place": "1", "str:area": "970124"}
SOME |= {"str:pack_id": "p", "str:version": "v"}
SOME |= {"str:username": "auditor", "str:key": "k", "str:form": "xlsx"}
SOME |= {"str:word": "1.x", "str:name": "trained"}


@pytest.mark.parametrize("username", POSTS)
def test_every_page_within_reach_opens_and_keeps_the_rules_of_the_house(
    enter: Enter, username: str
) -> None:
    client = enter(username)
    found = dict(_walk(client))
    assert len(found) >= 3
    for url, response in found.items():
        html = response.content.decode()
        assert response.status_code == 200, url
        assert "script-src 'self'; style-src 'self'" in response["Content-Security-Policy"]
        assert not INLINE.search(html), url
        assert len(response.content) <= LARGEST, (url, len(response.content))
        assert html.count("<h1") == 1, url
        if "/roster/" not in url and "/intakes/" not in url:
            assert not WHOLE_IDENTITY.search(html), url


def test_a_roster_page_shows_whole_only_what_must_be_mended(enter: Enter) -> None:
    html = _page(enter("institution-PX002"), "/own/classes/KB-2024-970124-0103/roster/")
    cells = re.findall(r'<span class="cell">([^<]*)</span><span class="m">([^<]*)</span>', html)
    assert [value for value, _ in cells][1] == "待业"
    assert "没有 2月30日" in cells[2][1]
    rest = re.sub(r'<span class="cell">[^<]*</span>', "", html)
    assert not WHOLE_IDENTITY.search(rest)
    assert re.findall(r'<td class="r">(\d+)</td>', html) == ["6", "9", "13"]


def test_the_public_sees_masked_names_and_no_whole_number(county: Database) -> None:
    client = Client()
    found = dict(_walk(client, "/notices/"))
    assert any("/object/" in url for url in found)
    for url, response in found.items():
        html = response.content.decode()
        assert response.status_code == 200, url
        assert not WHOLE_IDENTITY.search(html), url
    lines = next(html for url, html in _html(found) if re.fullmatch(r"/notices/GS-[^/]*/", url))
    names = re.findall(r"<td>\d+</td><td>([^<]+)</td>", lines)
    assert names
    assert all("○" in name for name in names)


@pytest.mark.parametrize("username", POSTS)
def test_a_door_is_closed_to_every_post_without_its_verb(enter: Enter, username: str) -> None:
    client, officer = enter(username), Officer.objects.get(username=username)
    closed = 0
    for url, view in _doors():
        if view.door and not officer.may(view.door):
            for method in (client.get, client.post):
                response = method(url)
                if response.status_code != 405:
                    assert response.status_code == 403, (url, view.door)
                    assert "没有这一页的权限" in response.content.decode()
                    closed += 1
    assert closed > 3


def test_who_has_not_entered_is_led_to_the_first_page(county: Database) -> None:
    client = Client()
    for url, view in _doors():
        if view.door:
            answers = [client.get(url), client.post(url)]
            assert {each.status_code for each in answers} <= {302, 405}, url
            assert all(each["Location"] == "/" for each in answers if each.status_code == 302)


def test_a_school_does_not_see_another_schools_class_or_claim(enter: Enter) -> None:
    client = enter("institution-PX001")
    assert client.get("/own/classes/KB-2024-970124-0103/").status_code == 404
    assert client.post("/own/classes/KB-2024-970124-0103/roster/").status_code == 404
    theirs = re.findall(
        r"/own/claims/(BT[^/]+)/", _page(enter("institution-PX003"), "/own/claims/")
    )
    assert theirs
    for number in theirs:
        assert client.get(f"/own/claims/{number}/").status_code == 404


def test_a_request_from_another_site_is_refused_in_our_words(county: Database) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/enter/auditor/")
    assert response.status_code == 403
    assert "页面" in response.content.decode()


def test_role_cards_and_one_click_entry_exist_in_a_demonstration_only(
    county: Database, settings: Any
) -> None:
    assert 'action="/enter/auditor/"' in _page(Client(), "/")
    settings.DEMO = False
    assert "/enter/" not in _page(Client(), "/")
    assert Client().post("/enter/auditor/").status_code == 404


def test_a_wrong_password_says_so_and_enters_nobody(county: Database) -> None:
    client = Client()
    response = client.post("/", {"username": "auditor", "password": "123456"})
    assert response.status_code == 422
    assert "账号或密码不对" in response.content.decode()
    assert client.get("/audit/")["Location"] == "/"


def _walk(client: Client, start: str = "/") -> Iterator[tuple[str, Any]]:
    """Follow every link from a page, a few of each kind; forms are only looked at, not sent."""
    waiting, seen, kinds = [start], {start}, dict[str, int]()
    while waiting:
        url = waiting.pop(0)
        response = client.get(url)
        if not response["Content-Type"].startswith("text/html"):
            continue
        if response.status_code == 405:
            continue
        yield url, response
        for link in map(unescape, LINK.findall(response.content.decode())):
            there = url.split("?")[0] + link if link.startswith("?") else link
            kind = re.sub(r"\d+", "n", there)
            if not there.startswith("/") or there.startswith("/static/") or there in seen:
                continue
            seen.add(there)
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= OF_A_KIND:
                waiting.append(there)


def _html(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((url, response.content.decode()) for url, response in found.items())


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return str(response.content.decode())


def _doors() -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        url = "/" + re.sub(r"<([^>]+)>", lambda found: SOME[found[1]], route)
        yield url, pattern.callback
