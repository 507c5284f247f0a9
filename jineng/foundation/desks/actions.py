"""Keep a view of a list, drop it, and say what was taken out of one."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from jineng.foundation.audit import actions as audit
from jineng.foundation.desks.models import Export, View
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.values.refusal import Refusal

LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 40, 500, 30


class NoName(Refusal):
    """A view is kept under a name."""


class NameTaken(Refusal):
    """Two views of one list cannot have one name."""


class TooManyViews(Refusal):
    """A menu of views that nobody reads through helps nobody."""


class NoPurpose(Refusal):
    """Personal data leave only for a purpose that was said."""


def views_of(officer: Officer, name: str) -> QuerySet[View]:
    """Return the views of a list that are the officer's or shared in the office."""
    mine = Q(owner=officer) | Q(shared=True, office_id=officer.office_id)
    return View.objects.filter(mine, list=name, dropped_at=None).order_by("name", "pk")


@act("desks.keep_view")
def keep_view(*, of: str, name: str, query: str, shared: bool, by: Officer, at: datetime) -> View:
    """Keep the words of a list's address under a name."""
    _require(by, "desks.keep_view")
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise NoName(f"请给视图起个名字，不超过 {LONGEST_NAME} 个字；筛选条件太多时请分成几个视图")
    mine = View.objects.filter(owner=by, list=of, dropped_at=None)
    if mine.filter(name=name).exists():
        raise NameTaken(f"本列表已经有名为「{name}」的视图，请换个名字，或先移除原来的")
    if mine.count() >= MOST_VIEWS:
        raise TooManyViews(f"本列表已有 {MOST_VIEWS} 个视图，请先移除不用的")
    kept = View.objects.create(
        list=of,
        name=name,
        query=query,
        shared=shared,
        owner=by,
        office_id=by.office_id,
        kept_at=at,
    )
    audit.record(verb="desks.keep_view", subject=kept, officer=by, at=at)
    return kept


@act("desks.drop_view")
def drop_view(*, view_id: int, by: Officer, at: datetime) -> None:
    """Drop a view of one's own; whoever shared it drops it for the office too."""
    _require(by, "desks.drop_view")
    view = View.objects.get(pk=view_id)
    if view.owner_id != by.pk:
        raise NotAllowed(f"「{view.name}」是别人保存的视图，只有保存的人可以移除")
    if view.dropped_at is None:
        view.dropped_at = at
        view.save(update_fields=["dropped_at"])
        audit.record(verb="desks.drop_view", subject=view, officer=by, at=at)


@act("desks.export")
def export(
    *,
    of: str,
    columns: Sequence[str],
    rows: int,
    personal: bool,
    purpose: str,
    by: Officer,
    at: datetime,
) -> Export:
    """Say in the trail that a list was taken out as a file, and what for."""
    _require(by, "desks.export")
    if personal and not purpose.strip():
        raise NoPurpose("这份清单含个人信息，请写明用途再导出；用途会记入审计留痕")
    taken = Export.objects.create(
        list=of,
        columns=",".join(columns)[:400],
        rows=rows,
        personal=personal,
        purpose=purpose.strip()[:200],
        officer=by,
        at=at,
    )
    audit.record(verb="desks.export", subject=taken, officer=by, at=at)
    return taken


def _require(officer: Officer, verb: str) -> None:
    """Refuse an officer without the verb; a desk lies in no area."""
    if not officer.may(verb):
        raise NotAllowed(f"{officer.name}没有办理此事的权限（{verb}），请换有权限的岗位办理")
