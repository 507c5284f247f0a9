"""The claim as a work place, in a real browser: keys, judging, check page, submit, withdraw."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.console.conftest import Site
from tests.console.judging import judge_everybody
from tests.console.test_journeys import CHROMIUM, FLAGS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; .ci/run installs one")
Sit = Callable[[str], Page]


@pytest.fixture
def chromium(site: Site) -> Iterator[Browser]:
    """A Chromium of its own, with a fresh profile."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def sit(chromium: Browser, site: Site) -> Iterator[Sit]:
    """Sit down at a desk by its role card, claims open; whatever the browser says fails."""
    said: list[str] = []

    def sat(username: str) -> Page:
        page = chromium.new_context(
            locale="zh-CN", viewport={"width": 1366, "height": 768}
        ).new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(site.url)
        page.locator(f'form[action="/enter/{username}/"] button').click()
        return page

    yield sat
    assert [each for each in said if "status of 422" not in each] == []


def test_by_keyboard_from_the_first_person_to_the_check_page_and_back(sit: Sit) -> None:
    page = sit("county_reviewer")
    page.goto(page.url.split("/tasks")[0].rstrip("/") + "/claims/?state=submitted")
    page.get_by_role("link", name=re.compile("BT-")).first.click()
    claim = page.url
    first = page.locator(".who-h h2").inner_text()
    small = page.eval_on_selector_all(
        ".grid48 a", "all => all.filter(a => a.getBoundingClientRect().width < 24).length"
    )
    assert small == 0
    expect(page.locator(".rad input:checked")).to_have_count(0)

    page.keyboard.press("j")
    expect(page.locator(".who-h h2")).not_to_have_text(first)
    page.keyboard.press("k")
    expect(page.locator(".who-h h2")).to_contain_text(first.split(" ")[0])
    page.keyboard.press("?")
    expect(page.locator("#keys dl")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys dl")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator(".rad input").first).to_be_checked()
    page.locator("#reason").fill("j 1 ?")
    expect(page.locator("#reason")).to_have_value("j 1 ?")

    page.goto(claim)
    assert judge_everybody(page) >= 5
    page.get_by_role("link", name="核对并提交初审意见").click()
    expect(page.locator("h1")).to_have_text("核对并提交初审意见")
    expect(page.locator(".public-view tbody")).to_contain_text("○")
    page.get_by_role("button", name="提交初审意见").click()
    expect(page.get_by_role("status")).to_contain_text("前可以撤回")
    page.get_by_role("button", name="撤回初审意见").click()
    expect(page.get_by_role("status")).to_contain_text("已撤回")
    expect(page.locator(".due")).to_contain_text("待初审")
    page.goto(f"{claim}history/")
    expect(page.locator("tbody")).to_contain_text("撤回")
    expect(page.locator("tbody")).to_contain_text("待复核 → 待初审")


def test_without_a_script_a_claim_is_judged_all_the_same(chromium: Browser, site: Site) -> None:
    page = chromium.new_context(locale="zh-CN", java_script_enabled=False).new_page()
    page.goto(site.url)
    page.locator('form[action="/enter/county_reviewer/"] button').click()
    page.goto(f"{site.url}/claims/?state=submitted")
    page.get_by_role("link", name=re.compile("BT-")).first.click()
    judge_everybody(page)
    page.get_by_role("link", name="打印审核表").click()
    expect(page.locator(".a4")).to_contain_text("元整")
    code = page.locator(".digest b").inner_text()
    page.locator('input[name="digest"]').fill(code)
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("status")).to_contain_text("一致：纸上的内容和现在的记录相同")
