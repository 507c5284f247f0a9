"""The people of the chain at their desks, in a real browser, against a served county."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect, sync_playwright

from jineng.cli import simulated_bank
from jineng.cli.demo_papers import workbook
from jineng.cli.demo_waiting import HALVES
from tests.console.conftest import Site
from tests.console.judging import judge_everybody

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; .ci/run installs one")
At = Callable[[str], Page]


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    """A Chromium of its own, with a fresh profile; the driver goes before the database does."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[At]:
    """Sit down at a desk by the role card. Whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def sat_down(username: str) -> Page:
        page = browser.new_context(
            locale="zh-CN", viewport={"width": 1440, "height": 900}
        ).new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.url)
        card = page.locator(f'form[action="/enter/{username}/"] button')
        if not card.is_visible():
            page.locator("details", has=card).locator("summary").click()
        card.click()
        return page

    yield sat_down
    # An expected no is answered with 422, which the browser reports too.
    assert [each for each in complaints if "status of 422" not in each] == []


def test_a_school_mends_its_roster_and_the_red_cells_are_gone(
    desk: At, site: Site, tmp_path: Path
) -> None:
    page = desk("institution-PX002")
    page.get_by_role("link", name="KB-2024-970124-0103").click()
    page.get_by_role("link", name="看花名册").click()
    expect(page.locator(".sheet td.e")).to_have_count(3)
    expect(page.get_by_text("没有 2月30日").first).to_be_visible()
    page.set_input_files('input[type="file"]', _mended(tmp_path))
    page.get_by_role("button", name="再传一次").click()
    expect(page.get_by_role("status")).to_contain_text("已导入 3 人，0 行要改")
    expect(page.locator(".sheet td.e")).to_have_count(0)
    expect(page.get_by_text("14 人都已导入")).to_be_visible()


def test_a_wrong_file_is_one_sentence_and_the_roster_stays(
    desk: At, site: Site, tmp_path: Path
) -> None:
    wrong = tmp_path / "社保参保.xlsx"
    wrong.write_bytes(b"")
    page = desk("institution-PX002")
    page.goto(f"{site.url}/own/classes/KB-2024-970124-0103/roster/")
    page.set_input_files('input[type="file"]', wrong)
    page.get_by_role("button", name="再传一次").click()
    expect(page.get_by_role("alert")).to_contain_text("社保参保.xlsx")
    expect(page.locator(".sheet td.e")).to_have_count(3)


def test_the_county_lets_one_class_open_and_refuses_the_other_by_its_clause(desk: At) -> None:
    page = desk("county_reviewer")
    page.get_by_role("link", name=re.compile("家政服务员五级 · 安平县远航")).click()
    expect(page.locator(".clauses li.no")).to_contain_text("四(二)2")
    page.get_by_role("button", name="按此不予开班").click()
    expect(page.get_by_role("status")).to_contain_text("不予开班")
    page.goto(page.url.replace("0102", "0101"))
    page.get_by_role("button", name="批准开班").click()
    expect(page.get_by_role("status")).to_contain_text("已批准开班")


def test_a_claim_goes_from_review_to_notice_and_each_refusal_names_its_clause(
    desk: At, site: Site
) -> None:
    page = desk("county_reviewer")
    page.get_by_role("link", name=re.compile("中式面点师五级")).click()
    claim = page.url
    judge_everybody(page)
    page.locator(".plist a").filter(has_text="姚○梅").click()
    expect(page.locator(".clauses li.no")).to_contain_text("四(五)1")
    expect(page.locator(".cmp td.same").first).to_contain_text("中式面点师")
    page.get_by_role("link", name="核对并提交初审意见").click()
    page.get_by_role("button", name="提交初审意见").click()
    expect(page.get_by_role("status")).to_contain_text("转复核岗")

    checker = desk("county_checker")
    checker.goto(claim)
    checker.get_by_role("link", name="核对并核定").click()
    checker.get_by_role("button", name=re.compile("^核定 31 人")).click()
    expect(checker.get_by_role("status")).to_contain_text("已核定")

    page.goto(f"{site.url}/postings/")
    page.get_by_role("link", name="看公示稿并张贴").click()
    expect(page.locator("tbody")).not_to_contain_text("姚○梅")
    page.get_by_role("button", name="张贴公示").click()
    expect(page.get_by_role("status")).to_contain_text("公示到")


def test_a_batch_is_made_confirmed_sent_answered_and_settled_by_two_people(
    desk: At, site: Site
) -> None:
    maker, checker = desk("finance_maker"), desk("finance_checker")
    maker.get_by_role("link", name=re.compile("安平县康养实训中心")).click()
    maker.get_by_role("button", name="制单").click()
    batch = maker.url
    checker.goto(batch)
    checker.get_by_label("批次合计（元）").fill("1.00")
    checker.get_by_role("button", name="复核通过").click()
    expect(checker.get_by_role("alert")).to_be_visible()
    checker.get_by_label("批次合计（元）").fill("12,300.00")
    checker.get_by_role("button", name="复核通过").click()
    expect(checker.get_by_role("status")).to_contain_text("已复核")
    maker.reload()
    maker.get_by_role("button", name="生成文件，送银行").click()
    expect(maker.get_by_role("status")).to_contain_text("SM3")
    simulated_bank.work(site.bank)
    checker.goto(batch)
    checker.get_by_role("button", name="取回并导入").click()
    maker.goto(batch)
    if maker.get_by_role("button", name=re.compile("认领")).is_visible():
        maker.get_by_role("button", name=re.compile("认领")).click()
        checker.goto(batch)
        checker.get_by_role("button", name="按对账单核实").click()
    checker.goto(batch)
    checker.get_by_role("button", name="对平").click()
    expect(checker.get_by_text("已对平，相差 0.00 元")).to_be_visible()

    school = desk("institution-PX003")
    school.get_by_role("link", name="我的钱").click()
    expect(school.get_by_role("row", name=re.compile(batch.split("/")[-2]))).to_contain_text(
        "已对平"
    )


def test_anybody_objects_and_only_that_line_stops_until_somebody_else_answers(
    desk: At, site: Site, browser: Browser
) -> None:
    public = browser.new_page()
    public.goto(f"{site.url}/notices/")
    public.locator("tr", has_text="公示中").get_by_role("link").click()
    public.get_by_role("link", name="提异议").nth(2).click()
    public.get_by_label("您知道的情况").fill("此人当时在外地上学。")
    public.get_by_role("button", name="提交异议").click()
    expect(public.get_by_role("heading", name="已收到您的异议")).to_be_visible()

    leader = desk("county_leader")
    expect(leader.locator("tr", has_text="此人当时在外地上学")).to_have_count(1)
    leader.get_by_role("link", name=re.compile("GS-2026")).first.click()
    leader.get_by_label("异议成立，停付这一笔").check()
    leader.get_by_label("答复理由").fill("经核实，考勤为他人代签。")
    leader.get_by_role("button", name="答复").click()
    expect(leader.get_by_role("status")).to_contain_text("已答复异议")
    expect(leader.get_by_text("成立，停付", exact=True)).to_have_count(1)


def test_the_auditor_goes_from_a_bank_serial_to_the_clause_and_back(desk: At, site: Site) -> None:
    page = desk("auditor")
    page.get_by_role("link", name=re.compile("没有就业")).first.click()
    page.get_by_role("link", name="追踪").first.click()
    expect(page.locator(".idbar .due")).to_contain_text("一致")
    found = re.search(r"流水 ([0-9A-F]{16})", page.locator(".chain").inner_text())
    assert found
    there = page.url
    page.goto(f"{site.url}/audit/")
    page.get_by_label("编号", exact=True).fill(found[1])
    page.get_by_role("button", name="查").click()
    page.get_by_role("link", name=found[1]).click()
    assert page.url == there
    expect(page.locator(".clauses li.decides")).to_contain_text("四(五)2")


def _mended(folder: Path) -> Path:
    """Write the waiting class's workbook again as its school meant it."""
    half = next(each for each in HALVES if each.until == "open")
    path = folder / f"{half.number}.xlsx"
    path.write_bytes(workbook(half, "安平县技工学校"))
    book = load_workbook(path)
    sheet = book["花名册"]
    for row, learner in enumerate(half.learners, 4):
        sheet.cell(row, 3).value, sheet.cell(row, 4).value = learner.identity, learner.category
    book.save(path)
    return path
