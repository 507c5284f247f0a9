"""Every difference that is planted in a bank's files is found and named; nothing is paid for it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection

from harness.answers.many import place
from harness.answers.papers import rows_of
from harness.answers.planted import KINDS, Planted
from jineng.cli import opening
from jineng.cli.demo_offices import officer
from jineng.foundation.offices.acting import speaking_as
from jineng.stages.payments import actions
from jineng.stages.payments.checks import bank_amiss
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.payments.queries import due
from jineng.stages.payments.reconciling import answer_errors, reconcile
from jineng.values.refusal import Refusal
from tests.builders import ORDERED, at, lists, offices, registers, take
from tests.conftest import TEMPLATE, Database, copy_of, drop
from tests.papers import AREA, Course, learner

LINES = 4
LATER = date(2024, 10, 21)
Found = set[tuple[str, int, str]]


@pytest.fixture(scope="module")
def batches(django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """A batch of four lines at the bank for each kind; Django speaks to their database."""
    before = dict(connection.settings_dict)
    made: Database = copy_of(TEMPLATE)
    opening.speak_to(made.app_url)
    with django_db_blocker.unblock():
        offices()
        lists()
        registers(employed=[learner(1, "甲")], pensioners=[learner(2, "乙")], earlier=[])
        take(Course(1, "sent", (learner(3, "丙"), learner(4, "丁"))))
        with psycopg.connect(made.admin_url) as admin:
            numbers = place(admin, LINES * len(KINDS), LINES)
        yield dict(zip((kind.name for kind in KINDS), numbers, strict=True))
        connection.close()
    connection.settings_dict.update(before)
    drop(made)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_planted_difference_is_found_and_named(batches: dict[str, str], kind: Planted) -> None:
    number = batches[kind.name]

    found = _read(number, kind)

    missing = [told for told in kind.found if not any(_names(each, told) for each in found)]
    assert missing == [], found
    assert len(found) == len(kind.found), found
    _nothing_is_paid_for_it(number, kind)


def test_there_are_more_than_thirty_kinds() -> None:
    assert len({kind.name for kind in KINDS}) > 30


def _read(number: str, kind: Planted) -> Found:
    """Take in the papers of a kind as an officer does; return all that is found and named."""
    found: Found = set()
    rows = [list(row) for row in rows_of(number)]
    for n, content in enumerate(kind.papers(number, rows)):
        try:
            actions.read_answer(
                content=content,
                name=f"{number}-{n}.csv",
                area=AREA,
                by=officer("finance_checker"),
                at=at(15, ORDERED),
            )
        except Refusal as no:
            found.add(("refused", 0, no.message))
    with speaking_as(officer("auditor")):
        batch = Batch.objects.get(number=number)
        found |= {("row", each.row, each.says) for each in answer_errors(batch)}
        still = batch.attempts.filter(state__in=["sent", "unknown"])
        found |= {(each.state, each.position, "") for each in still}
    return found


def _names(each: tuple[str, int, str], told: tuple[str, int, str]) -> bool:
    return each[:2] == told[:2] and told[2] in each[2]


def _nothing_is_paid_for_it(number: str, kind: Planted) -> None:
    """The batch does not settle while anything is open, and nothing that may be paid is due."""
    if kind.open:
        with pytest.raises((actions.StillOpen, actions.Unexplained)):
            actions.settle(number=number, by=officer("finance_checker"), at=at(17, ORDERED))
    with speaking_as(officer("auditor")):
        batch = Batch.objects.get(number=number)
        [books] = reconcile([batch])
        may_be_paid = set(
            Attempt.objects.filter(batch=batch)
            .exclude(state="rejected")
            .values_list("line__decision_id", flat=True)
        )
        again = {d.pk for each in due(AREA, on=LATER) for d in each.decisions}
        said = [each for each in bank_amiss() if "记为已付" in each]
        [(explained,)] = _asked(
            "select count(*) = 0 from unexplained(%s, %s) u where u.says like %s",
            [batch.fund_id, LATER, f"{number} %"],
        )
    assert again & may_be_paid == set()
    assert said == []
    assert not explained
    assert books.paid <= books.debited


def _asked(statement: str, told: list[object]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
