"""The bank answers in a file."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.models import Intake
from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.funds.models import Fund
from jineng.stages.payments.actions import WrongBatch, read_answer
from jineng.stages.payments.queries import attempts_of
from jineng.stages.payments.reconciling import answer_errors, reconcile
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import CONFIRMED, SENT
from tests.papers import AREA, LEFT_OUT, PAID, REJECTED, Course, bank_row, table
from tests.stages.asking import acts, at_once, look, of_elsewhere

TOLD = (PAID, REJECTED, LEFT_OUT)


def rows(course: Course, told: tuple[str, ...] = TOLD) -> list[tuple[object, ...]]:
    fen = {each.position: each.line.fen for each in look(lambda: attempts_of(batch_of(course)))}
    number = batch_of(course).number
    return [bank_row(place, said, fen[place], number) for place, said in enumerate(told, 1) if said]


def paper(course: Course, lines: list[tuple[object, ...]], head: str = "回盘文件") -> bytes:
    return table((head, batch_of(course).number), lines)


def ask(content: bytes, by: str = "finance_checker", area: str = AREA) -> Intake:
    return read_answer(
        content=content, name="回盘.csv", area=area, by=officer(by), at=at(15, ORDERED)
    )


def states(course: Course = SENT) -> list[str]:
    return [each.state for each in look(lambda: attempts_of(batch_of(course)))]


def test_paid_rejected_and_left_out_each_find_their_state(chain: Database) -> None:
    taken = ask(paper(SENT, rows(SENT)))
    assert (taken.good, taken.bad) == (2, 0)
    assert states() == ["paid", "rejected", "unknown"]
    lines = ClaimLine.objects.filter(claim__training__number=SENT.number)
    assert look(lambda: lines.order_by("pk").values_list("state", flat=True)) == [
        "paid",
        "returned",
        "ordered",
    ]
    fund = look(lambda: Fund.objects.get(name=SENT.fund))
    first = look(lambda: attempts_of(batch_of(SENT)).first())
    assert fund.paid_fen == first.line.fen
    assert look(lambda: reconcile([batch_of(SENT)]))[0].difference == 0
    assert acts("payments.read_answer")[-1].subject == f"payments.Batch:{batch_of(SENT).pk}"


def test_the_same_bytes_again_change_nothing(chain: Database) -> None:
    content = paper(SENT, rows(SENT))
    first, before = ask(content), states()
    assert ask(content) == first
    assert states() == before


def test_every_line_that_does_not_fit_is_told_by_its_row(chain: Database) -> None:
    good = rows(SENT, (PAID, LEFT_OUT, LEFT_OUT))
    wrong_sum, no_such = bank_row(2, PAID, 1), bank_row(9, PAID, 100)
    taken = ask(paper(SENT, [*good, wrong_sum, no_such]))
    assert taken.bad == 2
    errors = look(lambda: answer_errors(batch_of(SENT)))
    assert [each.row for each in errors] == [3, 4]
    assert states() == ["paid", "unknown", "unknown"]


def test_a_file_about_a_batch_that_was_never_sent_is_refused(chain: Database) -> None:
    with pytest.raises(WrongBatch, match=batch_of(CONFIRMED).number):
        ask(paper(CONFIRMED, rows(CONFIRMED, (PAID, PAID))))
    with pytest.raises(WrongBatch, match="ZF-2024-970124-9999"):
        ask(table(("回盘文件", "ZF-2024-970124-9999"), []))


def test_a_file_that_is_no_bank_file_is_refused_by_name(chain: Database) -> None:
    with pytest.raises(WrongPaper, match=r"回盘\.csv"):
        ask("班期编号,身份证号\n".encode())


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    content = paper(SENT, rows(SENT))
    with pytest.raises(NotAllowed):
        ask(content, by="finance_maker")
    stranger = of_elsewhere("finance_checker")
    with pytest.raises(NotAllowed):
        read_answer(content=content, name="回盘.csv", area=AREA, by=stranger, at=at(15))
    assert states() == ["sent", "sent", "sent"]


def test_read_twice_at_once_every_line_is_counted_once(chain: Database) -> None:
    content = paper(SENT, rows(SENT, (PAID, PAID, PAID)))
    at_once(lambda: ask(content), lambda: ask(content))
    assert states() == ["paid", "paid", "paid"]
    fund = look(lambda: Fund.objects.get(name=SENT.fund))
    assert fund.paid_fen == batch_of(SENT).fen
