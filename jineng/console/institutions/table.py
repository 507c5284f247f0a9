"""The list of institutions: its columns and filters. Counts are of the officer's own areas."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from jineng.console.tables.columns import Column, Kind, Preset
from jineng.console.tables.table import Rows, Table, one_of
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.models import Decision, Outcome
from jineng.stages.classes.models import TrainingClass
from jineng.stages.institutions.models import Body, Listing
from jineng.stages.institutions.models import Kind as BodyKind


def _rows(officer: Officer) -> QuerySet[Any]:
    newest = Listing.objects.filter(body=OuterRef("pk")).order_by("-pk").values("listed_on")
    return Body.objects.annotate(listed_on=Subquery(newest[:1]))


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(Q(name__icontains=text) | Q(number__startswith=text.upper()))


def _fill(bodies: Sequence[Any]) -> None:
    keys = [body.pk for body in bodies]
    trainings = TrainingClass.objects.filter(institution__in=keys).values("institution")
    classes = {each["institution"]: each["n"] for each in trainings.annotate(n=Count("pk"))}
    grants = Decision.objects.filter(
        payee__in=keys, outcome=Outcome.GRANTED, superseded_by=None
    ).values("payee")
    sums = {each["payee"]: each["fen"] for each in grants.annotate(fen=Sum("fen"))}
    for body in bodies:
        body.classes, body.fen = classes.get(body.pk, 0), sums.get(body.pk, 0)


def _classes(rows: Rows) -> int:
    return TrainingClass.objects.filter(institution__in=rows.order_by().values("pk")).count()


def _fen(rows: Rows) -> int:
    grants = Decision.objects.filter(
        payee__in=rows.order_by().values("pk"), outcome=Outcome.GRANTED, superseded_by=None
    )
    return int(grants.aggregate(fen=Sum("fen"))["fen"] or 0)


INSTITUTIONS = Table(
    name="institutions",
    may="institutions.read",
    title=_("机构名录"),
    scope=_("已公布的培训机构和考核评价机构；班数和金额只算您管辖的地区"),
    rows=_rows,
    order=("number",),
    search=_search,
    searched=_("机构名称、编号"),
    nothing=_("没有符合条件的机构。"),
    fill=_fill,
    filters=(one_of("kind", _("种类"), "kind", BodyKind.choices, tabs=True),),
    columns=(
        Column(
            "number",
            _("机构编号"),
            lambda body: body.number,
            preset=Preset.BRIEF,
            order=("number",),
            quick=True,
            url=lambda body: f"/institutions/{body.number}/",
        ),
        Column("name", _("机构名称"), lambda body: body.name, preset=Preset.BRIEF, order=("name",)),
        Column("kind", _("种类"), lambda body: body.get_kind_display(), Kind.STATE, Preset.BRIEF),
        Column("area", _("所在地区"), lambda body: body.area, order=("area",)),
        Column("code", _("统一社会信用代码"), lambda body: body.credit_code, preset=Preset.ALL),
        Column(
            "listed",
            _("公布日期"),
            lambda body: body.listed_on,
            Kind.DAY,
            order=("listed_on",),
        ),
        Column("account", _("账户尾号"), lambda body: body.account_last4, preset=Preset.ALL),
        Column("classes", _("班数"), lambda body: body.classes, Kind.NUMBER, total=_classes),
        Column(
            "fen",
            _("核定金额（元）"),
            lambda body: body.fen,
            Kind.MONEY,
            preset=Preset.BRIEF,
            total=_fen,
        ),
    ),
)
