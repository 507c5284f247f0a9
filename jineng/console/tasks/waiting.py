"""What waits for this officer now?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from jineng.foundation.notices.models import CalendarChange, Objection
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.models import Merge
from jineng.stages.claims import queries as claims
from jineng.stages.claims.models import Line
from jineng.stages.claims.ruling import waiting_rulings
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.classes import queries as classes
from jineng.stages.institutions.models import AccountChange
from jineng.stages.institutions.states import ChangeState
from jineng.stages.payments import queries as payments
from jineng.stages.payments.models import Attempt
from jineng.stages.payments.signing import signatures_lacking
from jineng.stages.payments.states import AttemptState, BatchState
from jineng.stages.targets import queries as targets
from jineng.values.days import HERE
from jineng.values.money import yuan_text


@dataclass(frozen=True)
class Task:
    """One piece of work: what, whose, since when, and the page where it is done."""

    what: str
    title: str
    detail: str
    url: str
    since: date | None = None


def waiting_for(officer: Officer, now: datetime) -> list[Task]:
    """Return an officer's work, kind by kind, the oldest first."""
    found: list[Task] = []
    for verb, find in FINDERS.items():
        if officer.may(verb):
            found += find(officer, now)
    return found


def _openings(officer: Officer, now: datetime) -> list[Task]:
    return [
        Task(
            "开班审核",
            f"{each.occupation}{each.level} · {each.institution_name}",
            f"{each.number} · {each.starts_on} 开班 · {each.fund_name or '没有写资金渠道'}",
            f"/classes/{each.number}/",
            each.applied_at.astimezone(HERE).date(),
        )
        for each in classes.waiting()
    ]


def _claims(state: ClaimState, what: str) -> Callable[[Officer, datetime], list[Task]]:
    def find(officer: Officer, now: datetime) -> list[Task]:
        return [
            Task(
                what,
                f"{each.training.occupation}{each.training.level} · {each.payee.name}",
                f"{each.number} · {each.kind} · {each.training.number}",
                f"/claims/{each.number}/",
                each.submitted_at.astimezone(HERE).date(),
            )
            for each in claims.seen().filter(state=state)
        ]

    return find


def _to_notice(officer: Officer, now: datetime) -> list[Task]:
    found = []
    for area in officer.areas:
        count = Line.objects.filter(area=area, state=LineState.GRANTED).count()
        if count:
            title, detail = f"{count} 笔已核定、待公示", f"地区 {area}"
            found.append(Task("张贴公示", title, detail, f"/postings/new/{area}/"))
    return found


def _objections(officer: Officer, now: datetime) -> list[Task]:
    open_ones = Objection.objects.filter(upheld=None, line__notice__area__in=officer.areas)
    return [
        Task(
            "答复异议",
            f"{each.line.notice.number} 第 {each.line.number} 笔",
            each.said[:40],
            f"/postings/objections/{each.pk}/",
            each.lodged_at.astimezone(HERE).date(),
        )
        for each in open_ones.select_related("line__notice").order_by("pk")
    ]


def _due(officer: Officer, now: datetime) -> list[Task]:
    today = now.astimezone(HERE).date()
    found = []
    for area in officer.areas:
        groups = payments.due(area, on=today)
        for group in groups:
            payee = group.decisions[0].payee
            found.append(
                Task(
                    "制单",
                    f"{payee.name} · {yuan_text(group.fen)} 元",
                    f"{len(group.decisions)} 笔，公示期已满、没有异议",
                    "/payments/",
                )
            )
    return found


def _batches(state: BatchState, what: str) -> Callable[[Officer, datetime], list[Task]]:
    def find(officer: Officer, now: datetime) -> list[Task]:
        return [
            Task(
                what,
                f"{each.payee.name} · {yuan_text(each.fen)} 元",
                f"{each.number} · {each.count} 笔 · {each.fund.name}",
                f"/payments/batches/{each.number}/",
                each.made_at.astimezone(HERE).date(),
            )
            for each in payments.seen().filter(state=state)
        ]

    return find


def _to_sign(officer: Officer, now: datetime) -> list[Task]:
    confirmed = payments.seen().filter(state=BatchState.CONFIRMED)
    return [
        Task(
            "大额加签",
            f"{each.payee.name} · {yuan_text(each.fen)} 元",
            f"{each.number} 还差 {lacking} 人签字",
            f"/payments/batches/{each.number}/",
        )
        for each in confirmed
        if (lacking := signatures_lacking(each))
    ]


def _accounts(state: ChangeState, what: str) -> Callable[[Officer, datetime], list[Task]]:
    def find(officer: Officer, now: datetime) -> list[Task]:
        changes = AccountChange.objects.filter(state=state).select_related("body")
        return [Task(what, str(each), each.reason, "/accounts/") for each in changes.order_by("pk")]

    return find


def _unknown(officer: Officer, now: datetime) -> list[Task]:
    attempts = Attempt.objects.filter(state=AttemptState.UNKNOWN, resolved_by=None)
    numbers = attempts.order_by("batch__number").values_list("batch__number", flat=True).distinct()
    return [
        Task("认领不明结果", number, "银行没有回答，不能重发", f"/payments/batches/{number}/")
        for number in numbers
    ]


def _merges(officer: Officer, now: datetime) -> list[Task]:
    return [
        Task("复核合并人员", each.document, "两个身份证号是否同一人", "/people/")
        for each in Merge.objects.filter(confirmed_by=None).order_by("pk")
    ]


def _rulings(what: str, *, proposed: bool) -> Callable[[Officer, datetime], list[Task]]:
    def find(officer: Officer, now: datetime) -> list[Task]:
        return [
            Task(what, number, f"规则没有规定、转人工的 {count} 人", f"/claims/{number}/")
            for number, count in waiting_rulings(proposed=proposed)
        ]

    return find


def _held(officer: Officer, now: datetime) -> list[Task]:
    return [
        Task("核实暂停拨付", line.claim.number, hold.reason, "/people/")
        for line, hold in claims.held_lines()
    ]


def _ordered_meanwhile(officer: Officer, now: datetime) -> list[Task]:
    count = payments.ordered_meanwhile().count()
    title = f"{count} 笔在重新公示前已经制单"
    return [Task("核实重新公示", title, "期满前不会送银行", "/postings/")] if count else []


def _calendar(officer: Officer, now: datetime) -> list[Task]:
    return [
        Task("复核工作日历", f"{each.day_id}", each.source, "/postings/calendar/")
        for each in CalendarChange.objects.filter(confirmed_by=None).order_by("pk")
    ]


def _orders(officer: Officer, now: datetime) -> list[Task]:
    return [
        Task(
            "审批目标任务",
            str(each),
            each.reason or f"{each.proposed_by.name}提出",
            f"/targets/orders/{each.pk}/",
            each.proposed_at.astimezone(HERE).date(),
        )
        for each in targets.waiting()
        if officer.may("targets.approve", each.giver or each.origin)
    ]


FINDERS: dict[str, Callable[[Officer, datetime], list[Task]]] = {
    "targets.approve": _orders,
    "classes.answer": _openings,
    "claims.review": _claims(ClaimState.SUBMITTED, "补贴初审"),
    "claims.decide": _claims(ClaimState.REVIEWED, "补贴复核"),
    "claims.propose_ruling": _rulings("提出人工核定", proposed=False),
    "claims.confirm_ruling": _rulings("确认人工核定", proposed=True),
    "claims.put_on_notice": _to_notice,
    "claims.answer_objection": _objections,
    "payments.order": _due,
    "payments.confirm": _batches(BatchState.MADE, "复核批次"),
    "payments.send": _batches(BatchState.CONFIRMED, "送银行"),
    "payments.read_answer": _batches(BatchState.SENT, "等银行回盘"),
    "payments.own_unknown": _unknown,
    "payments.sign": _to_sign,
    "institutions.confirm_account": _accounts(ChangeState.ASKED, "核实账户变更"),
    "institutions.check_account": _accounts(ChangeState.CONFIRMED, "复核账户变更"),
    "people.confirm_merge": _merges,
    "holds.lift": _held,
    "holds.place": _ordered_meanwhile,
    "notices.confirm_calendar": _calendar,
}
