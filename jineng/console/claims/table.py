"""The list of claims: its columns, filters, and what is added up."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from jineng.console.tables.columns import Column, Kind, Preset
from jineng.console.tables.table import (
    Rows,
    Table,
    by_area,
    by_year,
    from_day,
    one_of,
    starts,
    to_day,
)
from jineng.console.templatetags.shown import TONES
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.models import Claim, Decision, Line, Outcome
from jineng.stages.claims.states import ClaimState
from jineng.stages.institutions.models import Body

CLAIM_NUMBERS, CLASS_NUMBERS = "BT-", "KB-"


def _rows(officer: Officer) -> QuerySet[Claim]:
    return Claim.objects.select_related("training", "payee", "submitted_by", "reviewed_by")


def _search(rows: Rows, text: str) -> Rows:
    """Claims and classes are looked for by number, everything else by who is paid."""
    wanted = text.upper()
    if wanted.startswith(CLAIM_NUMBERS):
        return starts(rows, "number", wanted)
    if wanted.startswith(CLASS_NUMBERS):
        return starts(rows, "training__number", wanted)
    bodies = Body.objects.filter(Q(name__icontains=text) | Q(number=wanted))
    return rows.filter(payee__in=list(bodies.order_by("pk").values_list("pk", flat=True)[:500]))


def _fill(claims: Sequence[Any]) -> None:
    """Hang on each claim its learners, its standing grants and their fen."""
    keys = [claim.pk for claim in claims]
    lines = Line.objects.filter(claim__in=keys).values("claim").annotate(n=Count("pk"))
    learners = {each["claim"]: each["n"] for each in lines.order_by()}
    grants = _standing(Q(line__claim__in=keys)).values("line__claim")
    sums = grants.annotate(n=Count("pk"), fen=Sum("fen")).order_by()
    granted = {each["line__claim"]: (each["n"], each["fen"]) for each in sums}
    for claim in claims:
        claim.learners = learners.get(claim.pk, 0)
        decided = claim.state == ClaimState.DECIDED
        claim.granted, claim.fen = granted.get(claim.pk, (0, 0)) if decided else (None, None)


def _standing(which: Q) -> QuerySet[Decision]:
    return Decision.objects.filter(which, outcome=Outcome.GRANTED, superseded_by=None)


def learners_of(rows: Rows) -> int:
    """Count the learners of these claims."""
    return Line.objects.filter(claim__in=_keys(rows)).count()


def _granted(rows: Rows) -> int:
    return _standing(Q(line__claim__in=_keys(rows))).count()


def _fen(rows: Rows) -> int:
    return int(_standing(Q(line__claim__in=_keys(rows))).aggregate(fen=Sum("fen"))["fen"] or 0)


def _keys(rows: Rows) -> Rows:
    return rows.order_by().values("pk")


CLAIMS = Table(
    name="claims",
    may="claims.read",
    title=_("补贴审核"),
    scope=_("一个班一种补贴是一件；金额是现行有效的核定，撤销的不计"),
    rows=_rows,
    order=("-submitted_at", "-pk"),
    search=_search,
    searched=_("申领编号、班期编号、收款单位"),
    nothing=_("没有符合条件的申领。"),
    fill=_fill,
    pick=_("初审通过"),
    filters=(
        one_of("state", _("状态"), "state", ClaimState.choices, tabs=True),
        by_area(),
        by_year("submitted_at"),
        from_day("from", _("申领自"), "submitted_at__date"),
        to_day("to", _("至"), "submitted_at__date"),
    ),
    columns=(
        Column(
            "number",
            _("申领编号"),
            lambda claim: claim.number,
            preset=Preset.BRIEF,
            order=("number",),
            quick=True,
            url=lambda claim: f"/claims/{claim.number}/",
        ),
        Column("kind", _("补贴种类"), lambda claim: claim.kind),
        Column(
            "course",
            _("职业（工种）"),
            lambda claim: f"{claim.training.occupation}{claim.training.level}",
            preset=Preset.BRIEF,
            order=("training__occupation", "training__level"),
        ),
        Column(
            "payee",
            _("收款单位"),
            lambda claim: claim.payee.name,
            preset=Preset.BRIEF,
            order=("payee__name",),
        ),
        Column("area", _("地区"), lambda claim: claim.area, preset=Preset.ALL, order=("area",)),
        Column(
            "class",
            _("班期"),
            lambda claim: claim.training.number,
            preset=Preset.ALL,
            url=lambda claim: f"/classes/{claim.training.number}/",
        ),
        Column(
            "ends",
            _("结业"),
            lambda claim: claim.training.ends_on,
            Kind.DAY,
            order=("training__ends_on",),
        ),
        Column(
            "submitted",
            _("申领时间"),
            lambda claim: claim.submitted_at,
            Kind.DAY,
            order=("submitted_at",),
            quick=True,
        ),
        Column(
            "learners", _("申领人数"), lambda claim: claim.learners, Kind.NUMBER, total=learners_of
        ),
        Column("granted", _("准予人数"), lambda claim: claim.granted, Kind.NUMBER, total=_granted),
        Column(
            "fen",
            _("准予金额（元）"),
            lambda claim: claim.fen,
            Kind.MONEY,
            preset=Preset.BRIEF,
            total=_fen,
        ),
        Column(
            "reviewed",
            _("初审人"),
            lambda claim: claim.reviewed_by.name if claim.reviewed_by else None,
            preset=Preset.ALL,
        ),
        Column("as_of", _("数据截止"), lambda claim: claim.as_of, Kind.DAY, preset=Preset.ALL),
        Column(
            "state",
            _("状态"),
            lambda claim: claim.get_state_display(),
            Kind.STATE,
            preset=Preset.BRIEF,
            tone=lambda claim: TONES.get(claim.state, ""),
        ),
    ),
)
