"""The list of payment batches: its columns and filters."""

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from jineng.console.tables.columns import Column, Kind, Preset
from jineng.console.tables.table import Rows, Table, by_area, by_year, one_of, starts
from jineng.console.templatetags.shown import TONES
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.models import Batch
from jineng.stages.payments.queries import seen
from jineng.stages.payments.states import BatchState


def _rows(officer: Officer) -> QuerySet[Batch]:
    return seen()


def _search(rows: Rows, text: str) -> Rows:
    numbered = starts(rows, "number", text)
    return numbered | rows.filter(payee__name__icontains=text)


def _fen(rows: Rows) -> int:
    return int(rows.order_by().aggregate(sum=Sum("fen"))["sum"] or 0)


def _count(rows: Rows) -> int:
    return int(rows.order_by().aggregate(sum=Sum("count"))["sum"] or 0)


PAYMENTS = Table(
    name="payments",
    may="payments.read",
    title=_("资金拨付"),
    scope=_("一个资金渠道、一个收款单位一批；制单和复核是两个人"),
    rows=_rows,
    order=("-pk",),
    search=_search,
    searched=_("批次编号、收款单位"),
    nothing=_("没有符合条件的批次。"),
    filters=(
        one_of("state", _("状态"), "state", BatchState.choices, tabs=True),
        by_area(),
        by_year("made_at"),
    ),
    columns=(
        Column(
            "number",
            _("批次编号"),
            lambda batch: batch.number,
            preset=Preset.BRIEF,
            order=("number",),
            quick=True,
            url=lambda batch: f"/payments/batches/{batch.number}/",
        ),
        Column(
            "payee",
            _("收款单位"),
            lambda batch: batch.payee.name,
            preset=Preset.BRIEF,
            order=("payee__name",),
        ),
        Column("fund", _("资金渠道"), lambda batch: str(batch.fund)),
        Column("area", _("地区"), lambda batch: batch.area, preset=Preset.ALL, order=("area",)),
        Column("count", _("笔数"), lambda batch: batch.count, Kind.NUMBER, total=_count),
        Column(
            "fen",
            _("合计（元）"),
            lambda batch: batch.fen,
            Kind.MONEY,
            Preset.BRIEF,
            order=("fen",),
            total=_fen,
        ),
        Column("made", _("制单人"), lambda batch: batch.made_by.name),
        Column("made_at", _("制单时间"), lambda batch: batch.made_at, Kind.DAY, order=("made_at",)),
        Column(
            "confirmed",
            _("复核人"),
            lambda batch: batch.confirmed_by.name if batch.confirmed_by else None,
        ),
        Column(
            "state",
            _("状态"),
            lambda batch: batch.get_state_display(),
            Kind.STATE,
            Preset.BRIEF,
            tone=lambda batch: TONES.get(batch.state, ""),
        ),
    ),
)
