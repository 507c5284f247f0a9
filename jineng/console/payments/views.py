"""Payments: what is due, batches made by one and confirmed by another, the bank's answers."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console import bank
from jineng.console.payments.table import PAYMENTS
from jineng.console.tables.pages import listed
from jineng.console.trail import steps_of_batch
from jineng.console.uploads import uploaded
from jineng.foundation.audit.heads import last_published
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.people.sealing import unseal
from jineng.stages.funds.models import Fund
from jineng.stages.institutions.models import Body
from jineng.stages.payments import (
    actions,
    ordering,
    queries,
    reconciling,
    recovering,
    signing,
)
from jineng.stages.payments.ending import void
from jineng.stages.payments.layouts import layout_of
from jineng.stages.payments.models import Batch, PaymentFile
from jineng.stages.payments.states import AttemptState, BatchState
from jineng.values.days import HERE
from jineng.values.money import capital_yuan, fen_from_yuan
from jineng.values.refusal import Refusal

SHOWN = 50


class NotAnAmount(Refusal):
    """What was typed as the total is no amount."""


@door("GET", may="payments.read")
def payments(request: HttpRequest) -> HttpResponse:
    """List what may be ordered today, and every batch."""
    return _listed(request)


@door("POST", may="payments.order")
def order(request: HttpRequest) -> HttpResponse:
    """Order everything due from one fund to one payee."""
    fund = get_object_or_404(Fund, pk=_number(request, "fund"))
    payee = get_object_or_404(Body, pk=_number(request, "payee"))
    try:
        batch = actions.order(
            area=fund.area,
            fund_id=fund.pk,
            payee_id=payee.pk,
            layout=settings.BANK_LAYOUT,
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, f"已制单 {batch.number}，请另一人复核")
    return redirect(f"/payments/batches/{batch.number}/")


@door("GET", may="payments.read")
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show one batch: its lines, its file, the bank's answers, what comes next."""
    return _shown(request, number)


@door("POST", may="payments.read")
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Take the next step of a batch. Each act asks for its own right."""
    try:
        said = STEPS[verb](request, number)
    except KeyError as unknown:
        raise Http404 from unknown
    except Batch.DoesNotExist as unseen:
        raise Http404 from unseen
    except Refusal as refusal:
        return _shown(request, number, wrong=refusal.message)
    messages.success(request, said)
    return redirect(f"/payments/batches/{number}/")


@door("GET", may="payments.send")
def file(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the batch's file, the same bytes every time."""
    kept = get_object_or_404(PaymentFile, batch__number=number)
    response = HttpResponse(unseal(kept.content_cipher), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    return response


def _confirm(request: HttpRequest, number: str) -> str:
    actions.confirm(number=number, fen=_total(request), by=officer_of(request), at=now())
    return f"已复核 {number}"


def _send(request: HttpRequest, number: str) -> str:
    sent = actions.send(number=number, by=officer_of(request), at=now())
    bank.after_commit()
    return f"已送银行 {number}：{sent.count} 笔，SM3 {sent.digest[:12]}…"


def _read(request: HttpRequest, number: str) -> str:
    area = Batch.objects.get(number=number).area
    papers = [] if "file" in request.FILES else bank.answers_to(number)
    wrong = 0
    for name, content in papers or [uploaded(request)]:
        taken = actions.read_answer(
            content=content, name=name, area=area, by=officer_of(request), at=now()
        )
        wrong += taken.bad
    return "已导入银行文件" + (f"，其中 {wrong} 行对不上，请看下方" if wrong else "")


def _own(request: HttpRequest, number: str) -> str:
    count = actions.own_unknown(number=number, by=officer_of(request), at=now())
    return f"已认领 {count} 笔不明结果"


def _resolve(request: HttpRequest, number: str) -> str:
    count = actions.resolve_unknown(number=number, by=officer_of(request), at=now())
    return f"已按对账单核实 {count} 笔"


def _sign(request: HttpRequest, number: str) -> str:
    signing.sign(number=number, fen=_total(request), by=officer_of(request), at=now())
    return f"已加签 {number}"


def _bounce(request: HttpRequest, number: str) -> str:
    count = recovering.bounce(number=number, by=officer_of(request), at=now())
    return f"已办理 {count} 笔付后退回，可以补付"


def _follow_up(request: HttpRequest, number: str) -> str:
    made = ordering.follow_up(number=number, by=officer_of(request), at=now())
    return f"已补付制单 {made.number}，请另一人复核"


def _settle(request: HttpRequest, number: str) -> str:
    actions.settle(number=number, by=officer_of(request), at=now())
    return f"已对平 {number}"


def _void(request: HttpRequest, number: str) -> str:
    void(number=number, by=officer_of(request), at=now())
    return f"{number} 已整批作废，各笔可以重新制单"


STEPS = {
    "confirm": _confirm,
    "send": _send,
    "read": _read,
    "own": _own,
    "resolve": _resolve,
    "settle": _settle,
    "sign": _sign,
    "bounce": _bounce,
    "follow_up": _follow_up,
    "void": _void,
}


def _listed(request: HttpRequest, wrong: str = "") -> HttpResponse:
    officer = officer_of(request)
    today = now().astimezone(HERE).date()
    return listed(
        request,
        PAYMENTS,
        "payments/payments.html",
        status=422 if wrong else 200,
        due=[group for area in officer.areas for group in queries.due(area, on=today)],
        may_order=officer.may("payments.order"),
        unknown=queries.unknown(on=today)[:SHOWN],
        wrong=wrong,
    )


def _shown(request: HttpRequest, number: str, wrong: str = "") -> HttpResponse:
    one = get_object_or_404(queries.seen(), number=number)
    officer = officer_of(request)
    still = reconciling.open_attempts(one)
    told = {
        "batch": one,
        "capital": capital_yuan(one.fen),
        "attempts": queries.attempts_of(one),
        "file": PaymentFile.objects.filter(batch=one).first(),
        "answers": one.answers.select_related("file", "read_by").order_by("pk"),
        "errors": reconciling.answer_errors(one),
        "reconciled": reconciling.reconcile([one])[0],
        "steps": steps_of_batch(one),
        "layout": layout_of(one.layout),
        "lacking": signing.signatures_lacking(one),
        "signatures": one.signatures.select_related("signed_by").order_by("number"),
        "back": recovering.came_back(one),
        "again": ordering.due_again(one),
        "may_trace": officer.may("audit.read"),
        "unknown": still.get(AttemptState.UNKNOWN, 0),
        "open": sum(still.values()),
        "waiting_at_bank": len(bank.answers_to(number)) if one.state == BatchState.SENT else 0,
        "may": {verb.split(".")[1]: True for verb in officer.post.verbs if verb[:9] == "payments."},
        "head": last_published(settings.HEADS),
        "wrong": wrong,
    }
    return render(request, "payments/batch.html", told, status=422 if wrong else 200)


def _total(request: HttpRequest) -> int:
    try:
        return fen_from_yuan(request.POST.get("total", ""))
    except ValueError as wrong:
        raise NotAnAmount(f"合计 {wrong}，请按 12,345.67 的样子输入批次合计") from wrong


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    if not typed.isascii() or not typed.isdigit():
        raise Http404
    return int(typed)
