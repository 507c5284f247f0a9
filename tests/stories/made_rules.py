"""What must come out of a made-up season, by the rules of the two documents and nothing else."""

from collections import defaultdict

from tests.stories.by_hand import COMPLETION, SIX, three_months_after
from tests.stories.made_season import (
    ASSESSMENT,
    CLOSES,
    OPENS,
    TRAINING,
    Course,
    Made,
    Seat,
    Standard,
)

# Only the city of these counties asks for attendance.
ASKS_ATTENDANCE = "9701"
Verdict = tuple[str, int, str]


def refused(made: Made) -> list[tuple[str, str]]:
    """Which classes may not open, and why."""
    found = [(course.number, _no(made, course)) for course in made.courses]
    return sorted((number, why) for number, why in found if why)


def _no(made: Made, course: Course) -> str:
    school = course.school
    if school.listed is None or school.listed > course.starts:
        return "institution_not_listed"
    if school.scope and course.occupation not in school.scope:
        return "occupation_not_in_scope"
    if course.starts < OPENS:
        return "starts_before_season"
    return "ends_after_season" if course.ends > CLOSES else ""


def decided(made: Made) -> list[tuple[str, str, str, str, int, str]]:
    """What decisions.csv must say, in its order."""
    granted: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for person in made.people:
        granted[person.identity] += person.before
    found = []
    for course in sorted(made.courses, key=lambda each: (each.ends, each.number)):
        standard = made.standard(course)
        if _no(made, course) or standard is None:
            continue
        for kind, decide in ((TRAINING, _training), (ASSESSMENT, _assessment)):
            for seat in course.seats:
                who = seat.person.identity
                before = [each[1:] for each in granted[who] if each[0] == kind]
                said = decide(course, standard, seat, before)
                if said and said[0] == "发放":
                    granted[who].append((kind, course.occupation, course.level))
                if said:
                    found.append((course.number, who, kind, *said))
    return sorted(found, key=lambda row: (row[0], row[1], row[2] == ASSESSMENT))


def _training(
    course: Course, standard: Standard, seat: Seat, before: list[tuple[str, str]]
) -> Verdict:
    sat, asked = seat.certified, course.school.area.startswith(ASKS_ATTENDANCE)
    lessons = min(4 * seat.halves, course.lessons)
    for rule, holds in (
        ("drawing_a_pension", _draws(course, seat)),
        ("attendance_below_80", asked and lessons * 5 < course.lessons * 4),
        ("no_certificate", sat is None),
        ("three_times_used", len(before) >= 3),
        ("same_occupation_and_level", (course.occupation, course.level) in before),
    ):
        if holds:
            return "不予", 0, rule
    if seat.category not in SIX or sat is None:
        return "转人工", 0, "no_rule_for_category"
    later = sorted(day for day in seat.person.spells if day > sat.issued)
    if later and later[0] <= three_months_after(sat.issued):
        return "发放", standard.training_fen, "employed_within_three_months"
    if later:
        return "转人工", 0, "employed_after_three_months"
    if sat.kind == COMPLETION and not standard.new:
        return "发放", (standard.training_fen * 50 + 50) // 100, "completion_certificate"
    return "发放", (standard.training_fen * 80 + 50) // 100, "certificate_not_employed"


def _assessment(
    course: Course, standard: Standard, seat: Seat, before: list[tuple[str, str]]
) -> Verdict | None:
    sat = seat.certified
    if sat is None or not standard.assessment_fen:
        return None
    for rule, holds in (
        ("drawing_a_pension", _draws(course, seat)),
        ("not_one_of_six_categories", seat.category not in SIX),
        ("completion_certificate_excluded", sat.kind == COMPLETION),
        ("not_first_assessment", not sat.first),
        ("three_times_used", len(before) >= 3),
        ("same_occupation", course.occupation in {what for what, _ in before}),
        ("no_free_assessment_agreement", not sat.agreed),
    ):
        if holds:
            return "不予", 0, rule
    return "发放", standard.assessment_fen, "assessment_granted"


def _draws(course: Course, seat: Seat) -> bool:
    pension = seat.person.pension
    return pension is not None and pension <= course.starts.replace(day=1)
