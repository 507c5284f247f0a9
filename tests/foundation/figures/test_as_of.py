"""A figure counted later, as of the moment it was taken, is the same: whatever was done since."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from jineng.cli.demo_offices import officer
from jineng.foundation.figures import counting
from jineng.foundation.figures.actions import take
from jineng.foundation.figures.checks import figures_amiss
from jineng.foundation.figures.models import Figure
from jineng.foundation.figures.registry import registry
from jineng.foundation.offices.acting import speaking_as
from tests import builders
from tests.builders import AREAS, ORDERED, at
from tests.conftest import Database
from tests.guards.attack import speak
from tests.guards.chain import (
    ANSWERED,
    APPLIED,
    CONFIRMED,
    DECIDED,
    DUE,
    MADE,
    OPEN,
    REFUSED,
    SENT,
    SUBMITTED,
)
from tests.papers import PAID

# Figures that nothing of what goes on below changes.
STILL = {
    "opinions",
    "refused_rows",
    "people",
    "employed",
    "bank_difference",
    "held",
    "learners",
    "to_recover",
}


def counted(moment: str | None = None) -> Mapping[str, counting.Sealed]:
    """Every figure, as of a moment or of now."""
    with speaking_as(officer("auditor")):
        as_of = moment or counting.now()
        return {name: counting.as_of(query, as_of, AREAS, {}) for name, query in registry().items()}


def moment() -> str:
    with speaking_as(officer("auditor")):
        return counting.now()


def go_on() -> None:
    """Everything that waits goes one or several steps on."""
    builders.review(SUBMITTED)
    builders.decide(SUBMITTED)
    builders.post(DECIDED)
    builders.let_open(APPLIED)
    builders.teach(OPEN)
    builders.order(DUE)
    builders.confirm(MADE)
    builders.send(CONFIRMED)
    builders.answer(replace(SENT, bank=(PAID,) * 3))
    object_to_what_stands()
    builders.revoke(ANSWERED)


def object_to_what_stands() -> None:
    with speaking_as(officer("auditor")), connection.cursor() as cursor:
        cursor.execute(
            "insert into notices_objection (line_id, said, lodged_at, answer)"
            " select l.id, '试', (n.closes_on + time '12:00') at time zone 'Asia/Shanghai', ''"
            " from notices_line l join notices_notice n on n.id = l.notice_id order by 1 limit 1"
        )


def test_every_figure_is_the_same_live_and_as_of_now(chain: Database) -> None:
    with speaking_as(officer("auditor")):
        live = {name: counting.count(name, areas=AREAS) for name in registry()}
    past = counted()

    assert {name: (each.value, each.count) for name, each in live.items()} == {
        name: (each.value, each.count) for name, each in past.items()
    }
    empty = {name for name, each in past.items() if not each.count}
    assert empty <= {"bank_difference", "objections", "to_recover"}


def test_every_figure_is_the_same_as_of_then_whatever_is_done_since(chain: Database) -> None:
    then, before = moment(), counted()

    go_on()

    assert counted(then) == before
    after = counted()
    same = {name for name in before if before[name].digest == after[name].digest}
    assert same <= STILL


def test_what_is_under_way_when_a_figure_is_taken_never_counts(chain: Database) -> None:
    with psycopg.connect(chain.app_url) as slow:
        speak(slow, "county_reviewer")
        slow.execute("update payments_attempt set state = 'unknown' where state = 'sent'")
        then, before = moment(), counted()
        slow.commit()

    assert counted(then) == before
    assert counted()["attempts"].digest != before["attempts"].digest


def test_an_unchanged_figure_is_kept_once_and_a_changed_one_again(chain: Database) -> None:
    first = taken("granted")
    assert taken("granted").pk == first.pk
    builders.review(SUBMITTED)
    builders.decide(SUBMITTED)

    again = taken("granted")

    assert again.pk != first.pk
    assert again.value > first.value
    assert amiss() == []


def test_figures_taken_are_counted_again_and_a_changed_one_is_named(chain: Database) -> None:
    wrong = taken("money", account="paid")
    for name in registry():
        taken(name)
    go_on()
    assert amiss() == []

    with psycopg.connect(chain.admin_url) as mighty:
        mighty.execute("set session_replication_role = replica")
        mighty.execute("update figures_figure set value = value + 1 where id = %s", [wrong.pk])
    assert len(amiss()) == 1
    assert f"figures.Figure:{wrong.pk}「money」" in amiss()[0]


@pytest.mark.parametrize(
    "attack",
    [
        "delete from claims_decision where id = (select max(id) from claims_decision"
        " where outcome = 'granted')",
        "update claims_decision set fen = fen + 1 where id = (select min(id) from claims_decision"
        " where outcome = 'granted')",
        "update figures_query set text = replace(text, 'd.fen', '2 * d.fen')",
    ],
)
def test_rows_that_were_changed_behind_the_program_show(chain: Database, attack: str) -> None:
    taken("granted")
    with psycopg.connect(chain.admin_url) as mighty:
        mighty.execute(
            "alter table claims_decision drop constraint decision_grants_what_its_receipt_says"
        )
        mighty.execute("alter table figures_query drop constraint query_is_known_by_its_digest")
        mighty.execute("set session_replication_role = replica")
        mighty.execute(attack)

    assert amiss() != []


def taken(name: str, **conditions: str) -> Figure:
    by = officer("county_leader")
    later = at(18, ORDERED + timedelta(days=60))
    return take(name=name, areas=AREAS, conditions=conditions, by=by, at=later)


def amiss() -> list[str]:
    with speaking_as(officer("auditor")):
        return figures_amiss()[1]


def test_the_refused_class_is_no_class_that_opened(chain: Database) -> None:
    with speaking_as(officer("auditor")):
        by_state = counting.split("classes", "class_state", areas=AREAS)
        refused = counting.count("classes", areas=AREAS, class_state="refused")

    assert by_state["refused"].value == refused.value == 1
    assert REFUSED.until == "open"
