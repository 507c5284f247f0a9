"""The county the contests are held in: for each arena its own classes, funds and people.

Built through the real acts; only then do sessions meet in it.
"""

from collections.abc import Mapping
from typing import Any

import psycopg

from harness.crash.county import a_learner
from tests.builders import lists, offices, registers, take
from tests.guards.attack import Raw, one, speak, twin
from tests.guards.rows import decide, revoke
from tests.papers import AMPLE, CARER, ELSEWHERE, SENIOR_WELDER, WELDER, Course, Learner

# A time that was taken is never free again, so each of the people is fought over once.
ARENAS, DUE, PEOPLE = 6, 9, 30
_OFFICERS = (
    "finance_maker",
    "finance_checker",
    "county_reviewer",
    "county_checker",
    "county_leader",
)


def build() -> None:
    """Make the classes of every arena, as far as acts go."""
    offices()
    lists()
    arenas = [_people(number) for number in range(ARENAS)]
    earlier = [(who, what) for each in arenas for who in each for what in ("电工", "钳工")]
    registers(employed=[a_learner(9000)], pensioners=[a_learner(9001)], earlier=earlier)
    for number, people in enumerate(arenas):
        for course in _courses(number, people):
            take(course)


def arenas(app: Raw, admin: Raw) -> tuple[list[Mapping[str, int]], Mapping[str, int]]:
    """Make every arena ready; return the keys of its rows, and those of the people."""
    found = []
    for number in range(ARENAS):
        rows = _arena(admin, number)
        found.append(rows)
        for name in ("fight line 1", "fight line 2"):
            _used_up(app, rows[name])
    speak(app, "finance_maker")
    people = {each: int(_officer(app, each)) for each in _OFFICERS}
    people["finance_maker-2"] = twin(app, "finance_maker")
    app.commit()
    return found, people


def _people(number: int) -> tuple[Learner, ...]:
    """People with one time of the cap left."""
    return tuple(a_learner(20_000 + PEOPLE * number + n) for n in range(PEOPLE))


def _courses(number: int, people: tuple[Learner, ...]) -> tuple[Course, ...]:
    """One class with money due, one here and one elsewhere that wait to be decided."""
    first, serial = 100 * (number + 1), 3 * number + 1
    due = tuple(a_learner(first + n) for n in range(DUE))
    fighters = (a_learner(first + 50), a_learner(first + 51))
    return (
        Course(serial, "on_notice", due, CARER, fund_fen=2 * AMPLE),
        Course(serial + 1, "reviewed", (*people, *fighters), SENIOR_WELDER, fund_fen=8 * AMPLE),
        Course(serial + 2, "reviewed", people, WELDER, ELSEWHERE, "PX002", fund_fen=8 * AMPLE),
    )


def _arena(admin: Raw, number: int) -> dict[str, int]:
    due, fight, there = (f"就业补助资金第 {3 * number + n} 笔" for n in (1, 2, 3))
    rows = {
        "fund 1": _fund(admin, due),
        "fight fund": _fund(admin, fight),
        "there fund": _fund(admin, there),
        "fund 2": _fund(admin, there),
        "paid lines": 0,
        "may be paid": DUE - 1,
    }
    for place, line in enumerate(_lines(admin, due)):
        rows[f"due {place}"] = line
    *here, rows["fight line 1"], rows["fight line 2"] = _lines(admin, fight)
    for place, (line, other) in enumerate(zip(here, _lines(admin, there), strict=True)):
        rows[f"here {place}"], rows[f"there {place}"] = line, other
    return rows


def _fund(admin: Raw, name: str) -> int:
    return int(one(admin, "select id from funds_fund where name = %s", name))


def _lines(admin: Raw, fund: str) -> list[int]:
    found = admin.execute(
        "select l.id from claims_line l join claims_claim c on c.id = l.claim_id"
        " join classes_trainingclass t on t.id = c.training_id where t.fund_name = %s"
        " order by l.id",
        [fund],
    )
    return [line for (line,) in found]


def _used_up(app: psycopg.Connection[Any], line: int) -> None:
    """Use up what was set aside for a learner: from now on every grant takes free money."""
    fen = 1_900_00
    speak(app, "finance_maker")
    granted = decide(app, line, fen=fen, receipt={"answer": {"fen": fen}})
    app.execute("update claims_line set state = 'on_notice' where id = %s", [line])
    revoke(app, granted)
    app.commit()


def _officer(app: Raw, username: str) -> Any:
    return one(app, "select id from offices_officer where username = %s", username)
