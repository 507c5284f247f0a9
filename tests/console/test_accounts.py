"""An account changes, and a statement is made, through the pages; each no is a sentence."""

from collections.abc import Callable

from django.test import Client

from jineng.stages.institutions.models import AccountChange

Enter = Callable[[str], Client]
BODY = "institution-PX001"


def said(client: Client, url: str, **told: str) -> str:
    """Send a form; return what the page that follows says."""
    return client.post(url, told, follow=True).content.decode()


def test_a_body_asks_two_confirm_and_a_third_stops_it(enter: Enter) -> None:
    school, new = enter(BODY), {"account": "6217000000008888", "reason": "开户行撤并"}
    assert "8 至 32 位数字" in said(school, "/own/account/", account="12", reason="无")
    assert "已申请变更收款账户" in said(school, "/own/account/", **new)
    change = AccountChange.objects.get()
    here = f"/accounts/{change.pk}"

    maker, checker = enter("finance_maker"), enter("finance_checker")
    assert "核实账户变更" in maker.get("/tasks/").content.decode()
    assert "原有渠道" in said(maker, f"{here}/confirm/", channel="", said="")
    told = {"channel": "原预留电话", "said": "法定代表人确认"}
    assert "请另一人复核" in said(maker, f"{here}/confirm/", **told)
    assert "起可以启用" in said(checker, f"{here}/check/")
    assert "等待期未满" in said(maker, f"{here}/start/")
    assert "已中止" in said(enter("county_leader"), f"{here}/stop/")
    assert maker.post(f"{here}/nothing/").status_code == 404
    assert "已中止" in school.get("/own/account/").content.decode()


def test_a_statement_of_a_month_that_is_open_is_refused_in_a_sentence(enter: Enter) -> None:
    maker = enter("finance_maker")
    page = maker.get("/statements/").content.decode()
    payee = page.split('<option value="')[1].split('"')[0]
    told = {"payee": payee, "area": "970124"}
    assert "请按 2024-10 的样子" in said(maker, "/statements/make/", month="十月", **told)
    assert "没有付给" in said(maker, "/statements/make/", month="2020-01", **told)
