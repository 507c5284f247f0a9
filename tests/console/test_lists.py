"""The lists: what is asked for is what is shown, added up, taken out and kept."""

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from jineng.cli.demo_offices import officer
from jineng.console.claims.table import CLAIMS
from jineng.console.tables import counting
from jineng.foundation.audit.models import Entry
from jineng.foundation.desks.models import Export
from jineng.foundation.offices.acting import speaking_as

Enter = Callable[[str], Client]
ROW = re.compile(r'<th scope="row"><a href="/claims/([^/]+)/">')


def test_a_list_shows_what_its_address_asks_for_and_says_so(enter: Enter) -> None:
    client = enter("county_checker")
    every = _page(client, "/claims/?size=200")
    reviewed = _page(client, "/claims/?state=reviewed")

    assert "共 " in every
    assert 0 < len(ROW.findall(reviewed)) < len(ROW.findall(every))
    assert "状态：待复核" in reviewed
    assert 'aria-label="去掉 状态：待复核"' in reviewed
    assert "合计（共 " in every
    one = ROW.findall(reviewed)[0]
    assert ROW.findall(_page(client, f"/claims/?q={one}")) == [one]
    assert "没有符合条件的申领" in _page(client, "/claims/?q=BT-0000")
    assert _page(client, "/claims/?state=nonsense&size=7&sort=x&page=x").count("<h1") == 1


def test_a_list_is_ordered_by_its_heading_and_shows_the_columns_chosen(enter: Enter) -> None:
    client = enter("county_checker")
    up = ROW.findall(_page(client, "/claims/?sort=number&size=200"))
    down = ROW.findall(_page(client, "/claims/?sort=-number&size=200"))

    assert up == sorted(up)
    assert down == up[::-1]
    assert "初审人</a>" not in _page(client, "/claims/")
    assert ">数据截止<" in _page(client, "/claims/?cols=all")
    chosen = _page(client, "/claims/?cols=area,state")
    assert len(re.findall(r'<th scope="col"', chosen)) == 3


def test_a_list_beyond_counting_is_estimated_in_words_and_goes_on_by_key(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("county_checker")
    every = ROW.findall(_page(client, "/claims/?size=200"))
    monkeypatch.setattr(counting, "EXACT_UP_TO", 5)
    first = _page(client, "/claims/?size=20")
    met, page = ROW.findall(first), first
    while later := re.search(r'href="([^"]+)" rel="next"', page):
        page = _page(client, "/claims/" + later[1].replace("&amp;", "&"))
        met += ROW.findall(page)
    back = re.search(r'href="([^"]+)" rel="prev"', page)

    assert "按统计估计" in first
    assert met == every
    assert back
    before = ROW.findall(_page(client, "/claims/" + back[1].replace("&amp;", "&")))
    last = len(ROW.findall(page))
    assert before == every[:-last][-20:]
    assert _page(client, "/claims/?after=bm9uc2Vuc2U").count("<h1") == 1


def test_a_file_holds_exactly_what_is_seen_with_a_cover_and_is_in_the_trail(enter: Enter) -> None:
    client = enter("county_checker")
    address = "?state=decided&sort=number&cols=brief"
    seen = ROW.findall(_page(client, f"/claims/{address}&size=200"))
    book = load_workbook(BytesIO(client.get(f"/claims.xlsx{address}").content))
    text = client.get(f"/claims.csv{address}").content.decode("utf-8-sig")

    cover = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert cover["筛选"] == "状态：已核定"
    assert cover["导出人"].startswith("李敏")
    assert "撤销的不计" in cover["口径"]
    rows = list(book["清单"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:-1]] == seen
    assert rows[-1][0] == "合计"
    assert rows[-1][3] == pytest.approx(sum(row[3] for row in rows[1:-1]))
    lines = [row for row in csv.reader(StringIO(text)) if not row[0].startswith("#")]
    assert [row[0] for row in lines[1:]] == seen
    with speaking_as(officer("auditor")):
        taken = Export.objects.latest("pk")
        assert (taken.list, taken.rows) == ("claims", len(seen))
        assert Entry.objects.filter(verb="desks.export").count() == 2


def test_a_file_of_people_asks_what_for_is_masked_and_is_in_the_trail(enter: Enter) -> None:
    client = enter("county_reviewer")
    asked = _page(client, "/learners.csv?size=20")
    assert "用途" in asked
    assert client.post("/learners.csv", {"purpose": " "}).status_code == 422
    text = client.post("/learners.csv", {"purpose": "随机抽查"}).content.decode("utf-8-sig")

    rows = [row for row in csv.reader(StringIO(text)) if not row[0].startswith("#")]
    assert all("○" in row[0] and "*" in row[1] for row in rows[1:])
    assert "随机抽查" in text
    with speaking_as(officer("auditor")):
        taken = Export.objects.latest("pk")
    assert (taken.personal, taken.purpose, taken.rows) == (True, "随机抽查", len(rows) - 1)


def test_a_view_is_kept_shared_in_the_office_and_dropped_by_who_kept_it(enter: Enter) -> None:
    mine, colleague = enter("county_checker"), enter("county_reviewer")
    other = enter("target_maker")
    told = {"view_name": "已核定的", "shared": "1"}
    kept = mine.post("/claims/view/?state=decided&page=2", told)

    assert kept["Location"] == "/claims/?state=decided"
    assert mine.post("/claims/view/?state=decided", told).status_code == 422
    assert "已核定的" in _page(colleague, "/claims/")
    assert "已核定的" not in _page(other, "/claims/")
    found = re.search(r'action="/views/(\d+)/drop/"', _page(mine, "/claims/"))
    assert found
    assert colleague.post(f"/views/{found[1]}/drop/").status_code == 422
    assert other.post(f"/views/{found[1]}/drop/").status_code == 404
    assert mine.post(f"/views/{found[1]}/drop/", {"next": "//evil"})["Location"] == "/"
    assert "已核定的" not in _page(colleague, "/claims/")


def test_the_menu_counts_what_waits_and_the_top_bar_keeps_theme_and_language(enter: Enter) -> None:
    client = enter("county_reviewer")
    html = _page(client, "/classes/")
    assert re.search(r'href="/classes/"[^>]*>.*?<span class="n">\d+', html)
    assert 'name="q"' in html
    client.post("/look/", {"theme": "dark", "next": "/classes/"})
    client.post("/look/", {"language": "en", "next": "/classes/"})
    html = _page(client, "/classes/")
    assert '<html lang="en" data-theme="dark">' in html
    assert "Class openings" in html
    client.post("/look/", {"language": "zh-hans", "theme": "none", "next": "https://evil.example/"})
    assert '<html lang="zh-Hans" data-theme="dark">' in _page(client, "/classes/")


def test_no_list_names_a_column_or_a_filter_twice() -> None:
    keys = [column.key for column in CLAIMS.columns]
    names = [each.key for each in CLAIMS.filters]

    assert len(set(keys)) == len(keys)
    assert len(set(names)) == len(names)


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


def test_many_claims_are_reviewed_after_a_page_that_says_which_and_why_not(enter: Enter) -> None:
    client = enter("county_reviewer")
    html = _page(client, "/claims/?size=200")
    keys = re.findall(r'name="pick" value="(\d+)"', html)
    waiting = ROW.findall(_page(client, "/claims/?state=submitted"))
    assert "/claims/review/" in html
    assert "/claims/review/" not in _page(enter("county_checker"), "/claims/")

    preview = _page(client, "/claims/review/?" + "&".join(f"pick={key}" for key in keys[:3]))
    assert "不会变的" in preview
    assert "待初审的才能初审" in preview
    whole = _page(client, "/claims/review/?state=submitted&all=1")
    assert f"初审通过这 {len(waiting)} 件" in whole
    assert "状态：待初审" in whole
    confirmed = re.findall(r'name="pick" value="(\d+)"', whole)
    assert client.post("/claims/review/", {"pick": confirmed}).status_code == 302
    assert ROW.findall(_page(client, "/claims/?state=submitted")) == []
    assert client.get("/claims/review/").status_code == 422
    again = client.post("/claims/review/", {"pick": confirmed}, follow=True)
    assert "须为「待初审」" in again.content.decode()
