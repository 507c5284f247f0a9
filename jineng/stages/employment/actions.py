"""What registers hand over: insurance with firms, and pensions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import File, Intake
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.foundation.people.registry import meet
from jineng.stages.employment.papers import Insured, Pension, read_insured, read_pensions

INSURED, PENSIONS = "insured", "pensions"

# Plain INSERTs without RETURNING: a register holds people whom the importing office may not read.
_SPELLS = """
insert into employment_spell (person_id, employer, from_on, to_on, file_id, "row")
select p, e, f, t, %s, r
from unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::int[]) as given (p, e, f, t, r)
"""
_PENSIONS = """
insert into employment_pension (person_id, from_month, file_id, "row")
select p, m, %s, r from unnest(%s::bigint[], %s::date[], %s::int[]) as given (p, m, r)
"""


@act("employment.import_insured")
def import_insured(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Take in who is insured by which firm. The same bytes again change nothing."""
    file = receive(name=name, kind=INSURED, content=content, by=by, at=at)
    require(by, "employment.import_insured", area)
    if known := taken_in(file, INSURED, area):
        return known
    paper = read_insured(content, name)
    people = meet([row.identity for row in paper.rows])
    _insert(_SPELLS, file, _spells(paper.rows, people))
    intake = take_in(
        file=file,
        purpose=INSURED,
        area=area,
        good=len(paper.rows),
        wrong=paper.errors,
        by=by,
        at=at,
    )
    audit.record(verb="employment.import_insured", subject=intake, officer=by, at=at)
    return intake


@act("employment.import_pensions")
def import_pensions(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Take in who draws a pension since which month. The same bytes again change nothing."""
    file = receive(name=name, kind=PENSIONS, content=content, by=by, at=at)
    require(by, "employment.import_pensions", area)
    if known := taken_in(file, PENSIONS, area):
        return known
    paper = read_pensions(content, name)
    people = meet([row.identity for row in paper.rows])
    _insert(_PENSIONS, file, _pensions(paper.rows, people))
    intake = take_in(
        file=file,
        purpose=PENSIONS,
        area=area,
        good=len(paper.rows),
        wrong=paper.errors,
        by=by,
        at=at,
    )
    audit.record(verb="employment.import_pensions", subject=intake, officer=by, at=at)
    return intake


def _spells(rows: Sequence[Insured], people: Mapping[str, int]) -> list[list[Any]]:
    return [
        [people[row.identity] for row in rows],
        [row.firm for row in rows],
        [row.from_on for row in rows],
        [row.to_on for row in rows],
        [row.row for row in rows],
    ]


def _pensions(rows: Sequence[Pension], people: Mapping[str, int]) -> list[list[Any]]:
    return [
        [people[row.identity] for row in rows],
        [row.from_month for row in rows],
        [row.row for row in rows],
    ]


def _insert(statement: str, file: File, columns: Sequence[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [file.pk, *columns])
