"""Do our books say what the bank's own books say, line by line and to the fen?

Each check is one sentence for each thing that is wrong; an empty list is what was promised. The
bank's books are its own store, read with nothing of ours.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

import psycopg

from harness.crash.bank import STORE
from harness.crash.office import FUND, Office

Raw = psycopg.Connection[Any]
# What is not at its end: batches, lines that may still be paid, files that did not leave.
_OPEN = """
select (select count(*) from payments_batch where state <> 'settled')
  + (select count(*) from claims_line
     where state in ('granted', 'on_notice', 'ordered', 'returned'))
  + (select count(*) from outbox_message where channel = 'bank' and delivered_at is null)
"""
_PAID = """
select b.number, a.position, l.fen, coalesce(k.reference, ''), c.number || '/' || e.row
from payments_attempt a join payments_batch b on b.id = a.batch_id
join payments_line l on l.id = a.line_id join claims_decision d on d.id = l.decision_id
join claims_line cl on cl.id = d.line_id join claims_claim c on c.id = cl.claim_id
join enrolment_enrolment e on e.id = cl.enrolment_id
left join payments_bankline k on k.id = a.evidence_id
where a.state = 'paid'
"""
_LINES = """
select c.number || '/' || e.row, cl.state, due_of(cl.id), entitled_to(cl.id)
from claims_line cl join claims_claim c on c.id = cl.claim_id
join enrolment_enrolment e on e.id = cl.enrolment_id
where cl.state <> 'refused' order by 1
"""
_AGAIN = """
select b.number, a.position, a.state from payments_attempt a
join payments_batch b on b.id = a.batch_id
where exists (select 1 from payments_attempt n where n.line_id = a.line_id and n.number > a.number)
"""
_FUNDS = """
select f.name, f.appropriated_fen, f.held_fen, f.owed_fen, f.sent_fen, f.paid_fen,
  coalesce(sum(e.fen) filter (where e.source = 'outside'), 0)::bigint
    - coalesce(sum(e.fen) filter (where e.target = 'outside'), 0)::bigint,
  coalesce(sum(e.fen) filter (where e.target = 'paid'), 0)::bigint,
  array(select b.number from payments_batch b where b.fund_id = f.id)
from funds_fund f left join funds_entry e on e.fund_id = f.id group by f.id order by f.id
"""


def is_done(raw: Raw) -> bool:
    """Whether every line is paid, every batch settled and every file delivered."""
    return bool(raw.execute(_OPEN).fetchall()[0][0] == 0)


def paid_twice(bank: Path) -> list[str]:
    """Return what the bank executed more than once, by its own books."""
    store = sqlite3.connect(bank / STORE)
    lines = store.execute(
        "select reference, count(*) from transfer where paid group by 1 having count(*) > 1"
    ).fetchall()
    orders = store.execute(
        "select batch, count(*) from received group by 1 having count(*) > 1"
    ).fetchall()
    store.close()
    return [f"the bank paid {which} {n} times" for which, n in lines] + [
        f"the bank received {which} {n} times" for which, n in orders
    ]


def amiss(raw: Raw, bank: Path, office: Office) -> list[str]:
    """Return everything that is wrong between our books, the bank's, and what was acknowledged."""
    store = sqlite3.connect(bank / STORE)
    theirs = {
        (str(batch), int(position)): (int(fen), str(serial), str(reference))
        for batch, position, fen, serial, reference in store.execute(
            "select batch, position, fen, serial, reference from transfer where paid"
        )
    }
    store.close()
    ours = {
        (str(batch), int(position)): (int(fen), str(serial), str(reference))
        for batch, position, fen, serial, reference in raw.execute(_PAID)
    }
    found = paid_twice(bank)
    found += [
        f"{batch}/{position}: we say {ours.get((batch, position))}, the bank"
        f" {theirs.get((batch, position))}"
        for batch, position in sorted(ours.keys() | theirs.keys())
        if ours.get((batch, position)) != theirs.get((batch, position))
    ]
    found += _lines_amiss(raw, Counter({ref: 0 for *_, ref in theirs.values()}), theirs)
    found += [
        f"{batch}/{position} was sent again while it was {state}, and the bank had paid it"
        for batch, position, state in raw.execute(_AGAIN)
        if (batch, position) in theirs or state not in ("rejected", "voided")
    ]
    found += _funds_amiss(raw, theirs)
    return [*found, *_acknowledged_amiss(raw, office)]


def _lines_amiss(
    raw: Raw, paid: Counter[str], theirs: dict[tuple[str, int], tuple[int, str, str]]
) -> Iterator[str]:
    for fen, _, reference in theirs.values():
        paid[reference] += fen
    for reference, state, due, entitled in raw.execute(_LINES):
        if (state, due) != ("paid", 0) or paid[reference] != entitled:
            yield (
                f"{reference} is {state}, entitled to {entitled} fen, due {due} fen,"
                f" and the bank paid {paid[reference]} fen"
            )


def _funds_amiss(raw: Raw, theirs: dict[tuple[str, int], tuple[int, str, str]]) -> Iterator[str]:
    for name, given, held, owed, sent, paid, entered, spent, batches in raw.execute(_FUNDS):
        debited = sum(fen for (batch, _), (fen, _, _) in theirs.items() if batch in batches)
        if (owed, sent) != (0, 0) or not paid == spent == debited:
            yield f"{name}: owed {owed}, sent {sent}, paid {paid}, entries {spent}, bank {debited}"
        taken = held + owed + sent + paid
        if given != entered or given < taken:
            yield f"{name}: appropriated {given}, entries {entered}, taken {taken}"


def _acknowledged_amiss(raw: Raw, office: Office) -> Iterator[str]:
    """Every acknowledged act is there once, and the fund holds exactly what was confirmed."""
    rows = raw.execute(
        "select a.document, a.id, a.confirmed_by_id is not null, a.fen from funds_appropriation a"
        " join funds_fund f on f.id = a.fund_id where f.name = %s",
        [FUND],
    ).fetchall()
    there = Counter(document for document, *_ in rows)
    settled: Set[int] = {key for _, key, confirmed, _ in rows if confirmed}
    for document in sorted(office.proposed):
        if there[document] != 1:
            yield f"{document} was acknowledged and is there {there[document]} times"
    for key in sorted(office.confirmed - settled):
        yield f"the confirmation of appropriation {key} was acknowledged and is gone"
    given = raw.execute("select appropriated_fen from funds_fund where name = %s", [FUND])
    total = sum(fen for _, _, confirmed, fen in rows if confirmed)
    if [fen for (fen,) in given] not in ([total], []):
        yield f"{FUND} does not hold the {total} fen that were confirmed"
