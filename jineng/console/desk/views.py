"""Will the year's targets be met, where is the gap, and why? The wall chart and its reports."""

from datetime import date, datetime
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext

from jineng.console.desk import paper as papers
from jineng.console.desk import report as reports
from jineng.console.desk import said, tiles
from jineng.console.desk.asked import Asked, asked
from jineng.console.desk.burning import burning
from jineng.console.desk.causes import causes
from jineng.console.desk.funnel import funnel
from jineng.console.desk.schedule import schedule
from jineng.console.desk.wall import TITLES, Reach, Row, Wall
from jineng.console.tasks.waiting import waiting_for
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.regions.models import Region
from jineng.values.days import HERE

SHOWN_TASKS = 8
GLYPHS = {"ok": "▲", "warn": "●", "bad": "▼", "none": "○"}


@door("GET", may="targets.read")
def home(request: HttpRequest) -> HttpResponse:
    """Show the wall chart of an area and year, with what waits for the officer beside it."""
    at, officer = now(), officer_of(request)
    told = _told(Wall(asked(request, officer, at), at))
    tasks = waiting_for(officer, at)
    told |= {
        "tasks": [(each, _days(at, each.since)) for each in tasks[:SHOWN_TASKS]],
        "task_count": len(tasks),
        "places": Region.objects.filter(code__in=officer.areas).order_by("code"),
    }
    return render(request, "desk/home.html", told)


@door("GET", may="targets.read")
def screen(request: HttpRequest) -> HttpResponse:
    """Show the same chart for a projector: dark, larger, nothing to press."""
    at = now()
    return render(
        request, "desk/screen.html", _told(Wall(asked(request, officer_of(request), at), at))
    )


@door("GET", may="targets.read")
def report(request: HttpRequest) -> HttpResponse:
    """Show the report of a month, quarter or half, written from the data."""
    at = now()
    look = asked(request, officer_of(request), at)
    kind = _kind(request)
    told = {
        "report": reports.report(look, kind, at),
        "asked": look,
        "kinds": [
            (str(name), look.url("/desk/report/", kind=each), each == kind)
            for each, (_, name) in reports.KINDS.items()
        ],
        "paper": look.url("/desk/report/paper/", kind=kind),
        "back": look.url(),
    }
    return render(request, "desk/report.html", told)


@door("GET", may="targets.read")
def paper(request: HttpRequest) -> HttpResponse:
    """Hand the same report out as a Word document."""
    at = now()
    written = reports.report(asked(request, officer_of(request), at), _kind(request), at)
    response = HttpResponse(papers.docx(written), content_type=papers.TYPE)
    name = quote(f"{written.title}-{written.on}.docx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _kind(request: HttpRequest) -> str:
    told = request.GET.get("kind", "")
    return told if told in reports.KINDS else "month"


def _days(at: datetime, since: date | None) -> int | None:
    return (at.astimezone(HERE).date() - since).days if since else None


def _told(wall: Wall) -> dict[str, object]:
    """Everything the chart shows, already in words and lengths."""
    look, chosen = wall.asked, wall.chosen()
    where = tiles.places(look.area, [part.key for part in wall.parts])
    whole = wall.reach("", look.measure)
    return {
        "wall": wall,
        "asked": look,
        "whole": whole,
        "sentence": wall.sentence(),
        "pace": said.percent(whole.on_pace),
        "last": said.month_day(whole.window.last),
        "cards": [_card(*each, wall=wall) for each in wall.cards()],
        "measures": [
            (str(title), look.url(measure=name, part=""), name == look.measure)
            for name, title in TITLES.items()
        ],
        "view_box": tiles.size(where),
        "tiles": [
            _tile(row, tiles.hexagon(where[row.part.key], row.reach.share), look, chosen)
            for row in wall.rows
        ],
        "rows": [_row(row, wall, chosen) for row in wall.rows],
        "chosen": chosen,
        "chosen_tone": chosen.reach.tone if chosen else "",
        "causes": causes(wall, chosen) if chosen else [],
        "deeper": _deeper(look, chosen),
        "schedule": schedule(wall),
        "burning": burning(wall),
        "funnel": funnel(wall),
        "screen_url": look.url("/desk/screen/"),
        "report_url": look.url("/desk/report/", kind="month"),
        "home_url": look.url(),
        "difference": wall.standing.difference(look.area),
    }


def _deeper(look: Asked, chosen: Row | None) -> str:
    if chosen is None:
        return ""
    if chosen.part.body:
        return "/classes/"
    here = chosen.part.key in look.areas
    return look.url(area=chosen.part.key, part="") if here else ""


def _card(title: str, reach: Reach, url: str, *, wall: Wall) -> dict[str, object]:
    number, unit = said.split_amount(reach.measure, reach.done)
    more = ""
    if reach.measure == "certified" and (count := wall.whole.done("uncounted")):
        more = gettext("另有 %(count)s 张不计入") % {"count": count}
    if reach.measure == "fen" and (flight := wall.whole.done("flight")):
        more = gettext("在途 %(flight)s") % {"flight": said.amount("fen", flight)}
    return {
        "title": title,
        "target": said.amount(reach.measure, reach.target) if reach.target else "",
        "number": number,
        "unit": unit,
        "share": said.percent(reach.share, 1),
        "tone": reach.tone,
        "words": said.pace_words(reach.gap) if reach.target else gettext("没有目标"),
        "more": more,
        "width": min(reach.share, 1000),
        "mark": reach.on_pace,
        "url": url,
    }


def _tile(row: Row, shape: tiles.Hexagon, look: Asked, chosen: Row | None) -> dict[str, object]:
    reach = row.reach
    gap = said.signed(reach.gap) if reach.target else gettext("无目标")
    told = {
        "name": row.part.name,
        "share": said.percent(reach.share),
        "pace": said.pace_words(reach.gap),
    }
    says = gettext("%(name)s完成 %(share)s，%(pace)s") % told
    return {
        "shape": shape,
        "name": _short(row.part.name),
        "share": said.percent(reach.share) if reach.target else "—",
        "gap": f"{GLYPHS[reach.tone]} {gap}",
        "tone": reach.tone,
        "says": says if reach.target else gettext("%(name)s没有目标") % told,
        "url": look.url(part=row.part.key) + "#why",
        "chosen": chosen is row,
    }


def _short(name: str) -> str:
    """Return a name that fits on a tile."""
    for end in ("市", "县", "区"):
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)[:6]
    return name[:5]


def _row(row: Row, wall: Wall, chosen: Row | None) -> dict[str, object]:
    reach = row.reach
    needed = reach.needed
    measure = reach.measure
    figure = {"trained": "trained", "fen": "paid"}.get(measure, "certificates")
    return {
        "tone": reach.tone,
        "glyph": GLYPHS[reach.tone],
        "name": row.part.name,
        "url": wall.asked.url(part=row.part.key) + "#why",
        "rows_url": wall.rows_url(figure, measure, row.part),
        "share": said.percent(reach.share) if reach.target else "—",
        "exact": f"{said.amount(measure, reach.done)} / {said.amount(measure, reach.target)}",
        "width": min(reach.share, 1000),
        "mark": reach.on_pace,
        "gap": said.signed(reach.gap) if reach.target else "—",
        "speed": said.amount(measure, reach.speed) if measure == "fen" else reach.speed,
        "needed": "—"
        if needed is None or not reach.target
        else (said.amount(measure, needed) if measure == "fen" else needed),
        "end": said.percent(reach.end) if reach.target else "—",
        "end_tone": _end_tone(reach),
        "chosen": chosen is row,
        "done": said.amount(measure, reach.done),
        "target": said.amount(measure, reach.target) if reach.target else "—",
    }


def _end_tone(reach: Reach) -> str:
    if not reach.target:
        return ""
    return "ok" if reach.end >= 1000 else "warn" if reach.end >= 950 else "bad"
