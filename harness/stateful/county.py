"""The county of one example: who is there, which day is it, and does everything still hold?"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from harness.stateful.bank import Bank
from harness.stateful.desk import Broken, attempt, run, seen
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.states import CLAIM_MOVES, LINE_MOVES
from jineng.stages.payments.checks import accounts_amiss, bank_amiss
from jineng.stages.payments.states import ATTEMPT_MOVES, BATCH_MOVES
from jineng.values.days import HERE
from tests.papers import ELSEWHERE

LAWS = Path(__file__).with_name("laws.sql").read_text("utf-8")
BEGINS = date(2024, 11, 5)
LIVES = {
    "claims_claim": frozenset((str(a), str(b)) for a, b in CLAIM_MOVES.values()),
    "claims_line": frozenset((str(a), str(b)) for a, b in LINE_MOVES.values()),
    "payments_batch": frozenset((str(a), str(b)) for a, b in BATCH_MOVES.values()),
    "payments_attempt": frozenset((str(a), str(b)) for a, b in ATTEMPT_MOVES.values()),
}
_STATES = " union all ".join(f"select '{table}', id, state from {table}" for table in LIVES)
# What stops money on a claim line: a live hold, an objection that is open or was upheld, a notice
# that stands, a word of the bank that it was paid under this decision.
_STOPPED = """
select a.id from payments_attempt a join payments_line p on p.id = a.line_id
join claims_decision d on d.id = p.decision_id
where a.id = any (%s) and (
  exists (select 1 from holds_hold h where h.lifted_at is null
          and h.subject = 'claims.Line:' || d.line_id)
  or exists (select 1 from claims_posting g join notices_objection o on o.line_id = g.notice_line_id
             where g.decision_id = d.id and o.upheld is distinct from false)
  or exists (select 1 from payments_attempt b join payments_answer w on w.batch_id = b.batch_id
             join payments_bankline k on k.answer_id = w.id and k.position = b.position
             where b.line_id = a.line_id and b.id <> a.id and k.paid
             and b.state in ('rejected', 'voided'))
  or exists (select 1 from claims_posting g join notices_line s on s.id = g.notice_line_id
             where g.decision_id = d.id and stands_until(s.notice_id) >= %s))
"""
_BANK = """
select b.number, a.position, a.state, p.fen, d.line_id from payments_attempt a
join payments_batch b on b.id = a.batch_id join payments_line p on p.id = a.line_id
join claims_decision d on d.id = p.decision_id
"""
_TRAILED = """
select tgrelid::regclass::text, split_part(encode(tgargs, 'escape'), '\\000', 1) from pg_trigger
where tgname = 'zz_trail' order by 1
"""
_RESOLVED = """
select a.id from payments_attempt a left join payments_bankline k on k.id = a.evidence_id
left join payments_answer w on w.id = k.answer_id where a.id = any (%s)
and (w.is_statement is not true or a.resolved_by_id is null or a.confirmed_by_id is null)
"""
_OWNED = """
select id, resolved_by_id from payments_attempt
where state = 'unknown' and resolved_by_id is not null
"""
_CLOSED = "select id from funds_period where checked_by_id is not null"
# What the bank says later of a month that was closed does not open it again.
_UNEXPLAINED = """
select p.id from funds_period p where p.checked_by_id is not null and p.id <> all (%s)
and exists (select 1 from unexplained(p.fund_id, p.last_day))
"""
_UNSIGNED = """
select b.id from payments_batch b where b.id = any (%s) and limit_of('signatures', b.fen)
  > 2 + (select count(*) from payments_signature s where s.batch_id = b.id)
"""
States = dict[tuple[str, int], str]


@dataclass
class County:
    """One example's world; `story` is what was done in it, in words."""

    chance: random.Random
    day: date = BEGINS
    hour: int = 8
    story: list[str] = field(default_factory=list)
    states: States = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)
    trail: int = 0
    before: int = 0

    def __post_init__(self) -> None:
        self.bank = Bank(self.chance)
        self.bank.open_books()
        # Planned once for the connection: the laws are asked after every act.
        if not seen("select 1 from pg_prepared_statements where name = 'laws'"):
            run(f"prepare laws as {LAWS}")
        everybody = Officer.objects.select_related("post", "office").order_by("pk")
        self.officers = {each.username: each for each in everybody}
        self.remember()

    def left_a_trail(self, verb: str, by: Officer) -> None:
        """Whatever an act changed is on record under its verb and its officer."""
        changed = seen(
            'select officer, verb, "table" from audit_change where id > %s', [self.before]
        )
        for officer, said, table in changed:
            if officer != by.pk or not said.startswith(verb):
                raise Broken(f"{table} was changed by {verb}, the trail says {said} of {officer}")
        kept = [table for _, _, table in changed if table == "audit_entry"]
        if changed and not kept:
            raise Broken(f"{verb} changed {len(changed)} rows and left no line in the trail")

    def remember(self) -> None:
        """Take note of every state, to see later what moved."""
        self.before = self.trail
        self.states = {(table, pk): state for table, pk, state in seen(_STATES)}
        self.owners = dict(seen(_OWNED))
        self.closed = [pk for (pk,) in seen(_CLOSED)]
        ((self.trail,),) = seen("select coalesce(max(id), 0) from audit_change")

    def now(self) -> datetime:
        """The moment of an act: each is a minute after the one before."""
        return datetime.combine(self.day, time(self.hour), HERE) + timedelta(
            minutes=len(self.story) % 600
        )

    def pass_days(self, days: int) -> None:
        """Let the clock go on."""
        self.day += timedelta(days=days)
        self.story.append(f"{days} days pass: {self.day}")

    def who(self, username: str) -> Officer:
        """An officer; `…@elsewhere` is the same post in the other county only."""
        name, _, place = username.partition("@")
        officer = self.officers[name]
        if place:
            officer = Officer.objects.select_related("post", "office").get(pk=officer.pk)
            officer.areas = [ELSEWHERE]
        return officer

    def do(self, words: str, act: Callable[[], object]) -> str:
        """Do an act and look at everything; return its no. What was refused changed nothing."""
        no = attempt(act)
        self.story.append(f"{words}: {no or 'done'}")
        if not no:
            self.bank.collect()
            self.look()
        return no

    def look(self) -> None:
        """Ask every law; the first that is broken ends the example."""
        for law, what in seen("execute laws"):
            raise Broken(f"{law} ({what})")
        self._moves()
        self._bank()
        for said in seen_by_checks():
            raise Broken(said)
        self.remember()

    def _moves(self) -> None:
        moved: dict[tuple[str, str, str], list[int]] = {}
        for table, pk, state in seen(_STATES):
            was = self.states.get((table, pk), "")
            if was and was != state and (was, state) not in LIVES[table]:
                raise Broken(f"{table} {pk} went from {was} to {state}")
            if was != state:
                moved.setdefault((table, was, state), []).append(pk)
        for pk, owner in seen(_OWNED):
            if self.owners.get(pk, owner) != owner:
                raise Broken(f"attempt {pk} is unknown, and another is in charge of it now")
        for (pk,) in seen(_UNEXPLAINED, [self.closed]):
            raise Broken(f"a month was closed, and something of it is not explained ({pk})")
        self._steps(moved)

    def _steps(self, moved: dict[tuple[str, str, str], list[int]]) -> None:
        """What must be true of a step that was taken, by table, before and after."""
        tried, resolved, left = [], [], []
        for (table, was, state), keys in moved.items():
            if table == "payments_attempt":
                tried += keys if state in ("prepared", "sent") else []
                resolved += keys if was == "unknown" else []
            elif table == "payments_batch":
                left += keys if state == "sent" else []
        # The database goes by its own clock, which is past all days of an example.
        day = date.max if self.story[-1].startswith("an intruder") else self.day
        for said, query, arguments in (
            ("left unknown without a statement and two people", _RESOLVED, [resolved]),
            ("is a batch that left, and fewer signed it than its sum asks for", _UNSIGNED, [left]),
            ("went on past a hold, an objection or a word of the bank", _STOPPED, [tried, day]),
        ):
            for (pk,) in seen(query, arguments) if arguments[0] else []:
                raise Broken(f"{pk} {said}")

    def _bank(self) -> None:
        """Nothing is paid twice by the bank, and our books say of it nothing that it does not."""
        debits, kept, of_line = self.bank.paid(), self.bank.kept(), dict[int, int]()
        known = {(number, place): told for number, place, *told in seen(_BANK)}
        for key, fen in debits.items():
            state, owed, _ = known.get(key, ("", 0, 0))
            may = ("sent", "unknown", "paid")
            may += () if key in kept else ("rejected", "bounced")
            if owed != fen or state not in may:
                raise Broken(f"the bank debited {fen} for {key}, and our books do not know it")
            line = known[key][2]
            of_line[line] = of_line.get(line, 0) + kept.get(key, 0)
        for key, (state, _, _) in known.items():
            if state in ("paid", "bounced") and key not in debits:
                raise Broken(f"our books say {key} is paid, the bank did not pay it")
        for line, came, most in seen(
            """select l.id, coalesce((select sum(fen) from payments_recovery r
                 where r.line_id = l.id and r.confirmed_by_id is not null), 0),
                 coalesce((select max(fen) from claims_decision d where d.line_id = l.id), 0)
               from claims_line l"""
        ):
            if of_line.get(line, 0) - came > most:
                raise Broken(f"the bank paid claim line {line} more than it was ever granted")

    def trail_is_whole(self) -> None:
        """Every row of every table is as the trail last left it."""
        for table, key in seen(_TRAILED):
            for (row,) in seen("select rows_that_differ(%s, %s)", [table, key]):
                raise Broken(f"{table} {row} changed and left no trail")
        ((missing,),) = seen(
            """select count(*) from information_schema.columns c where c.table_name in (
                 'claims_decision', 'claims_line', 'payments_attempt', 'payments_batch',
                 'payments_line', 'funds_fund', 'funds_entry', 'payments_recovery', 'holds_hold',
                 'notices_objection', 'notices_notice', 'claims_claim', 'payments_bankline')
               and c.column_name = 'id' and not exists (select 1 from pg_trigger t
                 where t.tgrelid = to_regclass(c.table_name) and t.tgname = 'zz_trail'
                 and t.tgenabled = 'O')"""
        )
        if missing:
            raise Broken("a table of the money leaves no trail")


def seen_by_checks() -> list[str]:
    """What the product's own verify would say."""
    run("set local role postgres")
    try:
        return [*accounts_amiss(), *bank_amiss()]
    finally:
        run("set local role jineng_app")
