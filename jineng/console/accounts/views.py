"""Changes of account: asked for by a body, confirmed by two, put in force after days of waiting."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import by_state, page_of
from jineng.foundation.documents.limits import ACCOUNT_WAIT, limit_of
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.institutions import accounts
from jineng.stages.institutions.models import AccountChange, Body
from jineng.stages.institutions.states import ChangeState
from jineng.stages.payments import signing
from jineng.stages.payments.models import Redirection
from jineng.stages.payments.queries import to_redirect
from jineng.values.refusal import Refusal


@door("GET", may="payments.read")
def changes(request: HttpRequest) -> HttpResponse:
    """List every change of account, and what was decided before and waits to be redirected."""
    return _listed(request)


@door("POST", may="payments.read")
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take the next step of a change. Each act asks for its own right."""
    change = get_object_or_404(AccountChange.objects.select_related("body"), pk=pk)
    try:
        said = STEPS[verb](request, change)
    except KeyError as unknown:
        raise Http404 from unknown
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, said)
    return redirect("/accounts/")


@door("POST", may="payments.confirm_redirect")
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Second of two: let what was decided before go to the new account."""
    made = get_object_or_404(Redirection, pk=pk)
    try:
        signing.confirm_redirect(redirection_id=made.pk, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, "已复核改付，原来核定的补贴可以付到新账户了")
    return redirect("/accounts/")


@door("GET", "POST", may="institutions.ask_account")
def own(request: HttpRequest) -> HttpResponse:
    """Show a body its account and every change of it; let it ask for another."""
    officer = officer_of(request)
    body = get_object_or_404(Body, number=officer.body_number)
    wrong = ""
    if request.method == "POST":
        told = {"account": request.POST.get("account", "").strip()}
        told["reason"] = request.POST.get("reason", "")
        try:
            accounts.ask_account(number=body.number, **told, by=officer, at=now())
        except Refusal as refusal:
            wrong = refusal.message
        else:
            messages.success(request, "已申请变更收款账户，将按原有渠道向您核实")
            return redirect("/own/account/")
    shown = {
        "body": body,
        "changes": body.account_changes.order_by("-pk"),
        "days": limit_of(ACCOUNT_WAIT).number,
        "wrong": wrong,
    }
    return render(request, "accounts/own.html", shown, status=422 if wrong else 200)


def _confirm(request: HttpRequest, change: AccountChange) -> str:
    accounts.confirm_account(
        change_id=change.pk,
        channel=request.POST.get("channel", ""),
        said=request.POST.get("said", ""),
        by=officer_of(request),
        at=now(),
    )
    return f"已核实 {change}，请另一人复核"


def _check(request: HttpRequest, change: AccountChange) -> str:
    checked = accounts.check_account(change_id=change.pk, by=officer_of(request), at=now())
    return f"已复核 {change}，{checked.in_force_on} 起可以启用"


def _start(request: HttpRequest, change: AccountChange) -> str:
    accounts.change_account(change_id=change.pk, by=officer_of(request), at=now())
    return f"已启用 {change}"


def _stop(request: HttpRequest, change: AccountChange) -> str:
    accounts.stop_account(change_id=change.pk, by=officer_of(request), at=now())
    return f"已中止 {change}"


def _redirect(request: HttpRequest, change: AccountChange) -> str:
    area = request.POST.get("area", "")
    signing.redirect(change_id=change.pk, area=area, by=officer_of(request), at=now())
    return "已提出改付，请另一人复核"


STEPS = {
    "confirm": _confirm,
    "check": _check,
    "start": _start,
    "stop": _stop,
    "redirect": _redirect,
}


def _listed(request: HttpRequest, wrong: str = "") -> HttpResponse:
    officer = officer_of(request)
    rows = AccountChange.objects.select_related("body", "asked_by", "confirmed_by", "checked_by")
    rows, chips, chosen = by_state(request, rows.order_by("-pk"), ChangeState)
    proposed = Redirection.objects.filter(confirmed_by=None).select_related(
        "change__body", "made_by"
    )
    told = {
        "page": page_of(request, rows),
        "chips": chips,
        "chosen": chosen,
        "waiting": [(area, *each) for area in officer.areas for each in to_redirect(area)],
        "proposed": proposed.order_by("pk"),
        "limit": limit_of(ACCOUNT_WAIT),
        "may": set(officer.post.verbs),
        "wrong": wrong,
    }
    return render(request, "accounts/changes.html", told, status=422 if wrong else 200)
