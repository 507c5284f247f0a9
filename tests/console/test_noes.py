"""Expected noes at the door: each a sentence, none a crash, nothing written."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.models import Notice, Objection
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.models import Batch
from tests.conftest import Database

Enter = Callable[[str], Client]


def test_nobody_real_is_entered_as_without_a_password(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    made_up = officer("finance_maker")
    real = Officer.objects.create(
        username="real",
        name="真人",
        natural_person="某个真人",
        office=made_up.office,
        post=made_up.post,
        areas=made_up.areas,
    )
    assert Client().post(f"/enter/{made_up.username}/").status_code == 302
    assert Client().post(f"/enter/{real.username}/").status_code == 404
    assert real.username not in Client().get("/").content.decode()


def test_a_character_no_column_can_keep_is_refused_everywhere(
    county: Database, enter: Enter
) -> None:
    client = enter("auditor")
    for response in (client.get("/audit/", {"q": "KB\0"}), client.get("/classes/KB%00/")):
        assert response.status_code == 400
        assert "无法识别的字符" in response.content.decode()
    public, notice = Client(), Notice.objects.order_by("-pk")[0]
    said = public.post(f"/notices/{notice.number}/1/object/", {"said": "甲\0乙"})
    assert said.status_code == 400


def test_an_objection_needs_words_and_has_an_end(county: Database) -> None:
    public, notice = Client(), Notice.objects.order_by("-pk")[0]
    before = Objection.objects.count()
    for said in ("  ", "长" * 2001):
        response = public.post(f"/notices/{notice.number}/1/object/", {"said": said})
        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()
    assert Objection.objects.count() == before


def test_an_objection_comes_on_a_form_that_the_page_gave_out_and_is_answered_there(
    county: Database,
) -> None:
    public, notice = Client(), Notice.objects.order_by("-pk")[0]
    url, before = f"/notices/{notice.number}/1/object/", Objection.objects.count()
    form = re.search(r'name="form" value="([^"]+)"', public.get(url).content.decode())
    assert form
    other = public.post(url.replace("/1/", "/2/"), {"said": "甲", "form": form[1]})
    assert "另一笔" in other.content.decode()
    assert "已经过期" in public.post(url, {"said": "甲", "form": "x"}).content.decode()
    assert Objection.objects.count() == before

    told = {"said": "没有来上课", "said_by": "邻居", "contact": "一二三", "form": form[1]}
    taken = [public.post(url, told) for _ in range(2)]
    assert [each.status_code for each in taken] == [302, 302]
    assert taken[0]["Location"] == taken[1]["Location"]
    assert Objection.objects.count() == before + 1
    assert "已经停付" in public.get(taken[0]["Location"]).content.decode()
    assert public.get(url.replace("object", "said/none")).status_code == 404


def test_a_total_that_is_no_amount_or_another_says_so_and_nothing_moves(enter: Enter) -> None:
    client, number = enter("finance_checker"), _made().number
    for total in ("", "一万", "1.005", "12,34.5", "0.01"):
        response = client.post(f"/payments/batches/{number}/confirm/", {"total": total})
        assert response.status_code == 422, total
        assert 'role="alert"' in response.content.decode()
    assert _made().number == number


def test_a_step_that_is_not_next_is_refused_with_what_is(enter: Enter) -> None:
    maker, number = enter("finance_maker"), _made().number
    response = maker.post(f"/payments/batches/{number}/send/")
    assert response.status_code == 422
    assert "待复核" in response.content.decode()
    assert maker.post(f"/payments/batches/{number}/burn/").status_code == 404
    assert maker.post("/payments/batches/ZF-0/send/").status_code == 404


def test_an_act_asks_for_its_own_right_behind_the_page(enter: Enter) -> None:
    response = enter("auditor").post(f"/payments/batches/{_made().number}/confirm/", {"total": "1"})
    assert response.status_code == 422
    assert "payments.confirm" in response.content.decode()


def test_no_file_an_empty_file_and_no_kind_are_each_one_sentence(enter: Enter) -> None:
    client = enter("registrar")
    for told, says in (
        ({"kind": "insured", "area": "970124"}, "没有选择文件"),
        ({"kind": "", "area": "970124"}, "种类"),
        ({"kind": "nonsense", "area": "970124"}, "种类"),
    ):
        response = client.post("/intakes/", told)
        assert response.status_code == 422
        assert says in response.content.decode()


def test_answering_without_choosing_says_so(enter: Enter) -> None:
    client = enter("county_leader")
    pk = Objection.objects.get(upheld=None).pk
    response = client.post(f"/postings/objections/{pk}/", {"words": "已核实"})
    assert response.status_code == 422
    assert "成立还是不成立" in response.content.decode()
    assert Objection.objects.get(pk=pk).upheld is None


def _made() -> Batch:
    with speaking_as(officer("auditor")):
        return Batch.objects.get(state="made")


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "500"])
def test_every_page_of_an_error_renders_with_nothing_at_hand(status: str) -> None:
    html = get_template(f"{status}.html").render()
    assert html.count("<h1>") == 1
    assert 'href="/"' in html
