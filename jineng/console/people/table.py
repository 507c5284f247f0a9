"""The list of learners: masked on the page and in its files, which ask what for."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jineng.console.people.opaque import opaque
from jineng.console.tables.columns import Column, Kind, Preset
from jineng.console.tables.table import Rows, Table, by_area, by_year, starts
from jineng.foundation.offices.models import Officer
from jineng.stages.enrolment.models import Enrolment
from jineng.values.names import masked_name


def _rows(officer: Officer) -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("training")


def _search(rows: Rows, text: str) -> Rows:
    if text.upper().startswith("KB-"):
        return starts(rows, "training__number", text)
    return rows.filter(name__gte=text, name__lt=text + "\uffff")


LEARNERS = Table(
    name="learners",
    may="people.read",
    title=_("学员"),
    scope=_("一人参加一个班是一条；姓名和身份证号遮盖显示，导出也遮盖"),
    rows=_rows,
    order=("-pk",),
    search=_search,
    searched=_("姓名、班期编号"),
    nothing=_("没有符合条件的学员。"),
    filters=(by_area(), by_year("training__starts_on")),
    columns=(
        Column(
            "name",
            _("姓名"),
            lambda each: masked_name(each.name),
            preset=Preset.BRIEF,
            url=lambda each: f"/people/{opaque(each.person_id)}/",
            personal=True,
        ),
        Column(
            "identity",
            _("身份证号"),
            lambda each: each.shown_identity,
            preset=Preset.BRIEF,
            personal=True,
        ),
        Column("category", _("人员类别"), lambda each: each.category, order=("category",)),
        Column("gender", _("性别"), lambda each: each.gender, preset=Preset.ALL),
        Column("born", _("出生年"), lambda each: str(each.birth_year), preset=Preset.ALL),
        Column("area", _("地区"), lambda each: each.area, preset=Preset.ALL, order=("area",)),
        Column(
            "class",
            _("班期"),
            lambda each: each.training.number,
            preset=Preset.BRIEF,
            order=("training__number",),
            url=lambda each: f"/classes/{each.training.number}/",
        ),
        Column(
            "course",
            _("职业（工种）"),
            lambda each: f"{each.training.occupation}{each.training.level}",
        ),
        Column(
            "starts",
            _("开班"),
            lambda each: each.training.starts_on,
            Kind.DAY,
            order=("training__starts_on",),
        ),
        Column("institution", _("培训机构"), lambda each: each.training.institution_name),
    ),
)
