"""Do the books agree with the decisions, and both with the bank, to the fen?"""

from typing import Any

from django.db import connection

ACCOUNTS = ("已下达", "开班占用", "核定待付", "在途", "已支出")

# Each fund's accounts as its row says, as its entries add up, and as the records behind them do:
# appropriations two confirmed (entries of before name their document themselves), holds, what the
# grants that stand still owe, attempts on their way, attempts that were paid less what came back.
_FUNDS = """
with lines as (
  select l.id, d.fund_id, d.fen
    - coalesce((select sum(case a.state when 'paid' then k.fen else p.fen end)
                from claims_decision x join payments_line p on p.decision_id = x.id
                join payments_attempt a on a.line_id = p.id
                left join payments_bankline k on k.id = a.evidence_id
                where x.line_id = l.id and a.state in ('paid', 'prepared', 'sent', 'unknown')), 0)
    + coalesce((select sum(r.fen) from payments_recovery r
                where r.line_id = l.id and r.confirmed_by_id is not null), 0) as due
  from claims_line l join claims_decision d on d.line_id = l.id and d.outcome = 'granted'
  where not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
), owed as (
  select fund_id, sum(greatest(due, 0)) as fen from lines group by 1
), entered as (
  select fund_id,
    sum(case 'outside' when source then fen when target then -fen else 0 end) as appropriated,
    sum(case 'held' when target then fen when source then -fen else 0 end) as held,
    sum(case 'owed' when target then fen when source then -fen else 0 end) as owed,
    sum(case 'sent' when target then fen when source then -fen else 0 end) as sent,
    sum(case 'paid' when target then fen when source then -fen else 0 end) as paid,
    sum(fen) filter (where movement = 'recover' and subject like 'payments.Recovery:%')
      as recovered,
    sum(fen) filter (where movement = 'appropriate'
                     and subject not like 'funds.Appropriation:%') as earlier
  from funds_entry group by 1
), tried as (
  select p.fund_id, sum(p.fen) filter (where a.state in ('prepared', 'sent', 'unknown')) as sent,
    sum(k.fen) filter (where a.state = 'paid') as paid
  from payments_attempt a join payments_line p on p.id = a.line_id
  left join payments_bankline k on k.id = a.evidence_id group by 1
)
select f.id, f.name, f.year,
  f.appropriated_fen, f.held_fen, f.owed_fen, f.sent_fen, f.paid_fen,
  coalesce(e.appropriated, 0), coalesce(e.held, 0), coalesce(e.owed, 0), coalesce(e.sent, 0),
  coalesce(e.paid, 0),
  coalesce(e.earlier, 0)
    + coalesce((select sum(case when g.fund_id = f.id then g.fen else -g.fen end)
                from funds_appropriation g
                where f.id in (g.fund_id, g.source_id) and g.confirmed_by_id is not null), 0),
  coalesce((select sum(h.fen - h.used_fen) from funds_hold h where h.fund_id = f.id), 0),
  coalesce(o.fen, 0), coalesce(t.sent, 0), coalesce(t.paid, 0) - coalesce(e.recovered, 0)
from funds_fund f left join entered e on e.fund_id = f.id left join owed o on o.fund_id = f.id
  left join tried t on t.fund_id = f.id
order by f.id
"""

# A recovery two confirmed whose entries do not add up to it.
_RECOVERED = """
select r.id, r.fen, coalesce(sum(e.fen), 0) from payments_recovery r
left join funds_entry e on e.subject = 'payments.Recovery:' || r.id and e.movement = 'recover'
where r.confirmed_by_id is not null group by r.id having coalesce(sum(e.fen), 0) <> r.fen
order by r.id
"""

# A paid attempt whose bank line is missing, is of another sum that nobody confirmed, or is claimed
# by two attempts.
_BANK = """
select a.id from payments_attempt a join payments_line l on l.id = a.line_id
left join payments_bankline k on k.id = a.evidence_id
where a.state = 'paid'
  and (k.id is null or not k.paid or k.fen <> l.fen and a.confirmed_by_id is null)
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
  and a.state in ('paid', 'bounced', 'unknown'))
order by 1
"""


def accounts_amiss() -> list[str]:
    """Return one sentence for each fund and recovery that does not add up, in fen."""
    found = []
    for pk, name, year, *sums in _rows(_FUNDS):
        which = f"{year} 年{name}（funds.Fund:{pk}）"
        kept, entered, borne_out = (tuple(map(int, sums[n : n + 5])) for n in (0, 5, 10))
        if kept != entered:
            found.append(f"{which} 余额与分录相差：{_told(kept, entered)}")
        if kept != borne_out:
            found.append(f"{which} 余额与各件记录相差：{_told(kept, borne_out)}")
    found += [
        f"payments.Recovery:{pk} 追回 {fen} 分，分录 {entered} 分"
        for pk, fen, entered in _rows(_RECOVERED)
    ]
    return found


def _told(kept: tuple[int, ...], other: tuple[int, ...]) -> str:
    """Name the accounts that differ, with both sums in fen."""
    pairs = zip(ACCOUNTS, kept, other, strict=True)
    return "，".join(
        f"{name} {ours} 分对 {theirs} 分" for name, ours, theirs in pairs if ours != theirs
    )


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
