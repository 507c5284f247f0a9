"""Can a sample be chosen by whoever draws it?"""

from tests.guards.attack import Raw, accepted, insert, rearm, refused
from tests.guards.rule_rows import a_draw, an_announcement

OTHER = "fedcba9876543210"


def announced_before(bare: Raw) -> int:
    """An announcement of an earlier transaction; the guards of a draw are armed again."""
    key = insert(bare, "sampling_announcement", an_announcement(bare))
    rearm(bare, "sampling_draw")
    return key


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
