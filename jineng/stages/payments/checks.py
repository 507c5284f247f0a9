"""Do the books agree with the decisions, and both with the bank, to the fen?"""

from typing import Any

from django.db import connection

# Each fund's balances against its entries, its standing grants and its paid attempts.
_FUNDS = """
select f.id, f.name, f.year, f.appropriated_fen, f.reserved_fen, f.paid_fen,
  coalesce((select sum(e.fen) from funds_entry e
            where e.fund_id = f.id and e.movement = 'appropriate'), 0),
  coalesce((select sum(case e.movement when 'reserve' then e.fen when 'release' then -e.fen
                       when 'pay' then -e.fen else 0 end)
            from funds_entry e where e.fund_id = f.id), 0),
  coalesce((select sum(e.fen) from funds_entry e
            where e.fund_id = f.id and e.movement = 'pay'), 0),
  coalesce((select sum(d.fen) from claims_decision d where d.fund_id = f.id
            and d.outcome = 'granted' and not exists (
              select 1 from claims_decision y where y.supersedes_id = d.id)), 0),
  coalesce((select sum(l.fen) from payments_attempt a join payments_line l on l.id = a.line_id
            where l.fund_id = f.id and a.state = 'paid'), 0)
from funds_fund f order by f.id
"""

# A paid attempt whose bank line is missing, is of another sum, or is claimed by two attempts.
_BANK = """
select a.id from payments_attempt a join payments_line l on l.id = a.line_id
left join payments_bankline k on k.id = a.evidence_id
where a.state = 'paid' and (k.id is null or not k.paid or k.fen <> l.fen)
union
select min(a.id) from payments_attempt a where a.state = 'paid'
group by a.evidence_id having count(*) > 1
order by 1
"""

# A debit of the bank for which no paid attempt of ours stands.
_DEBITS = """
select k.id from payments_bankline k join payments_answer s on s.id = k.answer_id
where k.paid and not exists (
  select 1 from payments_attempt a where a.batch_id = s.batch_id and a.position = k.position
  and a.state in ('paid', 'unknown'))
order by 1
"""


def accounts_amiss() -> list[str]:
    """Return one sentence for each fund that does not add up, in fen."""
    found = []
    for row in _rows(_FUNDS):
        pk, name, year, *sums = row
        appropriated, reserved, paid, entered, held, spent, granted, answered = map(int, sums)
        which = f"{year} 年{name}（funds.Fund:{pk}）"
        if (appropriated, reserved, paid) != (entered, held, spent):
            found.append(
                f"{which} 余额与分录相差：{(appropriated, reserved, paid)} 分，"
                f"分录 {(entered, held, spent)} 分"
            )
        if paid != answered:
            found.append(f"{which} 已支出 {paid} 分，银行确认 {answered} 分")
        if reserved + paid != granted:
            found.append(f"{which} 占用加支出 {reserved + paid} 分，有效核定 {granted} 分")
    return found


def bank_amiss() -> list[str]:
    """Return one sentence for each payment the bank's own lines do not bear out."""
    found = [f"payments.Attempt:{pk} 记为已付，银行没有同额的一笔" for (pk,) in _rows(_BANK)]
    return found + [f"payments.BankLine:{pk} 银行已付，我方没有这一笔" for (pk,) in _rows(_DEBITS)]


def accounts() -> int:
    """Return how many funds there are to re-add."""
    return len(_rows(_FUNDS))


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
