"""A hundred thousand lines on their way to the bank, placed there without their long history.

The lines are copies of one that was brought to the bank by the real acts; a superuser with every
trigger off places them, with the sums of their fund. What is done with them afterwards is done
with every guard on.
"""

from collections.abc import Mapping
from typing import Any

import psycopg

Raw = psycopg.Connection[Any]
_COPIES = """
create temporary table template as
  select a.id as attempt, a.line_id as line, l.decision_id as decision, d.line_id as claim_line,
    c.enrolment_id as enrolment, c.person_id as person, a.batch_id as batch, l.fund_id as fund,
    g.id as posting, g.notice_line_id as shown, l.fen
  from payments_attempt a join payments_line l on l.id = a.line_id
  join claims_decision d on d.id = l.decision_id join claims_line c on c.id = d.line_id
  join claims_posting g on g.decision_id = d.id
  where a.state = 'sent' order by a.id limit 1;
create temporary table copies as
  select n, nextval('people_person_id_seq') as person,
    nextval('enrolment_enrolment_id_seq') as enrolment, nextval('claims_line_id_seq') as claim_line,
    nextval('claims_decision_id_seq') as decision, nextval('payments_line_id_seq') as line,
    nextval('payments_attempt_id_seq') as attempt, nextval('payments_batch_id_seq') as batch,
    nextval('claims_posting_id_seq') as posting, nextval('notices_line_id_seq') as shown
  from generate_series(0, {lines} - 1) n;
"""
_SUMS = """
update funds_fund f set appropriated_fen = f.appropriated_fen + t.fen * {lines},
  sent_fen = f.sent_fen + t.fen * {lines} from template t where f.id = t.fund;
insert into funds_entry (fund_id, area, movement, source, target, fen, subject, entered_by_id, at)
select e.fund_id, e.area, told.movement, told.source, told.target, t.fen * {lines}, 'copies',
  e.entered_by_id, now()
from template t join lateral (select * from funds_entry where fund_id = t.fund limit 1) e on true,
  (values ('appropriate', 'outside', 'free'), ('reserve', 'free', 'owed'),
    ('send', 'owed', 'sent')) told (movement, source, target);
"""


def place(admin: Raw, lines: int, each: int) -> list[str]:
    """Place so many lines in batches of so many each, all sent; return the batches' numbers."""
    admin.execute("set session_replication_role = replica")
    admin.execute(_COPIES.format(lines=lines))
    number, of_batch = f"'R-' || n / {each}", f"batch - n % {each}"
    told = {"number": number, "key": number, "count": f"{each}", "fen": f"{each} * t.fen"}
    _copy(admin, "payments_batch", "batch", told, where=f"n % {each} = 0")
    digest = {"number_digest": "sha256(convert_to('copy ' || n, 'UTF8'))"}
    _copy(admin, "people_person", "person", digest)
    _copy(admin, "enrolment_enrolment", "enrolment", {"person_id": "person", "row": "1000 + n"})
    told = {"enrolment_id": "enrolment", "person_id": "person"}
    _copy(admin, "claims_line", "claim_line", told)
    _copy(admin, "claims_decision", "decision", {"line_id": "claim_line"})
    _copy(admin, "notices_line", "shown", {"number": "1000 + n"})
    told = {"decision_id": "decision", "notice_line_id": "shown"}
    _copy(admin, "claims_posting", "posting", told)
    _copy(admin, "payments_line", "line", {"decision_id": "decision"})
    told = {"line_id": "line", "batch_id": of_batch, "position": f"n % {each} + 1"}
    _copy(admin, "payments_attempt", "attempt", told)
    admin.execute(_SUMS.format(lines=lines))
    admin.execute("set session_replication_role = origin")
    admin.execute("analyze")
    found = admin.execute("select number from payments_batch where number like 'R-%' order by id")
    numbers = [number for (number,) in found]
    admin.commit()
    return numbers


def _copy(admin: Raw, table: str, key: str, own: Mapping[str, str], *, where: str = "true") -> None:
    """Copy the template's row of a table; `own` says what differs from copy to copy."""
    found = admin.execute(
        "select column_name from information_schema.columns where table_name = %s", [table]
    )
    columns = [name for (name,) in found]
    told = {"id": f"c.{key}"} | {name: _of_copies(value) for name, value in own.items()}
    values = [told.get(name, f'x."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    admin.execute(
        f"insert into {table} ({names}) select {', '.join(values)}"  # names of our own
        f" from copies c, template t, {table} x where x.id = t.{key} and {_of_copies(where)}"
    )


def _of_copies(value: str) -> str:
    """Say of a bare name of the copies that it is theirs."""
    bare = ("batch", "person", "enrolment", "claim_line", "decision", "line", "n", "shown")
    words = value.split(" ")
    return " ".join(f"c.{word}" if word in bare else word for word in words)
