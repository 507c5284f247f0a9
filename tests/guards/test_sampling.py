"""Can a sample be chosen by whoever draws it?"""

from hashlib import sha256
from typing import Any

from jineng.stages.sampling.drawing import drawn
from tests.guards.attack import Raw, accepted, insert, officer, one, rearm, refused

SEED, OTHER = "0123456789abcdef", "fedcba9876543210"
BEFORE, AFTER = "2024-12-01", "2024-12-02"


def an_announcement(raw: Raw, **changes: Any) -> dict[str, Any]:
    """The announcement of a draw of one line of the first batch that has lines."""
    told = {"number": "N", "size": 1, "announced_by_id": officer(raw, "auditor"), "at": BEFORE}
    batch = one(raw, "select min(batch_id) from payments_attempt")
    digest = sha256(SEED.encode()).hexdigest()
    return told | {"batch_id": batch, "digest": digest, "made_in": 1} | changes


def announced_before(bare: Raw) -> int:
    """An announcement of an earlier transaction; the guards of a draw are armed again."""
    key = insert(bare, "sampling_announcement", an_announcement(bare))
    rearm(bare, "sampling_draw")
    return key


def a_draw(raw: Raw, announcement: int, **changes: Any) -> dict[str, Any]:
    """The draw that the seed makes."""
    found = raw.execute(
        "select a.position from payments_attempt a join sampling_announcement s"
        " on s.batch_id = a.batch_id where s.id = %s",
        [announcement],
    )
    positions = drawn(SEED, [position for (position,) in found.fetchall()], 1)
    told = {"announcement_id": announcement, "seed": SEED, "positions": positions, "at": AFTER}
    return told | {"drawn_by_id": officer(raw, "auditor")} | changes


def test_the_database_draws_what_the_seed_draws(bare: Raw) -> None:
    announcement = announced_before(bare)

    with accepted(bare):
        insert(bare, "sampling_draw", a_draw(bare, announcement))


def test_a_draw_is_announced_before(raw: Raw) -> None:
    announcement = insert(raw, "sampling_announcement", an_announcement(raw))

    with refused(raw, "J0Z01"):
        insert(raw, "sampling_draw", a_draw(raw, announcement))


def test_the_seed_is_the_one_announced(bare: Raw) -> None:
    announcement = announced_before(bare)

    with refused(bare, "J0Z02"):
        insert(bare, "sampling_draw", a_draw(bare, announcement, seed=OTHER))


def test_no_other_line_is_drawn(bare: Raw) -> None:
    announcement = announced_before(bare)

    with refused(bare, "J0Z03"):
        insert(bare, "sampling_draw", a_draw(bare, announcement, positions=[9_999]))


def test_a_draw_takes_a_line(raw: Raw) -> None:
    with refused(raw, "a_draw_takes_at_least_one_line"):
        insert(raw, "sampling_announcement", an_announcement(raw, size=0))
