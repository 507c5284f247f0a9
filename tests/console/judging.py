"""How does a reviewer, in a browser, get from an open claim to its check page?"""

from playwright.sync_api import Page

MOST = 60


def judge_everybody(page: Page) -> int:
    """Follow the system where it suggests, and one's own eyes where it keeps silent."""
    for done in range(MOST):
        if page.get_by_role("link", name="核对并提交初审意见").count():
            return done
        suggested = page.locator(".rad label", has_text="系统建议").locator("input")
        if suggested.count():
            suggested.check()
        else:
            page.locator('.rad input[value="granted"]').check()
            page.locator("#reason").fill("看过考勤和证书，认为该发")
        page.get_by_role("button", name="保存判断，看下一人").click()
    raise AssertionError("there was no end of people to judge")
