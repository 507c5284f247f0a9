"""Which records belong to a batch, as the trail knows them, with the trail that proves them?

A record goes out as the very text its digest in the trail was taken over. One in which somebody
wrote a whole identity number goes out as its digest only.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from jineng.values.identity import problem
from jineng.values.names import masked_name

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_SQL = dict(
    part.split("\n", 1)
    for part in Path(__file__).with_suffix(".sql").read_text("utf-8").split("-- : ")[1:]
)
# Table, and which of its rows.
WANTED = (
    ("payments_batch", "id in (select id from batch)"),
    ("payments_attempt", "id in (select id from attempt)"),
    ("payments_line", "decision_id in (select id from decided)"),
    ("payments_paymentfile", "batch_id in (select id from batch)"),
    ("payments_answer", "id in (select id from answered)"),
    ("payments_bankline", "answer_id in (select id from answered)"),
    ("claims_decision", "id in (select id from decided)"),
    ("claims_ruling", "decision_id in (select id from decided)"),
    ("claims_withdrawn", "decision_id in (select id from decided)"),
    ("claims_slot", "decision_id in (select id from decided)"),
    ("claims_line", "id in (select id from claimed)"),
    (
        "claims_claim",
        "id in (select claim_id from claims_line where id in (select id from claimed))",
    ),
    ("claims_posting", "id in (select id from posted)"),
    ("notices_line", "id in (select id from shown)"),
    ("notices_notice", "id in (select id from noticed)"),
    ("notices_objection", "line_id in (select id from shown)"),
    (
        "notices_calendarday",
        "day > (select min(opened_on) from noticed)"
        " and day <= (select max(closes_on) from noticed)",
    ),
    (
        "notices_calendarchange",
        "day_id > (select min(opened_on) from noticed)"
        " and day_id <= (select max(closes_on) from noticed) and confirmed_at is not null",
    ),
    ("notices_reopened", "notice_id in (select id from noticed)"),
    ("documents_plan", "id in (select plan_id from decided)"),
    (
        "documents_pack",
        "id in (select pack_id from documents_plan_packs"
        " where plan_id in (select plan_id from decided))",
    ),
)
KEYS = {"notices_calendarday": "day"}


def records_of(batch: str) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """Return the files of the records of a batch, and (table, row) of each record."""
    files: dict[str, bytes] = {}
    keys: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        cursor.execute("set local timezone = 'UTC'")
        cursor.execute("set local bytea_output = 'hex'")
        for table, condition in WANTED:
            statement = _SQL["records"].replace("TABLE", table).replace("CONDITION", condition)
            statement = statement.replace("KEY", KEYS.get(table, "id"))
            cursor.execute(_SQL["of_batch"] + statement, {"batch": batch})
            rows = cursor.fetchall()
            keys += [(table, row) for row, _, _ in rows]
            lines = [f"{row}\t{_kept(text, digest)}\n" for row, text, digest in rows]
            files[f"records/{table}.jsonl"] = "".join(lines).encode()
    return files, keys


def trail_of(batch: str, keys: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return the trail of records: their changes, the blocks up to the last, the fund's chain."""
    wanted = {"tables": [key[0] for key in keys], "rows": [key[1] for key in keys]}
    changes = list(_told(_SQL["changes"], wanted))
    files = {
        "trail/changes.jsonl": _jsonl(changes),
        "trail/blocks.jsonl": _jsonl(_told(_SQL["blocks"], {})),
        "trail/links.jsonl": _jsonl(_of_batch("links", batch)),
    }
    transactions = sorted({each["transaction"] for each in changes})
    for each in _told(_SQL["leaves"], {"transactions": transactions}):
        files[f"trail/leaves/{each['number']}.bin"] = bytes(each["leaves"])
    return files


def learners_of(batch: str) -> bytes:
    """Return the learners of a batch, masked: claim line, name, number, row of the roster."""
    found = _of_batch("learners", batch)
    return _jsonl(each | {"name": masked_name(each["name"])} for each in found)


def _of_batch(name: str, batch: str) -> Iterator[dict[str, Any]]:
    return _told(_SQL["of_batch"] + _SQL[name], {"batch": batch})


def _kept(text: str, digest: str) -> str:
    withheld = any(problem(number.upper()) is None for number in _NUMBER.findall(text))
    return f"withheld {digest}" if withheld else text


def _told(statement: str, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _jsonl(rows: Iterable[dict[str, Any]]) -> bytes:
    lines = [json.dumps(row, ensure_ascii=False, default=_plain) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(value: Any) -> str:
    """Return a moment as ISO text with its zone."""
    return str(value.isoformat())
