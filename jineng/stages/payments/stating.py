"""What was a body paid in a month? One statement, frozen when its month is closed."""

from calendar import monthrange
from datetime import date, datetime

from django.db import connection

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.funds.models import Movement, Period
from jineng.stages.institutions.models import Body
from jineng.stages.payments.models import Statement
from jineng.values.refusal import Refusal

HEADS = (
    "日期",
    "事项",
    "金额（分）",
    "申领",
    "花名册行",
    "批次",
    "批内序号",
    "银行流水",
    "资金渠道",
)

_PAID_TO = "select distinct fund from paid_to(%s, %s, %s, %s)"
_AMISS = """
select s.id from payments_statement s
cross join statement_of(s.payee_id, s.area, s.first_day, s.last_day) n
where (s.content, s.count, s.fen, s.digest) is distinct from (n.content, n.count, n.fen, n.digest)
order by s.id
"""


class NothingToState(Refusal):
    """A statement is made of a month in which something was paid and that is closed."""


@act("payments.make_statement")
def make_statement(
    *, payee_id: int, area: str, year: int, month: int, by: Officer, at: datetime
) -> Statement:
    """State to a body what an area paid it in a closed month; the database writes what it says.

    Asked again, it is the same statement.
    """
    require(by, "payments.make_statement", area)
    payee = Body.objects.get(pk=payee_id)
    wait_turn(f"DZ-{payee.pk}")
    first = date(year, month, 1)
    last = date(year, month, monthrange(year, month)[1])
    if known := Statement.objects.filter(payee=payee, area=area, first_day=first).first():
        return known
    with connection.cursor() as cursor:
        cursor.execute(_PAID_TO, [payee.pk, area, first, last])
        funds = [fund for (fund,) in cursor.fetchall()]
    if not funds:
        raise NothingToState(f"{year} 年 {month} 月没有付给{payee.name}的款项，不用出对账单")
    closed = Period.objects.filter(fund__in=funds, first_day=first, checked_by__isnull=False)
    if closed.count() < len(funds):
        raise NothingToState(f"{year} 年 {month} 月的资金渠道还没有都结账，请先结账再出对账单")
    statement = Statement.objects.create(
        payee=payee, area=area, first_day=first, last_day=last, made_by=by, at=at
    )
    statement.refresh_from_db()
    audit.record(verb="payments.make_statement", subject=statement, officer=by, at=at)
    return statement


def rows_of(statement: Statement) -> list[list[str]]:
    """Return the lines of a statement by the heads `HEADS`, movements by their names."""
    rows = [line.split("|") for line in statement.content.split("\n")]
    return [[day, Movement(movement).label, *rest] for day, movement, *rest in rows]


def statements_amiss() -> list[str]:
    """Return a sentence for each statement that is not what the ledger says today."""
    with connection.cursor() as cursor:
        cursor.execute(_AMISS)
        return [f"payments.Statement:{pk} 与资金账重算的不同" for (pk,) in cursor.fetchall()]
