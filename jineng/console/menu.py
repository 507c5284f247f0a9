"""What stands in the menu of this officer?"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from jineng.foundation.offices.models import Officer


@dataclass(frozen=True)
class Item:
    """One line of the menu, for officers who hold the verb."""

    verb: str
    url: str
    icon: str
    label: str


GROUPS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "工作台",
        (
            Item("targets.read", "/desk/", "home", "首页 · 挂图作战"),
            Item("tasks.read", "/tasks/", "tasks", "我的待办"),
        ),
    ),
    ("监督", (Item("audit.read", "/audit/", "history", "审计留痕"),)),
    ("数据", (Item("documents.read", "/intakes/", "sheet", "数据接入"),)),
    (
        "机构端",
        (
            Item("own.read", "/own/", "hat", "我的班期"),
            Item("own.read", "/own/claims/", "scale", "补贴申领"),
            Item("own.read", "/own/money/", "wallet", "我的钱"),
            Item("institutions.ask_account", "/own/account/", "person", "收款账户"),
        ),
    ),
    (
        "目标与过程",
        (
            Item("targets.read", "/targets/", "target", "目标任务"),
            Item("classes.read", "/classes/", "class", "开班审核"),
        ),
    ),
    (
        "资金",
        (
            Item("claims.read", "/claims/", "scale", "补贴审核"),
            Item("notices.read", "/postings/", "megaphone", "公示与异议"),
            Item("payments.read", "/payments/", "wallet", "资金拨付"),
            Item("payments.read", "/accounts/", "person", "账户变更"),
            Item("payments.read", "/statements/", "sheet", "机构对账单"),
            Item("funds.read", "/funds/", "table", "资金账"),
            Item("people.read", "/people/", "people", "同一人与暂停"),
        ),
    ),
    ("基础", (Item("policy.read", "/policy/", "gavel", "政策与参数"),)),
)


def menu(request: HttpRequest) -> dict[str, object]:
    """Give every page its officer's menu, and say whether this is a demonstration."""
    told: dict[str, object] = {"demo": settings.DEMO}
    officer = request.user
    if not isinstance(officer, Officer):
        return told
    shown = []
    for title, items in GROUPS:
        mine = [item for item in items if officer.may(item.verb)]
        if mine:
            shown.append((title, mine))
    here = [item.url for _, items in shown for item in items if request.path.startswith(item.url)]
    return {**told, "menu": shown, "here": max(here, key=len, default="")}
