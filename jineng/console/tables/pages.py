"""The pages of a list: the list itself, the list as a file, and the views kept of it."""

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from jineng.console.tables.asked import asked_of
from jineng.console.tables.counting import count
from jineng.console.tables.files import XLSX, Taken, as_csv, as_xlsx
from jineng.console.tables.laid_out import filtered, laid_out, sorted_in
from jineng.console.tables.scoped import scoped
from jineng.console.tables.table import Table
from jineng.foundation.desks import actions as desks
from jineng.foundation.desks.models import View
from jineng.foundation.offices.doors import Page, door, officer_of
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

FORMS = {"xlsx": (as_xlsx, XLSX), "csv": (as_csv, "text/csv; charset=utf-8")}


class TooLong(Refusal):
    """A file holds at most as many rows as are counted exactly."""


def listed(
    request: HttpRequest,
    table: Table,
    template: str = "parts/list.html",
    *,
    status: int = 200,
    **told: object,
) -> HttpResponse:
    """Show a list as its address asks for it."""
    officer = officer_of(request)
    told |= {
        "sheet": laid_out(table, request),
        "export": f"/{table.name}" if officer.may("desks.export") else "",
        "views": desks.views_of(officer, table.name) if officer.may("desks.keep_view") else None,
        "scoped": scoped(table, request),
    }
    return render(request, template, told, status=status)


def file_of(table: Table) -> Page[[str]]:
    """Return the door behind which a list is taken out as a file, seen exactly as it is."""

    @door("GET", "POST", may=table.may)
    def taken_out(request: HttpRequest, form: str) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        officer, moment = officer_of(request), now()
        rows, asked = filtered(table, table.rows(officer), asked_of(table, request.GET))
        found = count(rows)
        if not found.exact:
            raise TooLong(
                _("%(count)s，一次最多导出一万条，请先筛选再导出") % {"count": found.words}
            )
        personal = any(column.personal for column in asked.columns)
        if personal and request.method == "GET":
            told = {"table": table, "asked": asked, "count": found, "form": form}
            return render(request, "parts/purpose.html", told)
        taken = Taken(
            table=table,
            asked=asked,
            rows=rows.order_by(*sorted_in(table, asked, found)),
            officer=officer,
            at=moment,
            purpose=request.POST.get("purpose", "").strip(),
        )
        return _given(taken, form, personal=personal)

    return taken_out


def view_of(table: Table) -> Callable[..., HttpResponse]:
    """Return the door behind which a view of a list is kept."""

    @door("POST", may="desks.keep_view")
    def kept(request: HttpRequest) -> HttpResponse:
        asked = asked_of(table, request.GET)
        view = desks.keep_view(
            of=table.name,
            name=request.POST.get("view_name", ""),
            query=asked.saved(),
            shared=request.POST.get("shared") == "1",
            by=officer_of(request),
            at=now(),
        )
        messages.success(request, _("已保存视图「%(name)s」") % {"name": view.name})
        return redirect(f"/{table.name}/?{view.query}")

    return kept


@door("POST", may="desks.drop_view")
def dropped(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a view of one's own."""
    try:
        desks.drop_view(view_id=pk, by=officer_of(request), at=now())
    except View.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("已移除视图"))
    return redirect(_local(request.POST.get("next", "")))


def _given(taken: Taken, form: str, *, personal: bool) -> HttpResponse:
    """Make the file, and say in the trail that it was taken out."""
    make, content_type = FORMS[form]
    content, number = make(taken)
    desks.export(
        of=taken.table.name,
        columns=[column.key for column in taken.asked.columns],
        rows=number,
        personal=personal,
        purpose=taken.purpose,
        by=taken.officer,
        at=taken.at,
    )
    moment = taken.at.astimezone(HERE)
    return _file(content, content_type, f"{taken.table.title}-{moment:%Y%m%d-%H%M}.{form}")


def _local(path: str) -> str:
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
