"""Where did this fen come from, where did this clause lead? Every link, and which is missing.

Names and numbers of learners come out masked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jineng.values.names import masked_name

# A decision with everything it rests on and everything that came of it; what is not there is null.
_WAY = """
select d.id as decision, d.outcome, d.fen, d.rule, d.clause, d.receipt ->> 'plan' as asked_of,
  d.receipt -> 'packs' as packs, p.fingerprint as plan, c.number as claim, c.kind,
  t.number as training, e.name, e.shown_identity, e.row as roster_row, i.name as payee,
  f.name as fund, f.year, n.number as notice, s.number as notice_line, n.opened_on,
  coalesce((select r.closed_on from notices_reopened r where r.notice_id = n.id
            and r.recorded_at > l.ordered_at order by r.id limit 1), n.closes_on) as closes_on,
  s.fen as shown_fen, l.id as line, l.fen as owed, l.ordered_on, b.number as batch,
  o.name as file, o.digest as file_digest, a.id as attempt, a.number as turn, a.position,
  k.id as bank, k.reference, k.fen as debited, a.confirmed_by_id as confirmed,
  k.row as bank_row, r.name as answer, r.digest as answer_digest, g.id as posting, o.id as file_id,
  s.id as shown_id, q.id as claim_line
from claims_decision d
join claims_line q on q.id = d.line_id
left join claims_claim c on c.id = q.claim_id
left join classes_trainingclass t on t.id = c.training_id
left join enrolment_enrolment e on e.id = q.enrolment_id
left join documents_plan p on p.id = d.plan_id
left join institutions_body i on i.id = d.payee_id
left join funds_fund f on f.id = d.fund_id
left join claims_posting g on g.decision_id = d.id
left join notices_line s on s.id = g.notice_line_id
left join notices_notice n on n.id = s.notice_id
left join payments_line l on l.decision_id = d.id
left join payments_attempt a on a.line_id = l.id and a.state = 'paid'
left join payments_batch b on b.id = a.batch_id
left join payments_paymentfile o on o.batch_id = b.id
left join payments_bankline k on k.id = a.evidence_id and k.paid
left join payments_answer w on w.id = k.answer_id
left join documents_file r on r.id = w.file_id
where {} order by d.id
"""
# Paid attempts of a fund in the order in which the bank said so: which one holds the n-th fen?
_NTH = """
select decision_id from (
  select l.decision_id, sum(k.fen) over (order by a.evidence_id, a.id) as upto, k.fen
  from payments_attempt a join payments_line l on l.id = a.line_id
  join payments_bankline k on k.id = a.evidence_id
  join funds_fund f on f.id = l.fund_id
  where a.state = 'paid' and f.name = %s and f.year = %s) paid
where upto >= %s order by upto limit 1
"""
_CHANGES = """
select c."table", c."row", c.id, c.transaction, b.number, b.head from audit_change c
left join audit_block b on c.transaction >= b.begins and c.transaction < b.horizon
where (c."table", c."row") in (select * from unnest(%s::text[], %s::text[])) order by c.id
"""
# Debits of the bank that no paid attempt of ours claims, and what they come to.
_UNCLAIMED = """
select k.id, k.fen from payments_bankline k join payments_answer w on w.id = k.answer_id
where k.paid and not exists (
  select 1 from payments_attempt a where a.batch_id = w.batch_id and a.position = k.position
  and a.state in ('paid', 'bounced')) order by k.id
"""
TRAILED = {
    "payments_bankline": "bank",
    "payments_paymentfile": "file_id",
    "payments_attempt": "attempt",
    "payments_line": "line",
    "notices_line": "shown_id",
    "claims_posting": "posting",
    "claims_decision": "decision",
    "claims_line": "claim_line",
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Link:
    """One link: its name, what it says, and whether it is there."""

    name: str
    says: str
    there: bool


def ways(condition: str, *arguments: str | int) -> list[Row]:
    """Return the decisions that meet a condition of ours on d, l, k or a, each with its links."""
    with connection.cursor() as cursor:
        cursor.execute(_WAY.format(condition), arguments)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def decision_of_fen(nth: int, *, fund: str, year: int) -> int | None:
    """Return the decision for which the n-th fen paid of a fund was paid; None when unpaid."""
    with connection.cursor() as cursor:
        cursor.execute(_NTH, [fund, year, nth])
        row = cursor.fetchone()
    return int(row[0]) if row and nth > 0 else None


# Each link: its name, what it says, and which of the columns must be there and agree.
_MONEY = (
    ("银行明细", "{answer} 第 {bank_row} 行，流水 {reference}，{debited} 分", ("debited",)),
    ("拨付", "{batch} 第 {position} 笔，第 {turn} 次", ("attempt",)),
    ("代发文件", "{file}，SM3 {file_digest}", ("file_id",)),
    (
        "应付明细",
        "第 {line} 号，{owed} 分，{ordered_on} 制单，{payee}，{fund}",
        ("owed",),
    ),
    ("公示", "{notice} 第 {notice_line} 行，{opened_on} 至 {closes_on}", ("shown_fen", "fen")),
)
_GROUNDS = (
    ("核定", "第 {decision} 号，{outcome}，{fen} 分", ("fen",)),
    ("规则", "{rule}，依据 {clause}", ("rule",)),
    ("规则包", "{pack_list}", ("asked_of", "plan")),
    ("申领", "{claim}，{kind}", ("claim",)),
    ("班期", "{training}", ("training",)),
    ("学员", "{masked} {shown_identity}，花名册第 {roster_row} 行", ("name",)),
)


def links_of(way: Row) -> list[Link]:
    """Return the links of one decision from the bank back to the learner, missing ones too."""
    packs = "、".join(f"{each['id']} {each['fingerprint']}" for each in _packs(way))
    told = way | {"pack_list": packs, "masked": masked_name(way["name"] or "")}
    links = [
        Link(name, _says(told, words), _agree(way, keys))
        for name, words, keys in (*_MONEY, *_GROUNDS)
    ]
    return [
        Link(each.name, each.says, each.there and MORE.get(each.name, _always)(way))
        for each in links
    ]


def trail_of(way: Row) -> list[Link]:
    """Return for each record of a way its last change in the trail, with its block and head."""
    wanted = {table: str(way[key]) for table, key in TRAILED.items() if way[key]}
    found = _changes([way])
    return [_trailed(table, row, found.get((table, row))) for table, row in wanted.items()]


@dataclass(frozen=True)
class Proof:
    """How much of what was paid traces completely, in fen and lines, and what does not."""

    lines: int
    paid: int
    traced: int
    missing: Sequence[str]


def prove_all() -> Proof:
    """Trace everything that was paid, from the bank to the learner and into the trail, and back."""
    paid = ways("a.id is not null")
    found = _changes(paid)
    missing, traced = [], 0
    for way in paid:
        lost = [link.name for link in links_of(way) if not link.there]
        for table, key in TRAILED.items():
            change = found.get((table, str(way[key]))) if way[key] else ("", 0, 0, b"")
            if change is None or change[2] is None:
                lost.append(f"{table} 的留痕" if change is None else f"{table} 的封存块")
        traced += 0 if lost else way["debited"]
        if lost:
            missing.append(f"核定 {way['decision']}：缺 {'、'.join(lost)}")
    with connection.cursor() as cursor:
        cursor.execute(_UNCLAIMED)
        missing += [f"银行明细 {pk}（{fen} 分）没有对应的拨付" for pk, fen in cursor.fetchall()]
    return Proof(len(paid), sum(way["debited"] or 0 for way in paid), traced, missing)


def _changes(paid: Sequence[Row]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return the last change of every record of some ways: (number, transaction, block, head)."""
    wanted = [(table, str(way[key])) for way in paid for table, key in TRAILED.items() if way[key]]
    tables, rows = [each[0] for each in wanted], [each[1] for each in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [tables, rows])
        return {(table, row): tuple(rest) for table, row, *rest in cursor.fetchall()}


def _trailed(table: str, row: str, change: tuple[Any, ...] | None) -> Link:
    if change is None:
        return Link("留痕", f"{table} 第 {row} 行", there=False)
    number, transaction, block, head = change
    sealed = f"第 {block} 块，链头 {bytes(head).hex()[:16]}" if block else "还没有封存"
    says = f"{table} 第 {row} 行：留痕第 {number} 号，事务 {transaction}，{sealed}"
    return Link("留痕", says, there=bool(block))


def _packs(way: Row) -> list[dict[str, str]]:
    kept = way["packs"] or []
    return list(json.loads(kept) if isinstance(kept, str) else kept)


def _agree(way: Row, keys: Sequence[str]) -> bool:
    """Whether columns are there and say the same."""
    values = {way[key] for key in keys}
    return len(values) == 1 and values != {None}


def _stood(way: Row) -> bool:
    """Whether the notice's days were over before the order."""
    if way["closes_on"] is None:
        return False
    return way["ordered_on"] is None or bool(way["ordered_on"] > way["closes_on"])


def _within(way: Row) -> bool:
    """Whether a line orders no more than its grant: less, where some was paid before."""
    return bool(0 < way["owed"] <= way["fen"])


def _as_ordered(way: Row) -> bool:
    """Whether the bank debited what was ordered, or two took its word for another sum."""
    return way["debited"] == way["owed"] or way["confirmed"] is not None


def _always(way: Row) -> bool:
    return True


# What must hold of a link beyond its columns being there.
MORE = {"银行明细": _as_ordered, "公示": _stood, "应付明细": _within}


def _says(way: Row, words: str) -> str:
    return words.format_map({key: "—" if value is None else value for key, value in way.items()})
