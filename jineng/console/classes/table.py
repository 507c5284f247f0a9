"""The list of classes: its columns and filters."""

from django.db.models import Q, QuerySet, Sum
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
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State


def _rows(officer: Officer) -> QuerySet[TrainingClass]:
    return TrainingClass.objects.all()


def _search(rows: Rows, text: str) -> Rows:
    if text.upper().startswith("KB-"):
        return starts(rows, "number", text)
    return rows.filter(Q(institution_name__icontains=text) | Q(occupation__icontains=text))


def _lessons(rows: Rows) -> int:
    return int(rows.order_by().aggregate(sum=Sum("lessons"))["sum"] or 0)


CLASSES = Table(
    name="classes",
    may="classes.read",
    title=_("开班审核"),
    scope=_("只列您管辖地区的班，按开班日期排列"),
    rows=_rows,
    order=("starts_on", "number"),
    search=_search,
    searched=_("班期编号、培训机构、职业"),
    nothing=_("没有符合条件的班。"),
    filters=(
        one_of("state", _("状态"), "state", State.choices, tabs=True),
        by_area(),
        by_year("starts_on"),
        from_day("from", _("开班自"), "starts_on"),
        to_day("to", _("至"), "starts_on"),
    ),
    columns=(
        Column(
            "number",
            _("班期"),
            lambda training: training.number,
            preset=Preset.BRIEF,
            order=("number",),
            quick=True,
            url=lambda training: f"/classes/{training.number}/",
        ),
        Column(
            "course",
            _("职业（工种）"),
            lambda training: f"{training.occupation}{training.level}",
            preset=Preset.BRIEF,
            order=("occupation", "level"),
        ),
        Column(
            "institution",
            _("培训机构"),
            lambda training: training.institution_name,
            preset=Preset.BRIEF,
            order=("institution_name",),
            url=lambda training: f"/institutions/{training.institution_number}/",
        ),
        Column(
            "area", _("地区"), lambda training: training.area, preset=Preset.ALL, order=("area",)
        ),
        Column(
            "starts",
            _("开班"),
            lambda training: training.starts_on,
            Kind.DAY,
            preset=Preset.BRIEF,
            order=("starts_on",),
            quick=True,
        ),
        Column("ends", _("结业"), lambda training: training.ends_on, Kind.DAY, order=("ends_on",)),
        Column(
            "lessons",
            _("课时"),
            lambda training: training.lessons,
            Kind.NUMBER,
            order=("lessons",),
            total=_lessons,
        ),
        Column("fund", _("资金渠道"), lambda training: training.fund_name, order=("fund_name",)),
        Column("place", _("培训地点"), lambda training: training.place, preset=Preset.ALL),
        Column(
            "applied",
            _("申请时间"),
            lambda training: training.applied_at,
            Kind.DAY,
            preset=Preset.ALL,
            order=("applied_at",),
        ),
        Column(
            "state",
            _("状态"),
            lambda training: training.get_state_display(),
            Kind.STATE,
            preset=Preset.BRIEF,
            tone=lambda training: TONES.get(training.state, ""),
        ),
    ),
)
