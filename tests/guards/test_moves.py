"""Does the database keep the same tables of moves as the code, and refuse every other move?"""

from collections.abc import Mapping
from itertools import permutations

import psycopg
import pytest
from django.db.models import TextChoices

from jineng.stages.claims import states as claims
from jineng.stages.classes import states as classes
from jineng.stages.institutions import states as institutions
from jineng.stages.payments import states as payments
from jineng.stages.targets import states as targets
from tests.guards.attack import AREAS, Raw, change, officer, one, rearm, refused, speak
from tests.guards.chain import MADE, SETTLED
from tests.guards.rows import GRANTED_FEN, bank_says, batch_of, of

# Table: its states in the code, its moves in the code; the first state is the one it begins in.
LIVES: Mapping[str, tuple[type[TextChoices], Mapping[str, tuple[str, str]]]] = {
    "classes_trainingclass": (classes.State, classes.MOVES),
    "claims_claim": (claims.ClaimState, claims.CLAIM_MOVES),
    "claims_line": (claims.LineState, claims.LINE_MOVES),
    "institutions_accountchange": (institutions.ChangeState, institutions.CHANGE_MOVES),
    "payments_batch": (payments.BatchState, payments.BATCH_MOVES),
    "payments_attempt": (payments.AttemptState, payments.ATTEMPT_MOVES),
    "targets_order": (targets.OrderState, targets.MOVES),
}


def forbidden(table: str) -> list[tuple[str, str]]:
    """Return every pair of states between which the code has no move."""
    states, moves = LIVES[table]
    allowed = {(str(before), str(after)) for before, after in moves.values()}
    pairs = permutations(states.values, 2)
    return [pair for pair in pairs if pair not in allowed]


def in_state(raw: Raw, table: str, state: str) -> int:
    """Return a row that is in a state; one that is voided or bounced is made so first."""
    if table == "targets_order":
        speak(raw, "target_maker", areas=("97", "9701", *AREAS))
    if state == "voided":
        raw.execute("set constraints all deferred")
        change(raw, "payments_batch", batch_of(raw, MADE), state=state)
        if table == "payments_attempt":
            change(raw, table, of(raw, MADE, "a.id"), state=state)
    bounced = "select count(*) from payments_attempt where state = 'bounced'"
    if (table, state) == ("payments_attempt", "bounced") and not one(raw, bounced):
        batch = batch_of(raw, SETTLED)
        said = {"paid": False, "statement": True, "came_back": True}
        back = bank_says(raw, batch, 2, GRANTED_FEN, **said)
        told = {"state": state, "bounce_id": back, "bounced_by_id": officer(raw, "finance_maker")}
        change(raw, table, of(raw, SETTLED, "a.id", 2), **told)
    return int(one(raw, f"select min(id) from {table} where state = %s", state))


@pytest.mark.parametrize("table", LIVES)
def test_the_database_keeps_the_moves_of_the_code(admin: Raw, table: str) -> None:
    states, moves = LIVES[table]
    told = one(
        admin,
        "select encode(tgargs, 'escape') from pg_trigger"
        " where tgrelid = to_regclass(%s) and tgname = 'moves'",
        table,
    )
    begins, *kept = told.removesuffix("\\000").split("\\000")

    assert begins == states.values[0]
    assert sorted(kept) == sorted(f"{before}>{after}" for before, after in moves.values())


def test_every_table_with_a_state_has_a_life(admin: Raw) -> None:
    found = admin.execute(
        "select table_name from information_schema.columns"
        " where table_schema = 'public' and column_name = 'state'"
    )

    assert {name for (name,) in found} == set(LIVES)


@pytest.mark.parametrize("table", LIVES)
def test_no_move_is_made_that_the_table_does_not_have(raw: Raw, table: str) -> None:
    """Some other guard may see the wrong first; that one of them does is what counts."""
    made = []
    for before, after in forbidden(table):
        row = in_state(raw, table, before)
        try:
            with raw.transaction():
                change(raw, table, row, state=after)
                raw.execute("set constraints all immediate")
            made.append((before, after))
        except psycopg.Error as no:
            if not (no.sqlstate or "").startswith("J0"):
                made.append((before, after))

    assert made == []


@pytest.mark.parametrize("table", LIVES)
def test_the_table_of_moves_refuses_alone(bare: Raw, table: str) -> None:
    rows = {state: in_state(bare, table, state) for state in LIVES[table][0].values}
    rearm(bare, table, "moves")

    for before, after in forbidden(table):
        with refused(bare, "J0S02"):
            change(bare, table, rows[before], state=after)


@pytest.mark.parametrize("table", LIVES)
def test_nothing_begins_anywhere_but_at_the_beginning(bare: Raw, table: str) -> None:
    rearm(bare, table, "moves")
    columns = [
        name
        for (name,) in bare.execute(
            "select column_name from information_schema.columns where table_name = %s"
            " and column_name not in ('id', 'state')",
            [table],
        )
    ]
    listed = ", ".join(f'"{name}"' for name in columns)

    for state in LIVES[table][0].values[1:]:
        with refused(bare, "J0S01"):
            bare.execute(
                f"insert into {table} ({listed}, state) select {listed}, %s from {table} limit 1",
                [state],
            )
