"""Institutions: the list, and one with its classes, rates, money, measures and statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from jineng.console.institutions.picture import held_lines, picture
from jineng.console.institutions.table import INSTITUTIONS
from jineng.console.tables.pages import listed
from jineng.foundation.offices.doors import door
from jineng.stages.claims.models import Claim
from jineng.stages.classes.models import TrainingClass
from jineng.stages.institutions.models import AccountChange, Body, Listing
from jineng.stages.payments.models import Batch, Statement

NEWEST = 12


@door("GET", may="institutions.read")
def institutions(request: HttpRequest) -> HttpResponse:
    """List the institutions and assessment bodies."""
    return listed(request, INSTITUTIONS)


@door("GET", may="institutions.read")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one institution as far as the officer's areas go."""
    body = get_object_or_404(Body, number=number)
    trainings = TrainingClass.objects.filter(institution=body)
    claims = Claim.objects.filter(payee=body).select_related("training")
    statements = Statement.objects.filter(payee=body)
    told = {
        "body": body,
        "listing": Listing.objects.filter(body=body).order_by("pk").last(),
        "picture": picture(body),
        "stopped": held_lines(body),
        "classes": trainings.order_by("-starts_on", "-number")[:NEWEST],
        "claims": claims.order_by("-submitted_at", "-pk")[:NEWEST],
        "batches": Batch.objects.filter(payee=body).select_related("fund").order_by("-pk")[:NEWEST],
        "statements": statements.order_by("-first_day", "-pk")[:NEWEST],
        "changes": AccountChange.objects.filter(body=body).order_by("-pk")[:NEWEST],
    }
    return render(request, "institutions/one.html", told)
