"""The wall chart says where the year will end, where the gap is, and shows the rows behind it."""

import re
from collections.abc import Callable
from io import BytesIO

from django.test import Client
from docx import Document

Enter = Callable[[str], Client]
COUNTY = "/desk/?area=970124&year=2024&on=2024-08-10"


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_county_sees_its_institutions_with_the_gap_of_each(enter: Enter) -> None:
    html = _page(enter("county_leader"), COUNTY)

    assert "按近 7 日速度推算，8月31日安平县补贴性培训完成" in html
    assert html.count('class="hex ') == html.count('class="barcell"') == 6
    assert "差在哪里" in html
    assert "序时进度 <b>86%</b>" in html
    for card in ("补贴性培训", "新增取得证书", "高级工及以上", "技师及以上", "资金拨付"):
        assert card in html


def test_every_number_of_the_chart_opens_into_as_many_rows(enter: Enter) -> None:
    client = enter("target_maker")
    html = _page(client, COUNTY)
    links = re.findall(r'class="card kpi" href="([^"]+)".*?<b>([\d,]+)</b>', html, re.S)

    assert len(links) == 5
    for url, number in links[:4]:
        rows = _page(client, url.replace("&amp;", "&"))
        assert f"<h1>{number.replace(',', '')} " in rows, url


def test_a_county_officer_does_not_see_the_province(enter: Enter) -> None:
    html = _page(enter("county_leader"), "/desk/?area=97&year=2024")

    assert "安平县" in html
    assert "云岭" not in html


def test_the_province_sees_its_fourteen_units(enter: Enter) -> None:
    html = _page(enter("target_maker"), "/desk/?area=97&year=2024&on=2024-07-16")

    assert html.count('class="hex ') == 14
    assert "序时进度 <b>70%</b>" in html
    assert "缺口集中在" in html


def test_the_projector_has_the_chart_in_the_dark_without_a_menu(enter: Enter) -> None:
    html = _page(enter("county_leader"), "/desk/screen/?area=970124&year=2024")

    assert 'data-theme="dark"' in html
    assert "主导航" not in html
    assert 'class="hex ' in html


def test_the_reports_are_written_from_the_data_on_the_page_and_as_a_word_document(
    enter: Enter,
) -> None:
    client = enter("target_maker")
    for kind, name in (("month", "月通报"), ("quarter", "季调度"), ("half", "半年总结")):
        told = f"?area=970124&year=2024&on=2024-08-10&kind={kind}"
        html = _page(client, f"/desk/report/{told}")
        assert name in html
        found = client.get(f"/desk/report/paper/{told}")
        paper = Document(BytesIO(found.content))
        lines = [each.text for each in paper.paragraphs]
        written = re.findall(r"<p>([^<]+)</p>", html.split("<article", 1)[1])
        assert written
        assert set(written) <= set(lines)
        assert len(paper.tables) == 2


def test_an_adjustment_is_approved_on_its_page_and_the_chart_follows(enter: Enter) -> None:
    tasks = _page(enter("target_checker"), "/desk/?area=9701&year=2024")
    [order] = set(re.findall(r"/targets/orders/\d+/", tasks))

    client = enter("target_checker")
    assert "少两个班" in _page(client, order)
    assert client.post(f"{order}approve/").status_code == 302

    assert "740 人次" in _page(client, COUNTY)


def test_who_proposes_a_split_sees_it_waiting_and_too_much_is_refused(enter: Enter) -> None:
    client = enter("target_maker")
    form = {"area": "970124", "year": "2024", "document": "安人社字〔2024〕20号", "to": ["PX001"]}
    amounts = {"PX001-trained": "100", "PX001-certified": "90", "PX001-yuan": "1000"}

    refused = client.post("/targets/split/", form | {"PX001-trained": "999999"})
    assert refused.status_code == 422
    assert "比总数多" in refused.content.decode()
    wrong = client.post("/targets/split/", form | {"PX001-trained": "多"})
    assert "不是人次数" in wrong.content.decode()
    proposed = client.post("/targets/split/", form | amounts)
    assert proposed.status_code == 302
    html = _page(client, proposed["Location"])
    assert "待批" in html
    assert "本级机动" in html
    assert "批准，从现在起" not in html
