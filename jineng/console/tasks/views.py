"""My tasks: what waits for me, and where I do it."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from jineng.console.tasks.waiting import waiting_for
from jineng.foundation.offices.doors import door, officer_of


@door("GET", may="tasks.read")
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits for the officer, kind by kind."""
    found = waiting_for(officer_of(request), now())
    kinds = [(what, list(each)) for what, each in groupby(found, key=lambda task: task.what)]
    return render(request, "tasks/tasks.html", {"kinds": kinds, "count": len(found)})
