"""Which classes stand side by side in the database the guards are attacked in, and why each?"""

from datetime import datetime
from typing import Any

import psycopg

from jineng.cli.demo_offices import officer, officers_of_bodies
from jineng.foundation.offices.acting import speaking_as
from jineng.stages.claims.judging import judge
from jineng.stages.claims.models import Line
from jineng.stages.claims.ruling import propose_ruling
from jineng.stages.claims.withdrawing import withdraw
from jineng.stages.institutions import accounts
from jineng.stages.institutions.models import AccountChange
from jineng.stages.payments.signing import redirect
from jineng.values.days import HERE
from tests.builders import (
    at,
    count_up,
    lists,
    merge_two,
    offices,
    registers,
    review,
    shelf,
    take,
)
from tests.guards.attack import insert, one, speak
from tests.guards.rule_rows import a_proposal, a_trial, confirmed
from tests.orders import asked_for_less, planners, to_the_county
from tests.papers import (
    AREA,
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
# Confirmed, and signed by one more than its sum asks for.
SIGNED = Course(18, "confirmed", (learner(15, "辛十五"),))
APPLIED = Course(15, "applied", (BEGINNER, NOVICE))
# Its institution was never made public.
REFUSED = Course(16, "open", (), body="PX003")
# One person under two numbers, in no class; merged.
WRITTEN_WRONG, WRITTEN_RIGHT = learner(21, "辛一"), learner(22, "辛")
COURSES = (
    *(SETTLED, CLOSED, ANSWERED, SENT, CONFIRMED, MADE, SIGNED, DUE, STANDING, DECIDED),
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
    planners()
    to_the_county(2024)
    asked_for_less(2024)
    merge_two(WRITTEN_WRONG, WRITTEN_RIGHT)
    _change_accounts()
    _people_have_their_say()
    count_up()


def _people_have_their_say() -> None:
    """An opinion on the last line of a claim, a ruling proposed, a review taken back."""
    reviewer = officer("county_reviewer")
    with speaking_as(reviewer):
        lines = Line.objects.order_by("-pk")
        submitted = lines.filter(claim__training__number=SUBMITTED.number).first()
        silent = lines.filter(claim__training__number=DECIDED.number, state="referred").first()
    assert submitted is not None, "a claim waits to be reviewed"
    assert silent is not None, "a line was referred to people"
    told = {"shelf": shelf(), "by": reviewer, "at": at(17)}
    judge(line_id=submitted.pk, choice="granted", reason="", **told)
    propose_ruling(line_id=silent.pk, outcome="refused", fen=0, reason="没有会商依据", **told)
    review(SUBMITTED)
    withdraw(claim_id=submitted.claim_id, by=reviewer, at=at(18))


def _change_accounts() -> None:
    """Leave a change of account at every point of its life but the last."""
    bodies, checker = officers_of_bodies(), officer("finance_checker")
    for n, number in enumerate(("PJ01", "PJ02", "PX003", "PX002"), 1):
        by = bodies[number]
        new = {"number": number, "account": f"62170000000009{n:02d}", "reason": "开户行撤并"}
        accounts.ask_account(**new, by=by, at=at(9))
    for change in AccountChange.objects.exclude(body__number="PJ01").order_by("pk"):
        said = {"channel": "原预留电话", "said": "法定代表人接听，确认变更"}
        accounts.confirm_account(
            change_id=change.pk, **said, by=officer("finance_maker"), at=at(10)
        )
        if change.body.number != "PJ02":
            accounts.check_account(change_id=change.pk, by=checker, at=at(11))
    first = AccountChange.objects.get(body__number="PX003")
    accounts.stop_account(change_id=first.pk, by=officer("county_leader"), at=at(12))


def days_pass(admin_url: str, change: int) -> None:
    """Let the days of waiting of a change be over, which takes somebody above every guard."""
    with psycopg.connect(admin_url) as raw:
        raw.execute("alter table institutions_accountchange disable trigger waits")
        raw.execute(
            "update institutions_accountchange set in_force_on = today_here() where id = %s",
            [change],
        )
        raw.execute("alter table institutions_accountchange enable trigger waits")


def beyond(admin_url: str) -> None:
    """Leave what only days or somebody above every guard can bring about.

    An account in force and what is redirected to it, one more in its days of waiting, a signature,
    and the statement of a month in which nothing was paid.
    """
    change = AccountChange.objects.get(body__number="PX002")
    days_pass(admin_url, change.pk)
    now, by = datetime.now(HERE), officer("finance_maker")
    accounts.change_account(change_id=change.pk, by=by, at=now)
    redirect(change_id=change.pk, area=AREA, by=by, at=at(12))
    body = officers_of_bodies()["PX003"]
    new = {"number": "PX003", "account": "6217000000000999", "reason": "开户行撤并"}
    change = accounts.ask_account(**new, by=body, at=at(13))
    said = {"channel": "原账户回款", "said": "一元，流水 HK001"}
    accounts.confirm_account(change_id=change.pk, **said, by=by, at=at(14))
    accounts.check_account(change_id=change.pk, by=officer("finance_checker"), at=at(15))
    with psycopg.connect(admin_url) as raw:
        raw.execute(
            "insert into payments_signature (batch_id, area, number, fen, signed_by_id, at)"
            " select b.id, b.area, 1, b.fen, o.id, now() from payments_batch b"
            " join funds_fund f on f.id = b.fund_id, offices_officer o"
            " where f.name = %s and o.username = 'county_leader'",
            [SIGNED.fund],
        )
        raw.execute("alter table payments_statement disable trigger of_a_closed_month")
        raw.execute(
            "insert into payments_statement"
            " (payee_id, area, first_day, last_day, content, count, fen, digest, made_by_id, at)"
            " select b.id, %s, '2024-09-01', '2024-09-30', s.*, o.id, now()"
            " from offices_officer o, institutions_body b"
            " cross join statement_of(b.id, %s, '2024-09-01', '2024-09-30') s"
            " where b.number = 'PX001' and o.username = 'finance_maker'",
            [AREA, AREA],
        )
        _rules_proposed(raw)
        raw.execute("set constraints all immediate")
        raw.execute("alter table payments_statement enable trigger of_a_closed_month")


def _rules_proposed(raw: psycopg.Connection[Any]) -> None:
    """Leave a proposal and its confirmation for a plan there is, and a plan that was tried."""
    speak(raw, "policy_activator")
    plan = one(raw, "select min(id) from documents_plan where area = %s", AREA)
    proposal = insert(raw, "activation_proposal", a_proposal(raw, area=AREA))
    raw.execute("alter table activation_activation disable trigger follows_proposal")
    insert(raw, "activation_activation", confirmed(raw, proposal, plan))
    raw.execute("set constraints all immediate")
    raw.execute("alter table activation_activation enable trigger follows_proposal")
    insert(raw, "activation_trial", a_trial(raw, area=AREA))
