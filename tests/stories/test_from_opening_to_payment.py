"""Whole lives: a class from its application to the paid yuan, by the acts of its people."""

from datetime import date, timedelta

from jineng.cli.demo_offices import officer
from jineng.foundation.audit.models import Entry
from jineng.foundation.notices.actions import lodge
from jineng.foundation.notices.models import Line as NoticeLine
from jineng.stages.claims.actions import answer_objection, decide, put_on_notice
from jineng.stages.claims.models import Decision
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.funds.models import Fund
from jineng.stages.payments.actions import confirm, order, read_answer, send, settle
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.payments.reconciling import reconcile
from tests.builders import (
    ORDERED,
    at,
    batch_of,
    claim_of,
    lists,
    offices,
    registers,
    shelf,
    take,
)
from tests.conftest import Database
from tests.papers import AREA, PAID, REJECTED, Course, bank_row, learner, table
from tests.stages.asking import body_of, look

FIRST, SECOND = learner(1, "甲一"), learner(2, "甲二")
LATER = ORDERED + timedelta(days=14)


def county() -> None:
    offices()
    lists()
    registers(employed=[FIRST], pensioners=[], earlier=[])


def states(course: Course) -> list[str]:
    lines = ClaimLine.objects.filter(claim__training__number=course.number).order_by("pk")
    found: list[str] = look(lambda: lines.values_list("state", flat=True))
    return found


def fund(course: Course) -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=course.fund))
    return found


def test_a_class_goes_from_its_application_to_the_paid_yuan(own_database: Database) -> None:
    county()
    course = Course(1, "settled", (FIRST, SECOND), bank=(PAID, PAID))
    take(course)

    assert states(course) == ["paid", "paid"]
    money = fund(course)
    assert (money.paid_fen, money.owed_fen + money.sent_fen) == (160_000 + 128_000, 0)
    check = look(lambda: reconcile([batch_of(course)]))[0]
    assert (check.paid, check.debited, check.open, check.difference) == (288_000, 288_000, 0, 0)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    steps = [
        *("classes.apply", "classes.answer", "funds.appropriate", "funds.confirm_appropriation"),
        "enrolment.import_roster",
        *("attendance.import_punches", "assessment.import_results"),
        *("certificates.import_certificates", "claims.submit", "claims.review"),
        *("claims.decide", "notices.publish", "claims.put_on_notice"),
        *("payments.order", "payments.confirm", "payments.send", "payments.read_answer"),
        "payments.settle",
    ]
    assert verbs[-len(steps) :] == steps


def test_a_returned_line_is_paid_by_a_second_batch_and_counted_once(own_database: Database) -> None:
    county()
    course = Course(1, "settled", (FIRST, SECOND), bank=(PAID, REJECTED))
    take(course)
    assert states(course) == ["paid", "returned"]
    assert fund(course).paid_fen == 160_000

    _pay(_order(course, LATER))

    assert states(course) == ["paid", "paid"]
    assert fund(course).paid_fen == 288_000
    tries = look(lambda: Attempt.objects.order_by("pk").values_list("number", "state"))
    assert tries == [(1, "paid"), (1, "rejected"), (2, "paid")]


def test_an_upheld_objection_is_decided_again_shown_again_and_only_then_paid(
    own_database: Database,
) -> None:
    county()
    course = Course(1, "on_notice", (FIRST, SECOND))
    take(course)
    line = NoticeLine.objects.order_by("number")[0]
    objection = lodge(line=line, said="没有来上课", said_by="", at=at(10, date(2024, 10, 9)))
    leader = officer("county_leader")
    answer_objection(
        objection_id=objection.pk, upheld=True, words="重新核实", by=leader, at=at(11, ORDERED)
    )
    assert states(course) == ["submitted", "on_notice"]
    assert _order(course, ORDERED).count == 1

    checker = officer("county_checker")
    decide(claim_id=claim_of(course), shelf=shelf(), by=checker, at=at(12, ORDERED))
    assert states(course) == ["granted", "ordered"]
    notice = put_on_notice(
        area=AREA, shelf=shelf(), by=officer("county_reviewer"), at=at(13, ORDERED)
    )
    assert notice.lines.count() == 1
    assert _order(course, LATER).count == 1
    seqs = look(lambda: Decision.objects.order_by("pk").values_list("seq", "outcome"))
    assert seqs == [(1, "granted"), (1, "granted"), (2, "revoked"), (3, "granted")]


def _pay(batch: Batch) -> None:
    """Take a batch of one line to its end; the bank pays it."""
    maker, checker, number = officer("finance_maker"), officer("finance_checker"), batch.number
    confirm(number=number, fen=batch.fen, by=checker, at=at(10, LATER))
    send(number=number, by=maker, at=at(11, LATER))
    paper = table(("回盘文件", number), [bank_row(1, PAID, batch.fen)])
    read_answer(content=paper, name="回盘.csv", area=AREA, by=checker, at=at(15, LATER))
    settle(number=number, by=checker, at=at(17, LATER))


def _order(course: Course, on: date) -> Batch:
    return order(
        area=AREA,
        fund_id=fund(course).pk,
        payee_id=body_of(course).pk,
        by=officer("finance_maker"),
        at=at(9, on),
    )
