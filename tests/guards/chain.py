"""Which classes stand side by side in the database the guards are attacked in, and why each?"""

from datetime import datetime

from jineng.values.days import HERE
from tests.builders import count_up, lists, offices, registers, take
from tests.papers import (
    CARER,
    ELSEWHERE,
    LEFT_OUT,
    PAID,
    REJECTED,
    SENIOR_WELDER,
    WELDER,
    Course,
    Learner,
    learner,
)

# What is set aside for a learner: both standards. A rule that pays more than they do pays this.
HELD_FEN, BEYOND_FEN = 1_900_00, 2_500_00
# Three and two who are granted three times, each time for another occupation or level.
FIRST, SECOND, EMPLOYED = learner(1, "甲一"), learner(2, "甲二"), learner(3, "甲三")
FOURTH, FIFTH = learner(4, "乙四"), learner(5, "乙五")
# One of each answer of the rules: granted, refused for a pension, referred to a person.
GRANTED, PENSIONER = learner(6, "丙六"), learner(7, "丙七")
REFERRED = learner(8, "丙八", "企业职工")
# Two of the three times were used before this system; two who have used none; one of elsewhere.
LAST_TIME, BEGINNER, NOVICE = learner(9, "丁九"), learner(10, "丁十"), learner(11, "丁十一")
STRANGER = learner(12, "戊十二")
TRIO, PAIR = (FIRST, SECOND, EMPLOYED), (FOURTH, FIFTH)

SETTLED = Course(1, "settled", TRIO, bank=(PAID, PAID, REJECTED))
# Paid, and one of it revoked and recovered since; the class is finished, its month closed.
CLOSED = Course(
    17, "closed", (learner(13, "庚十三"), learner(14, "庚十四")), CARER, bank=(PAID, PAID)
)
ANSWERED = Course(2, "answered", TRIO, SENIOR_WELDER, bank=(PAID, REJECTED, LEFT_OUT))
SENT = Course(3, "sent", TRIO, CARER)
CONFIRMED = Course(4, "confirmed", PAIR)
MADE = Course(5, "made", PAIR, SENIOR_WELDER)
# Its notice has stood its days and nothing is ordered yet.
DUE = Course(6, "on_notice", PAIR, CARER)
# Its notice was posted today.
STANDING = Course(7, "on_notice", (GRANTED,), posted_on=datetime.now(HERE).date())
DECIDED = Course(8, "decided", (GRANTED, PENSIONER, REFERRED), SENIOR_WELDER)
# The last of three times, claimed in two counties; the third learner was granted twice here.
LAST_HERE = Course(9, "reviewed", (LAST_TIME, BEGINNER, GRANTED), CARER)
LAST_THERE = Course(10, "reviewed", (LAST_TIME, STRANGER), WELDER, ELSEWHERE, "PX002")
# The fund holds all three, and beyond that pays one of the first two who is granted more than was
# set aside; the third was granted for this occupation and level.
TIGHT = Course(
    11, "reviewed", (BEGINNER, NOVICE, GRANTED), fund_fen=3 * HELD_FEN + BEYOND_FEN - HELD_FEN
)
SUBMITTED = Course(12, "submitted", (BEGINNER, NOVICE), SENIOR_WELDER)
TAUGHT = Course(13, "taught", (BEGINNER, NOVICE), CARER)
# The third number has a wrong last character, so that a row in error is on record.
OPEN = Course(14, "open", (BEGINNER, NOVICE, Learner("己十三", FIRST.identity[:-1] + "?")))
APPLIED = Course(15, "applied", (BEGINNER, NOVICE))
# Its institution was never made public.
REFUSED = Course(16, "open", (), body="PX003")
COURSES = (
    *(SETTLED, CLOSED, ANSWERED, SENT, CONFIRMED, MADE, DUE, STANDING, DECIDED),
    *(LAST_HERE, LAST_THERE, TIGHT, SUBMITTED, TAUGHT, OPEN, APPLIED, REFUSED),
)


def chain() -> None:
    """Leave a class at every point of the chain."""
    offices()
    lists()
    registers(
        employed=[EMPLOYED],
        pensioners=[PENSIONER],
        earlier=[(LAST_TIME, "电工"), (LAST_TIME, "钳工"), (STRANGER, "电工")],
    )
    for course in COURSES:
        take(course)
    count_up()
