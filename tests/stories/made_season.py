"""A season made up from its truth: who sits where, what they did, and what happened to them.

Nothing of the program reads or decides here: what is known of every person is made up first, the
papers are written from it (made_papers), and what must come out follows from it (made_rules).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.stories.by_hand import COMPLETION, SIX, three_months_after

TRAINING, ASSESSMENT = "职业培训补贴", "职业技能评价补贴"
LEVELLED, QUALIFIED, SPECIAL = "职业技能等级证书", "职业资格证书", "专项职业能力证书"
OTHERS = ("企业职工", "退役军人")
# A county of the city that asks for attendance, another one, and one of a city that does not.
AREAS = ("970124", "970125", "970203")
OPENS, CLOSES = date(2024, 4, 1), date(2024, 8, 31)
# The day of the data: what happens after it is not known yet.
AS_OF = date(2025, 2, 28)
ONE = timedelta(days=1)
NAMES = ("䶮一", "武𬭚", "阿卜杜热合曼·买买提", "欧阳 小兰", "李", "㛃文", "𠮷田明", "古丽")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Standard:
    """One line of the catalogue: fen for one person, from a day to a day."""

    occupation: str
    level: str
    lessons: int
    training_fen: int
    assessment_fen: int
    new: bool
    first: date
    last: date


@dataclass(frozen=True)
class School:
    """An institution of a county: listed on a day or never, for some occupations or all."""

    number: str
    area: str
    scope: tuple[str, ...]
    listed: date | None


@dataclass(frozen=True)
class Sat:
    """One sitting; without a certificate `kind` is ""."""

    kind: str
    issued: date
    first: bool
    agreed: bool


@dataclass
class Person:
    """Somebody: number, name, spells with firms, first month of a pension, what was paid before."""

    identity: str
    name: str
    spells: list[date] = field(default_factory=list)
    pension: date | None = None
    before: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Seat:
    """A person in a class: the category given, half-days there and the sittings."""

    person: Person
    category: str
    halves: int
    sat: list[Sat] = field(default_factory=list)

    @property
    def certified(self) -> Sat | None:
        """The sitting that led to a certificate."""
        return next((each for each in self.sat if each.kind), None)


@dataclass
class Course:
    """A class as it asks to open."""

    number: str
    school: School
    occupation: str
    level: str
    lessons: int
    starts: date
    ends: date
    seats: list[Seat] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        """The days on which it is taught."""
        return [self.starts + n * ONE for n in range((self.ends - self.starts).days + 1)]


@dataclass
class Made:
    """A season: its lists and its classes."""

    standards: list[Standard]
    schools: list[School]
    courses: list[Course]
    people: list[Person]

    def standard(self, course: Course) -> Standard | None:
        """The standard in force on the first day of a class."""
        for each in self.standards:
            there = each.first <= course.starts <= each.last
            if there and (each.occupation, each.level) == (course.occupation, course.level):
                return each
        return None


def check_character(first17: str) -> str:
    """The last character of a number, by the national standard."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return "10X98765432"[total % 11]


def make(chance: random.Random) -> Made:
    """Make up a season."""
    year = (date(2024, 1, 1), date(2024, 12, 31))
    half = (date(2024, 6, 30), date(2024, 7, 1))
    standards = [
        Standard("养老护理员", "五级", 80, 160000, 26000, False, year[0], half[0]),
        Standard("养老护理员", "五级", 80, 180001, 26050, False, half[1], year[1]),
        Standard("养老护理员", "四级", 100, 200000, 31000, False, *year),
        Standard("焊工", "五级", 90, 304055, 30000, False, *year),
        Standard("民宿运营与管理", "", 48, 90000, 21000, False, *year),
        Standard("全媒体运营师", "", 30, 133555, 0, True, *year),
        Standard("手工编织", "", 44, 81545, 0, False, *year),
    ]
    start = date(2024, 5, 6)
    schools = [
        School(f"PX{n:03d}", area, scope, listed)
        for n, (area, scope, listed) in enumerate(
            [
                *((area, (), date(2024, 3, 1)) for area in AREAS),
                (AREAS[0], ("焊工", "手工编织"), date(2024, 3, 1)),
                (AREAS[1], (), start),
                (AREAS[1], (), None),
            ],
            1,
        )
    ]
    people = [_person(n, chance) for n in range(1, 61)]
    made = Made(standards, schools, [], people)
    # The first days and the last that a season knows, and one beyond on either side.
    edges = [
        (OPENS, None),
        (None, CLOSES),
        (None, CLOSES + ONE),
        (start, None),
        (start - ONE, None),
    ]
    for serial in range(1, 15):
        made.courses.append(_course(made, serial, edges, chance))
    for course in made.courses:
        _seats(made, course, chance)
    for person in people:
        _life(made, person, chance)
    return made


def _person(serial: int, chance: random.Random) -> Person:
    born = date(1958, 1, 1) + timedelta(days=chance.randrange(18000))
    first17 = f"{chance.choice(AREAS)}{born:%Y%m%d}{serial:03d}"
    return Person(first17 + check_character(first17), f"{chance.choice(NAMES)}{serial}"[:12])


def _course(
    made: Made, serial: int, edges: list[tuple[date | None, date | None]], chance: random.Random
) -> Course:
    starts, ends = edges[serial - 1] if serial <= len(edges) else (None, None)
    length = timedelta(days=chance.randrange(12, 20))
    if ends:
        starts = ends - length
    starts = starts or date(2024, 4, 2) + timedelta(days=chance.randrange(120))
    # The school that was listed on the day the fourth class starts, which is late for the fifth.
    school = made.schools[4] if serial in (4, 5) else chance.choice(made.schools)
    what = chance.choice(made.standards)
    return Course(
        f"KB-2024-{school.area}-{serial:04d}",
        *(school, what.occupation, what.level, what.lessons, starts, ends or starts + length),
    )


def _seats(made: Made, course: Course, chance: random.Random) -> None:
    """Seat people who sit nowhere else on these days; one class in seven stays without any."""
    busy = {
        id(seat.person)
        for other in made.courses
        if other is not course and other.starts <= course.ends and course.starts <= other.ends
        for seat in other.seats
    }
    free = [each for each in made.people if id(each) not in busy]
    if int(course.number[-4:]) % 7 == 0:
        return
    needed = -(-course.lessons * 80 // 400)
    for person in chance.sample(free, min(len(free), chance.randrange(3, 16))):
        category = chance.choice([*sorted(SIX), *sorted(SIX), *OTHERS])
        halves = chance.choice([2 * len(course.days), needed, needed, needed - 1, needed + 1])
        seat = Seat(person, category, min(halves, 2 * len(course.days)))
        seat.sat = list(_sat(course, chance))
        course.seats.append(seat)


def _sat(course: Course, chance: random.Random) -> Iterator[Sat]:
    """A sitting that failed, and one that may have been passed after it."""
    issued = course.ends + timedelta(days=chance.randrange(1, 20))
    ends_of_months = [date(2024, 8, 31), date(2024, 11, 30), date(2024, 5, 31)]
    issued = chance.choice([issued, *(day for day in ends_of_months if day > course.ends)])
    failed, agreed = chance.random() < 0.2, chance.random() < 0.9
    if failed:
        yield Sat("", issued, True, agreed)
    if chance.random() < 0.85:
        levelled = (LEVELLED, LEVELLED, QUALIFIED, COMPLETION)
        kind = chance.choice(levelled if course.level else (SPECIAL, COMPLETION))
        yield Sat(kind, issued, not failed, agreed)


def _life(made: Made, person: Person, chance: random.Random) -> None:
    """Work found at the edges of the three months, a pension about the month a class began."""
    mine = [
        (course, seat) for course in made.courses for seat in course.seats if seat.person is person
    ]
    for course, seat in mine:
        if (sat := seat.certified) and chance.random() < 0.6:
            last = three_months_after(sat.issued)
            found = [sat.issued, sat.issued + ONE, last - ONE, last, last + ONE, course.starts]
            known = [day for day in found if day <= AS_OF]
            person.spells += chance.sample(known, chance.choice([1, 1, 2]))
    if mine and chance.random() < 0.2:
        began = chance.choice(mine)[0].starts.replace(day=1)
        person.pension = chance.choice([began, (began + 31 * ONE).replace(day=1), began - ONE])
        person.pension = person.pension.replace(day=1)
    if chance.random() < 0.5:
        for _ in range(chance.choice([1, 1, 2, 3, 4])):
            what = chance.choice(made.standards)
            kind = chance.choice([TRAINING, ASSESSMENT, ASSESSMENT])
            person.before.append((kind, what.occupation, what.level))
