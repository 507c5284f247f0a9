"""The list of monthly statements: its columns and filters."""

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from jineng.console.tables.columns import Column, Kind, Preset
from jineng.console.tables.table import Rows, Table, by_area, by_year
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.models import Statement


def _rows(officer: Officer) -> QuerySet[Statement]:
    return Statement.objects.select_related("payee", "made_by")


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(Q(payee__name__icontains=text) | Q(payee__number=text.upper()))


def _fen(rows: Rows) -> int:
    return int(rows.order_by().aggregate(sum=Sum("fen"))["sum"] or 0)


def _count(rows: Rows) -> int:
    return int(rows.order_by().aggregate(sum=Sum("count"))["sum"] or 0)


STATEMENTS = Table(
    name="statements",
    may="payments.read",
    title=_("机构对账单"),
    scope=_("结了账的月份才出；内容由数据库照资金账写成，出了就不能改"),
    rows=_rows,
    order=("-first_day", "-pk"),
    search=_search,
    searched=_("收款单位"),
    nothing=_("没有符合条件的对账单。"),
    filters=(by_area(), by_year("first_day")),
    columns=(
        Column(
            "payee",
            _("收款单位"),
            lambda each: each.payee.name,
            preset=Preset.BRIEF,
            order=("payee__name",),
            url=lambda each: f"/statements/{each.pk}/",
        ),
        Column("area", _("地区"), lambda each: each.area, order=("area",)),
        Column(
            "month",
            _("月份"),
            lambda each: f"{each.first_day:%Y-%m}",
            preset=Preset.BRIEF,
            order=("first_day",),
        ),
        Column("count", _("笔数"), lambda each: each.count, Kind.NUMBER, total=_count),
        Column("fen", _("合计（元）"), lambda each: each.fen, Kind.MONEY, Preset.BRIEF, total=_fen),
        Column("made", _("出具人"), lambda each: each.made_by.name),
        Column("at", _("出具时间"), lambda each: each.at, Kind.DAY, order=("at",)),
    ),
)
