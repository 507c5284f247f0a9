"""Which draws were announced, by which digest, and what did each seed draw?"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jineng.foundation.offices.doors import ANYBODY, door
from jineng.stages.sampling.models import Announcement

ROWS = 50


@door("GET", may=ANYBODY)
def draws(request: HttpRequest) -> HttpResponse:
    """List every announced draw, the newest first, with its seed once it was told."""
    rows = Announcement.objects.select_related("draw").order_by("-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "public/draws.html", {"page": page})
