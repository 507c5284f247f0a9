"""What stands in the menu and the top bar of this officer?"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jineng.console.tables.columns import Words
from jineng.console.tasks.counts import Waiting, counts
from jineng.foundation.offices.models import Officer
from jineng.foundation.regions.models import Region

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Item:
    """One line of the menu, for officers who hold the verb."""

    verb: str
    url: str
    icon: str
    label: Words


GROUPS: tuple[tuple[Words, tuple[Item, ...]], ...] = (
    (
        gettext_lazy("工作台"),
        (
            Item("targets.read", "/desk/", "home", gettext_lazy("首页 · 挂图作战")),
            Item("tasks.read", "/tasks/", "tasks", gettext_lazy("我的待办")),
        ),
    ),
    (
        gettext_lazy("机构端"),
        (
            Item("own.read", "/own/", "hat", gettext_lazy("我的班期")),
            Item("own.read", "/own/claims/", "scale", gettext_lazy("补贴申领")),
            Item("own.read", "/own/money/", "wallet", gettext_lazy("我的钱")),
            Item("institutions.ask_account", "/own/account/", "person", gettext_lazy("收款账户")),
        ),
    ),
    (
        gettext_lazy("目标与过程"),
        (
            Item("targets.read", "/targets/", "target", gettext_lazy("目标任务")),
            Item("classes.read", "/classes/", "class", gettext_lazy("开班审核")),
        ),
    ),
    (
        gettext_lazy("资金"),
        (
            Item("claims.read", "/claims/", "scale", gettext_lazy("补贴审核")),
            Item("notices.read", "/postings/", "megaphone", gettext_lazy("公示与异议")),
            Item("payments.read", "/payments/", "wallet", gettext_lazy("资金拨付")),
            Item("payments.read", "/accounts/", "person", gettext_lazy("账户变更")),
            Item("payments.read", "/statements/", "sheet", gettext_lazy("机构对账单")),
            Item("funds.read", "/funds/", "table", gettext_lazy("资金账")),
        ),
    ),
    (
        gettext_lazy("监督"),
        (
            Item("people.read", "/people/", "people", gettext_lazy("同一人与暂停")),
            Item("audit.read", "/audit/", "history", gettext_lazy("审计留痕")),
        ),
    ),
    (
        gettext_lazy("基础"),
        (
            Item("institutions.read", "/institutions/", "school", gettext_lazy("机构名录")),
            Item("people.read", "/learners/", "hat", gettext_lazy("学员")),
            Item("policy.read", "/policy/", "gavel", gettext_lazy("政策与参数")),
            Item("documents.read", "/intakes/", "sheet", gettext_lazy("数据接入")),
        ),
    ),
)
# Where an officer begins: the first of these that is theirs.
DESKS = ("/tasks/", "/audit/", "/intakes/", "/own/")


def menu(request: HttpRequest) -> dict[str, object]:
    """Give every page its theme, and its officer's menu with what waits beside each item."""
    theme = request.COOKIES.get("theme", "")
    told: dict[str, object] = {"demo": settings.DEMO, "theme": theme if theme in THEMES else ""}
    officer = request.user
    if not isinstance(officer, Officer):
        return told
    return {
        **told,
        "menu": _shown(officer, counts(officer, now())),
        "here": _here(request.path, officer),
        "areas": officer.areas,
        "area_name": _area_name(officer),
        "may_search": officer.may("desks.search"),
    }


def _shown(
    officer: Officer, waiting: Mapping[str, Waiting]
) -> list[tuple[Words, list[tuple[Item, Waiting | None]]]]:
    shown = []
    for title, items in GROUPS:
        mine = [(item, waiting.get(item.url)) for item in items if officer.may(item.verb)]
        if mine:
            shown.append((title, mine))
    return shown


def _here(path: str, officer: Officer) -> str:
    items = [item for _title, items in GROUPS for item in items if officer.may(item.verb)]
    return max((item.url for item in items if path.startswith(item.url)), key=len, default="")


def _area_name(officer: Officer) -> str:
    names = Region.objects.filter(code__in=officer.areas).order_by("code")
    found = list(names.values_list("name", flat=True)[:2])
    if len(officer.areas) == 1:
        return found[0] if found else officer.areas[0]
    first = found[0] if found else ""
    told = {"first": first, "number": len(officer.areas)}
    return _("%(first)s等 %(number)s 地") % told if first else _("%(number)s 个地区") % told
