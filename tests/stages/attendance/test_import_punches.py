"""Check-ins and check-outs become half-days that count."""

from jineng.stages.attendance.actions import import_punches
from jineng.stages.attendance.models import HalfDay
from tests.conftest import Database
from tests.guards.chain import OPEN, TAUGHT
from tests.papers import PUNCH_HEAD, table
from tests.stages.asking import look
from tests.stages.registers import errors_of, hand_in, keeps_the_rules_of_a_register

WHO = OPEN.learners[0].identity
DAY = OPEN.starts_on


def punch(clock: str, way: str, who: str = WHO, number: str = OPEN.number) -> tuple[object, ...]:
    return number, who, clock if "-" in clock else f"{DAY} {clock}", way


def day(*clocks: str) -> list[tuple[object, ...]]:
    ways = ("签到", "签退") * 2
    return [punch(clock, way) for clock, way in zip(clocks, ways, strict=False)]


def counted() -> list[HalfDay]:
    rows = HalfDay.objects.filter(enrolment__training__number=OPEN.number)
    found: list[HalfDay] = look(lambda: rows.order_by("day", "half"))
    return found


def test_in_and_out_in_the_morning_and_again_after_noon_are_two_half_days(chain: Database) -> None:
    taken = hand_in(
        import_punches, table(PUNCH_HEAD, day("08:10:00", "11:40:00", "13:50:00", "17:20:00"))
    )
    assert (taken.good, taken.bad) == (2, 0)
    assert sorted(each.half for each in counted()) == ["上午", "下午"]


def test_a_half_day_needs_both_within_itself(chain: Database) -> None:
    """In before noon and out after it is neither a morning nor an afternoon."""
    hand_in(
        import_punches, table(PUNCH_HEAD, [punch("08:10:00", "签到"), punch("17:20:00", "签退")])
    )
    assert counted() == []


def test_who_never_checked_out_was_not_there(chain: Database) -> None:
    hand_in(import_punches, table(PUNCH_HEAD, day("08:10:00")))
    assert counted() == []


def test_nobody_sits_in_two_classes_at_once(chain: Database) -> None:
    """The learner is enrolled in both; the half-day that came first counts."""
    both = TAUGHT.learners[0].identity
    there = f"{TAUGHT.starts_on}"
    rows = [
        punch(f"{there} 08:20:00", "签到", both),
        punch(f"{there} 11:30:00", "签退", both),
    ]
    taken = hand_in(import_punches, table(PUNCH_HEAD, rows))
    codes = [code for _, _, code in errors_of(taken)]
    assert codes in (["sits_in_two_classes"], ["outside_the_class"])
    assert counted() == []


def test_each_line_that_does_not_fit_is_told(chain: Database) -> None:
    rows = [
        *day("08:10:00", "11:40:00"),
        punch("08:10:00", "签到", WHO[:17] + "?"),
        punch("08:10:00", "路过"),
        punch("八点", "签到"),
        punch("2024-12-01 08:10:00", "签到"),
        punch("2024-12-01 11:10:00", "签退"),
    ]
    taken = hand_in(import_punches, table(PUNCH_HEAD, rows))
    assert taken.good == 1
    assert {code for _, _, code in errors_of(taken)} >= {
        "unknown_direction",
        "not_a_moment",
        "outside_the_class",
    }


def test_the_rules_of_a_register(chain: Database) -> None:
    content = table(PUNCH_HEAD, day("08:10:00", "11:40:00"))
    keeps_the_rules_of_a_register(
        import_punches, "attendance.import_punches", content, lambda: len(counted())
    )
