"""Which heads of the trail were published? Whoever keeps a copy can prove a history rewritten."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jineng.foundation.audit.heads import published
from jineng.foundation.audit.signing import public_keys
from jineng.foundation.offices.doors import ANYBODY, door

ROWS = 50


@door("GET", may=ANYBODY)
def heads(request: HttpRequest) -> HttpResponse:
    """List the published heads from the file outside the database, the newest first."""
    rows = published(settings.HEADS)[::-1]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    known = sorted(public_keys(settings.HEADS).items())
    keys = [(number, each.algorithm, each.public.hex()) for number, each in known]
    return render(request, "public/heads.html", {"page": page, "keys": keys})


@door("GET", may=ANYBODY)
def text(request: HttpRequest) -> HttpResponse:
    """Hand out the published heads as the file they are."""
    lines = "".join(f"{each.line()}\n" for each in published(settings.HEADS))
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
