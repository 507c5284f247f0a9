"""The bank sends back what it paid, pays less or pays more: each is entered and put right."""

from dataclasses import replace

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.models import Intake
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.claims.reopening import NothingToReopen, reconsider, reopen, revoke
from jineng.stages.funds.models import Entry, Fund
from jineng.stages.payments.actions import (
    NothingFree,
    confirm,
    own_unknown,
    read_answer,
    resolve_unknown,
    send,
)
from jineng.stages.payments.checks import accounts_amiss, bank_amiss
from jineng.stages.payments.layouts import PLAIN
from jineng.stages.payments.models import Attempt, Batch, Line
from jineng.stages.payments.ordering import NothingToFollowUp, follow_up
from jineng.stages.payments.papers import BankRow, write_bank_file
from jineng.stages.payments.queries import attempts_of, due_on
from jineng.stages.payments.reconciling import reconcile
from jineng.stages.payments.recovering import (
    NothingCameBack,
    bounce,
    confirm_recovery,
    recover,
)
from jineng.stages.payments.tracing import prove_all
from tests.builders import ORDERED, at, batch_of, shelf
from tests.conftest import Database
from tests.guards.chain import ANSWERED, SENT, SETTLED
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look, of_elsewhere

OFF = (1_000_00, 2_000_00)


def fen_of(batch: Batch) -> dict[int, int]:
    return {each.position: each.line.fen for each in look(lambda: attempts_of(batch))}


def row(batch: Batch, place: int, **changes: object) -> BankRow:
    paid = BankRow(2, place, True, fen_of(batch)[place], f"S{batch.number[-4:]}{place}", "")
    return replace(paid, **changes)  # type: ignore[arg-type]


def take(batch: Batch, rows: list[BankRow], *, statement: bool = True, hour: int = 15) -> Intake:
    content = write_bank_file(PLAIN, batch.number, rows, statement=statement)
    by = officer("finance_checker")
    return read_answer(content=content, name="对账", area=AREA, by=by, at=at(hour, ORDERED))


def take_back(batch: Batch, by: str = "finance_maker") -> int:
    return bounce(number=batch.number, by=officer(by), at=at(16, ORDERED))


def follow(batch: Batch, by: str = "finance_maker") -> Batch:
    return follow_up(number=batch.number, by=officer(by), at=at(17, ORDERED))


def resolve(batch: Batch) -> None:
    own_unknown(number=batch.number, by=officer("finance_maker"), at=at(16, ORDERED))
    resolve_unknown(number=batch.number, by=officer("finance_checker"), at=at(16, ORDERED))


def pay(batch: Batch) -> None:
    """Take a batch to its end; the bank pays all of it."""
    maker, checker = officer("finance_maker"), officer("finance_checker")
    confirm(number=batch.number, fen=batch.fen, by=checker, at=at(18, ORDERED))
    send(number=batch.number, by=maker, at=at(19, ORDERED))
    take(batch, [row(batch, place) for place in fen_of(batch)], statement=False, hour=20)


def states(batch: Batch) -> list[str]:
    return [each.state for each in look(lambda: attempts_of(batch))]


def line_of(batch: Batch, place: int) -> ClaimLine:
    attempt: Attempt = look(lambda: attempts_of(batch).get(position=place))
    found: ClaimLine = look(lambda: ClaimLine.objects.get(pk=attempt.line.decision.line_id))
    return found


def due(line: ClaimLine) -> int:
    return look(lambda: [due_on([line.pk])[line.pk]])[0]  # type: ignore[no-any-return]


def fund_of(course: Course) -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=course.fund))
    return found


def books_agree() -> None:
    assert look(accounts_amiss) == []
    assert look(bank_amiss) == []


def sent_back(course: Course = SETTLED, place: int = 1) -> Batch:
    """The statement says that a line of a settled batch came back."""
    batch = batch_of(course)
    take(batch, [row(batch, place, paid=False, came_back=True, reference="TH1")])
    return batch


def test_what_came_back_is_owed_again_and_paid_by_a_follow_up(chain: Database) -> None:
    batch, before = sent_back(), fund_of(SETTLED)
    fen = fen_of(batch)[1]
    assert look(lambda: reconcile([batch]))[0].difference == fen
    assert take_back(batch) == 1
    assert states(batch) == ["bounced", "paid", "rejected"]
    assert line_of(batch, 1).state == "returned"
    after = fund_of(SETTLED)
    assert (after.paid_fen, after.owed_fen) == (before.paid_fen - fen, before.owed_fen + fen)
    assert look(lambda: reconcile([batch]))[0].difference == 0
    books_agree()
    again = follow(batch)
    assert (again.follows, again.count) == (batch, 2)
    pay(again)
    assert states(again) == ["paid", "paid"]
    assert line_of(batch, 1).state == "paid"
    books_agree()
    assert acts("payments.bounce")[-1].subject == f"payments.Batch:{batch.pk}"
    assert acts("payments.follow_up")[-1].because == [batch.number]


def test_what_nobody_said_came_back_is_not_taken_back(chain: Database) -> None:
    with pytest.raises(NothingCameBack):
        take_back(batch_of(SETTLED))
    sent_back()
    take_back(batch_of(SETTLED))
    with pytest.raises(NothingCameBack):
        take_back(batch_of(SETTLED))


def test_what_came_back_in_part_is_not_taken_back(chain: Database) -> None:
    batch = batch_of(SETTLED)
    take(batch, [row(batch, 1, paid=False, came_back=True, reference="TH1", fen=1)])
    with pytest.raises(NothingCameBack, match=r"退回 0\.01 元"):
        take_back(batch)


def test_who_read_the_statement_does_not_take_it_back(chain: Database) -> None:
    batch = sent_back()
    same = officer("finance_maker")
    same.natural_person = officer("finance_checker").natural_person
    with pytest.raises(SamePersonTwice):
        bounce(number=batch.number, by=same, at=at(16, ORDERED))


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    batch = sent_back()
    for act in (take_back, follow):
        with pytest.raises(NotAllowed):
            act(batch, by="finance_checker")
    for act in (bounce, follow_up):
        with pytest.raises(Batch.DoesNotExist):
            act(number=batch.number, by=of_elsewhere("finance_maker"), at=at(16, ORDERED))


def test_taken_back_and_followed_up_twice_at_once_it_is_counted_once(chain: Database) -> None:
    batch = sent_back()
    said = at_once(lambda: take_back(batch), lambda: take_back(batch))
    assert sorted(str(type(each).__name__) for each in said) == ["NothingCameBack", "int"]
    followed = at_once(lambda: follow(batch), lambda: follow(batch))
    assert sorted(type(each).__name__ for each in followed) == ["Batch", "NothingToFollowUp"]
    books_agree()


def opened_again(wanted: str) -> ClaimLine:
    line = line_of(batch_of(SETTLED), 1)
    told = {"line_id": line.pk, "wanted": wanted, "reason": "核查"}
    reopen(**told, by=officer("county_reviewer"), at=at(9, ORDERED))
    return line


def test_what_came_back_is_paid_again_before_it_is_decided_again(chain: Database) -> None:
    line = opened_again("reconsidered")
    opened_again("revoked")
    take_back(sent_back())
    told = {"line_id": line.pk, "at": at(17, ORDERED)}
    with pytest.raises(NothingToReopen, match="先重新付清"):
        reconsider(**told, shelf=shelf(), by=officer("county_checker"))
    with pytest.raises(NothingToReopen, match="先重新付清"):
        revoke(**told, by=officer("county_leader"))


@pytest.mark.parametrize(("reference", "left"), [("TH1", 0), ("TH2", 1)])
def test_what_came_back_of_a_revoked_grant_is_explained_by_its_recovery(
    chain: Database, reference: str, left: int
) -> None:
    line = opened_again("revoked")
    revoke(line_id=line.pk, by=officer("county_leader"), at=at(10, ORDERED))
    batch = sent_back()
    fen = fen_of(batch)[1]
    with pytest.raises(NothingCameBack):
        take_back(batch)
    told = {"line_id": line.pk, "fen": fen, "reference": reference}
    made = recover(**told, by=officer("finance_maker"), at=at(16, ORDERED))
    by = officer("finance_checker")
    confirm_recovery(recovery_id=made.pk, by=by, at=at(17, ORDERED))
    assert look(lambda: reconcile([batch]))[0].difference == left * fen
    books_agree()


def test_a_batch_the_bank_paid_whole_has_no_follow_up(chain: Database) -> None:
    batch = batch_of(SENT)
    with pytest.raises(NothingToFollowUp):
        follow(batch)
    take(batch, [row(batch, place) for place in fen_of(batch)], statement=False)
    with pytest.raises(NothingToFollowUp):
        follow(batch)


def another_sum(fen: int) -> Batch:
    """The answer says another sum of the first line, and so does the statement that two take."""
    batch = batch_of(SENT)
    rows = [row(batch, 1, fen=fen), row(batch, 2), row(batch, 3)]
    assert take(batch, rows, statement=False).bad == 1
    assert states(batch) == ["unknown", "paid", "paid"]
    assert take(batch, rows, hour=16).bad == 0
    resolve(batch)
    return batch


def test_what_the_bank_paid_less_is_topped_up_by_a_line_that_follows(chain: Database) -> None:
    before = fund_of(SENT)
    batch = another_sum(OFF[0])
    fen = fen_of(batch)
    assert states(batch) == ["paid", "paid", "paid"]
    assert line_of(batch, 1).state == "returned"
    short = fen[1] - OFF[0]
    after = fund_of(SENT)
    assert after.paid_fen == before.paid_fen + batch.fen - short
    assert look(lambda: reconcile([batch]))[0].difference == 0
    books_agree()
    top_up = follow(batch)
    assert (top_up.count, top_up.fen) == (1, short)
    further = look(lambda: attempts_of(top_up).first()).line
    assert further.follows_id == look(lambda: attempts_of(batch).first()).line_id
    pay(top_up)
    assert line_of(batch, 1).state == "paid"
    assert fund_of(SENT).paid_fen == before.paid_fen + batch.fen
    books_agree()


def test_what_the_bank_paid_more_is_recovered(chain: Database) -> None:
    before = fund_of(SENT)
    batch = another_sum(OFF[1])
    line, over = line_of(batch, 1), OFF[1] - fen_of(batch)[1]
    assert (line.state, due(line)) == ("paid", -over)
    assert fund_of(SENT).free_fen == before.free_fen - over
    assert look(lambda: reconcile([batch]))[0].difference == 0
    books_agree()
    maker, checker = officer("finance_maker"), officer("finance_checker")
    back = recover(line_id=line.pk, fen=over, reference="冲正 1", by=maker, at=at(17, ORDERED))
    confirm_recovery(recovery_id=back.pk, by=checker, at=at(18, ORDERED))
    assert fund_of(SENT).free_fen == before.free_fen
    assert due(line) == 0
    books_agree()


def test_more_than_the_fund_has_free_is_not_entered(chain: Database) -> None:
    with pytest.raises(NothingFree, match="要求银行冲正"):
        another_sum(fund_of(SENT).appropriated_fen)
    assert states(batch_of(SENT)) == ["unknown", "paid", "paid"]


def test_a_top_up_that_came_back_is_due_again_beside_what_stayed(chain: Database) -> None:
    batch = another_sum(OFF[0])
    top_up = follow(batch)
    pay(top_up)
    take(top_up, [row(top_up, 1, paid=False, came_back=True, reference="TH9")], hour=21)
    take_back(top_up)
    assert follow(top_up).fen == top_up.fen
    lines = Line.objects.filter(decision__line=line_of(batch, 1))
    assert look(lambda: lines.count()) == 2
    books_agree()


def test_what_was_paid_first_came_back_after_a_top_up_and_only_that_is_due(chain: Database) -> None:
    batch = another_sum(OFF[0])
    pay(follow(batch))
    back = row(batch, 1, paid=False, came_back=True, reference="TH1", fen=OFF[0])
    take(batch, [back], hour=21)
    take_back(batch)
    again = follow(batch)
    assert again.fen == OFF[0]
    pay(again)
    assert line_of(batch, 1).state == "paid"
    books_agree()


def test_every_fen_that_stayed_paid_is_traced(chain: Database) -> None:
    another_sum(OFF[1])
    resolve(batch_of(ANSWERED))
    pay(follow(_bounced()))
    proof = look(lambda: [prove_all()])[0]
    lost = [each for each in proof.missing if "的封存块" not in each]
    assert lost == []
    entered = look(lambda: Entry.objects.filter(movement__in=("overpay", "bounce")).count())
    assert entered == 2


def _bounced() -> Batch:
    batch = sent_back()
    take_back(batch)
    return batch
