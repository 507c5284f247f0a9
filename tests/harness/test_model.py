"""Can the design itself pay twice or come to a stand? Its whole space is visited."""

from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest

from harness.model.search import Found, search
from harness.model.world import ALL, ODD, ONE, TIGHT, TWO, Design
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.payments.states import AttemptState, BatchState
from tests.conftest import Database

Say = Callable[[str], None]
TABLES = {
    "claims_claim": ("claim", ClaimState),
    "claims_line": ("line", LineState),
    "payments_batch": ("batch", BatchState),
    "payments_attempt": ("attempt", AttemptState),
}
SCARCE = replace(ONE, fund=1)
PLAIN = replace(ONE, returns=False)
# A guard that is left out: the world in which that is seen, and what is seen.
GUARDS = {
    "reviewed_first": (ONE, "nobody had reviewed"),
    "two_decide": (ONE, "one person did both"),
    "another_answers": (ONE, "one person did both"),
    "two_reopen": (ONE, "one person did both"),
    "two_pay": (ONE, "one person did both"),
    "two_resolve": (ONE, "one person did both"),
    "two_recover": (ONE, "one person did both"),
    "fund_holds_it": (SCARCE, "below zero"),
    "decision_waits_for_the_money": (ONE, "under a decision that does not stand"),
    "notice_stood": (ONE, "before its notice"),
    "objection_stops": (ONE, "past an objection"),
    "hold_stops": (ONE, "past a hold"),
    "something_is_due": (ONE, "nothing was ordered"),
    "order_is_what_is_due": (ONE, "more is on its way than is due"),
    "send_asks_again": (ONE, "sent past its hold"),
    "intent_comes_first": (ONE, "did not send"),
    "file_lies_there_once": (ONE, "the bank paid more than stands"),
    "silence_is_unknown": (ONE, "the bank"),
    "statement_ends_waiting": (PLAIN, "no way to an end"),
    "unknown_goes_by_evidence": (ONE, "taken for rejected"),
    "settled_when_answered": (ONE, "while lines of it were open"),
    "recovered_is_overpaid": (ONE, "not what the records bear out"),
    "nothing_due_is_kept": (PLAIN, "no way to an end"),
    "each_wish_is_heard": (PLAIN, "cannot be revoked"),
    "two_bounce": (ONE, "one person did both"),
    "bounced_as_the_bank_says": (ONE, "the bank did not send it back"),
    "waits_until_paid_again": (ONE, "no way to an end"),
    "sent_after_its_notice": (ODD, "it left for the bank before its notice"),
    "short_is_returned": (ODD, "it says paid and more is due"),
    "beyond_is_entered": (ODD, "not what the records bear out"),
}


def told(world: Design, say: Say) -> Found:
    found = search(world)
    say(f"{world.lines} line(s), a fund of {world.fund}: {found}")
    return found


def test_the_moves_of_the_model_are_those_of_the_code_and_of_the_triggers(
    own_database: Database,
) -> None:
    with psycopg.connect(own_database.admin_url) as raw:
        for table, (name, states) in TABLES.items():
            arguments = raw.execute(
                "select encode(tgargs, 'escape') from pg_trigger"
                " where tgrelid = to_regclass(%s) and tgname = 'moves'",
                [table],
            ).fetchall()
            begins, *kept = arguments[0][0].removesuffix("\\000").split("\\000")
            moves = getattr(ONE, name).values()
            assert sorted(kept) == sorted(f"{before}>{after}" for before, after in moves)
            assert begins == states.values[0] == next(iter(moves))[0]


def test_one_line_is_never_paid_twice_and_always_comes_to_an_end(say: Say) -> None:
    found = told(ONE, say)
    every = {f"{name}.{state}" for name, states in TABLES.values() for state in states.values}
    assert found.wrong == ""
    assert found.states > 5_000
    assert found.seen == every


def test_other_sums_and_another_calendar_lead_to_no_other_end(say: Say) -> None:
    assert told(ODD, say).wrong == ""


@pytest.mark.soak
def test_other_sums_that_come_back_and_are_decided_again_lead_to_no_other_end(say: Say) -> None:
    assert told(ALL, say).wrong == ""


def test_two_lines_of_one_fund_do_not_both_take_its_last_share(say: Say) -> None:
    assert told(TIGHT, say).wrong == ""


@pytest.mark.soak
def test_what_stops_one_line_of_a_batch_does_not_stop_the_other(say: Say) -> None:
    assert told(TWO, say).wrong == ""


@pytest.mark.soak
def test_a_batch_that_cannot_be_given_up_would_keep_one_line_waiting_for_another(say: Say) -> None:
    """So it was found that a verb was missing: payments.void."""
    kept = {verb: move for verb, move in TWO.batch.items() if not verb.startswith("void")}
    found = told(replace(TWO, batch=kept), say)
    assert "has no way to an end" in found.wrong


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_is_left_out_is_missed(guard: str, say: Say) -> None:
    world, wrong = GUARDS[guard]
    found = told(replace(world, without=frozenset({guard})), say)
    assert wrong in found.wrong
    assert found.trace


@pytest.mark.soak
def test_every_row_of_every_table_is_needed() -> None:
    """Without it a law is broken, something has no end, or a state is never reached.

    A claim is decided as far as its lines are, whatever it says; a confirmed batch can be sent.
    """
    idle, every = [], search(ONE).seen
    for name, _ in TABLES.values():
        for verb in getattr(ONE, name):
            rows = {key: move for key, move in getattr(ONE, name).items() if key != verb}
            found = search(replace(ONE, **{name: rows}))
            if not found.wrong and found.seen == every:
                idle.append(f"{name}.{verb}")
    assert idle == ["claim.decide", "batch.void_confirmed"]
