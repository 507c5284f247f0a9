"""What officers do with payments."""

from datetime import datetime

from django.db.models import Q

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import Intake
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.foundation.outbox import actions as outbox
from jineng.foundation.people.sealing import seal, sm3
from jineng.stages.funds.models import Fund
from jineng.stages.payments.answers import keep_bank_lines, last_word, move_by
from jineng.stages.payments.differences import contradictions
from jineng.stages.payments.layouts import PLAIN, layout_of
from jineng.stages.payments.models import (
    Answer,
    Attempt,
    Batch,
    PaymentFile,
)
from jineng.stages.payments.ordering import make_batch, order_in_turn
from jineng.stages.payments.papers import (
    read_bank_file,
    write_order,
)
from jineng.stages.payments.queries import asked_of, due, stopped_in, transfers_of
from jineng.stages.payments.reconciling import reconcile
from jineng.stages.payments.signing import signatures_lacking
from jineng.stages.payments.states import AttemptState, BatchState
from jineng.values.days import HERE
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

CHANNEL = "bank"
PURPOSE = "bank"


class NothingDue(Refusal):
    """No line of this fund and payee may be ordered today."""


class TotalDiffers(Refusal):
    """The second officer typed another total than the batch has."""


class WrongBatch(Refusal):
    """The bank's file is about another batch, or one that was never sent."""


class StillOpen(Refusal):
    """A batch is settled when every line of it is answered."""


class Unexplained(Refusal):
    """A batch is settled when the bank debited exactly what we count as paid."""


class NotSignedEnough(Refusal):
    """A large batch leaves when as many people signed as its sum asks for."""


class StoppedMeanwhile(Refusal):
    """A line of the batch was disputed, held or found paid after it was ordered."""


class NothingFree(Refusal):
    """What the bank paid beyond an order cannot be entered while the fund has not as much free."""


class NotDescribed(Refusal):
    """The bank's statement says nothing of a line whose outcome is unknown."""


@act("payments.order")
def order(
    *,
    area: str,
    fund_id: int,
    payee_id: int,
    layout: str = PLAIN,
    by: Officer,
    at: datetime,
) -> Batch:
    """Order every line that is due from one fund to one payee, as one batch in a bank's layout.

    Asked twice, the second finds nothing due any more.
    """
    order_in_turn(area)
    require(by, "payments.order", area)
    day = at.astimezone(HERE).date()
    groups = {(each.fund_id, each.payee_id): each for each in due(area, on=day)}
    group = groups.get((fund_id, payee_id))
    if group is None:
        raise NothingDue("这个资金渠道和收款单位现在没有可以拨付的补贴：公示未满、有异议或已制单")
    batch = make_batch(group, area, layout, None, by, at)
    audit.record(verb="payments.order", subject=batch, officer=by, at=at)
    return batch


@act("payments.confirm")
def confirm(*, number: str, fen: int, by: Officer, at: datetime) -> Batch:
    """Second of two: confirm a batch by typing its total in fen."""
    batch = Batch.objects.locked(number)
    require(by, "payments.confirm", batch.area)
    require_other_person(by, batch.made_by, "制单与复核")
    if fen != batch.fen:
        raise TotalDiffers(
            f"输入的合计 {yuan_text(fen)} 元与批次合计 {yuan_text(batch.fen)} 元不同，请核对后再办"
        )
    moved = batch.move("confirm")
    batch.confirmed_by, batch.confirmed_at = by, at
    batch.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    audit.record(verb="payments.confirm", subject=batch, officer=by, at=at, moved=moved)
    return batch


@act("payments.send")
def send(*, number: str, by: Officer, at: datetime) -> PaymentFile:
    """Write the batch's one file and put it in the outbox; it leaves only after the commit."""
    batch = Batch.objects.locked(number)
    require(by, "payments.send", batch.area)
    if sent := PaymentFile.objects.filter(batch=batch).first():
        return sent
    for position, why in stopped_in(batch).items():
        raise StoppedMeanwhile(f"{number} 第 {position} 笔{why}，查清之前整批不能送银行")
    moved = batch.move("send")
    if lacking := signatures_lacking(batch):
        raise NotSignedEnough(f"{number} 按金额还须 {lacking} 人签字，签齐以前不能送银行")
    content = write_order(batch.layout, batch.number, transfers_of(batch))
    name = f"{batch.number}{layout_of(batch.layout).suffix}"
    file = PaymentFile.objects.create(
        batch=batch,
        area=batch.area,
        name=name,
        content_cipher=seal(content),
        count=batch.count,
        fen=batch.fen,
        digest=sm3(content),
    )
    batch.save(update_fields=["state"])
    batch.attempts.filter(state=AttemptState.PREPARED).update(state=AttemptState.SENT)
    outbox.write(key=batch.number, channel=CHANNEL, name=name, content=content, at=at)
    audit.record(verb="payments.send", subject=batch, officer=by, at=at, moved=moved)
    return file


@act("payments.read_answer")
def read_answer(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Take in a bank's file and account for every line of it and of its batch.

    What an answer leaves out becomes `unknown`: it is never sent again, and waits for a statement.
    So does everything of which a statement comes and no answer ever came.
    """
    file = receive(name=name, kind=PURPOSE, content=content, by=by, at=at)
    require(by, "payments.read_answer", area)
    if known := taken_in(file, PURPOSE, area):
        return known
    paper = read_bank_file(content, name)
    batch = Batch.objects.select_for_update(of=("self",)).filter(number=paper.batch).first()
    if (
        batch is None
        or batch.area != area
        or batch.layout != paper.layout
        or batch.state not in (BatchState.SENT, BatchState.SETTLED)
    ):
        raise WrongBatch(f"{name} 写的批次 {paper.batch} 不是本地区已送银行的批次，请核对文件")
    answer = Answer.objects.create(
        file=file, area=area, batch=batch, is_statement=paper.is_statement, read_by=by, at=at
    )
    wrong = list(paper.errors)
    said = keep_bank_lines(answer, batch, paper, wrong)
    wrong += contradictions(answer, batch, said, wrong)
    move_by(asked_of(batch, AttemptState.SENT), {} if paper.is_statement else said)
    intake = take_in(
        file=file, purpose=PURPOSE, area=area, good=len(said), wrong=wrong, by=by, at=at
    )
    audit.record(verb="payments.read_answer", subject=batch, officer=by, at=at)
    return intake


@act("payments.own_unknown")
def own_unknown(*, number: str, by: Officer, at: datetime) -> int:
    """First of two: take charge of a batch's unknown lines; return how many there are.

    Who has taken charge stays in charge while in office.
    """
    batch = Batch.objects.locked(number)
    require(by, "payments.own_unknown", batch.area)
    unknown = batch.attempts.filter(state=AttemptState.UNKNOWN)
    owned = unknown.filter(Q(resolved_by=None) | Q(resolved_by__is_active=False))
    count = Attempt.objects.filter(pk__in=owned.values("pk")).update(resolved_by=by)
    audit.record(verb="payments.own_unknown", subject=batch, officer=by, at=at)
    return count


@act("payments.resolve_unknown")
def resolve_unknown(*, number: str, by: Officer, at: datetime) -> int:
    """Second of two: settle unknown lines by the bank's statement; return how many."""
    batch = Batch.objects.locked(number)
    require(by, "payments.resolve_unknown", batch.area)
    said = last_word(batch)
    unknown = asked_of(batch, AttemptState.UNKNOWN)
    owners = Officer.objects.in_bulk({each.owner for each in unknown if each.owner})
    for each in unknown:
        if each.position not in said or each.owner is None:
            raise NotDescribed(
                f"{number} 第 {each.position} 笔结果不明：须先有人认领，并导入写明这一笔的对账单"
            )
        require_other_person(by, owners[each.owner], "不明结果的认领与核实")
        _refuse_more_than_is_free(batch, said[each.position].fen - each.fen)
    move_by(unknown, said, confirmed_by=by)
    audit.record(verb="payments.resolve_unknown", subject=batch, officer=by, at=at)
    return len(unknown)


@act("payments.settle")
def settle(*, number: str, by: Officer, at: datetime) -> Batch:
    """Close a batch of which every line was paid or returned."""
    batch = Batch.objects.locked(number)
    require(by, "payments.settle", batch.area)
    open_states = [AttemptState.PREPARED, AttemptState.SENT, AttemptState.UNKNOWN]
    if still := batch.attempts.filter(state__in=open_states).count():
        raise StillOpen(f"{number} 还有 {still} 笔没有结果，不能对平")
    if difference := reconcile([batch])[0].difference:
        raise Unexplained(
            f"{number} 我方记已付与银行扣款相差 {yuan_text(difference)} 元，查明前不能对平"
        )
    moved = batch.move("settle")
    batch.save(update_fields=["state"])
    audit.record(verb="payments.settle", subject=batch, officer=by, at=at, moved=moved)
    return batch


def _refuse_more_than_is_free(batch: Batch, over: int) -> None:
    if over > 0 and over > Fund.objects.get(pk=batch.fund_id).free_fen:
        raise NothingFree(
            f"银行多付了 {yuan_text(over)} 元，{batch.fund}可用资金不够入账："
            "请要求银行冲正并取得更正后的对账单，或先下达资金"
        )
