"""Does a later file of the bank contradict what was believed of a batch before?

What the bank said first was believed, and stays so; that it says something else now is told line by
line, and the month does not close over it.
"""

from collections.abc import Iterator, Mapping, Sequence

from jineng.foundation.documents.reading.errors import RowError
from jineng.stages.payments.answers import Said
from jineng.stages.payments.models import Answer, Batch
from jineng.stages.payments.states import AttemptState

FINAL = (AttemptState.PAID, AttemptState.REJECTED)


def contradictions(
    answer: Answer, batch: Batch, said: Mapping[int, Said], wrong: Sequence[RowError]
) -> Iterator[RowError]:
    """Yield what a file says otherwise than the files before it.

    `said` are its lines by position, `wrong` those that were not taken and are told already. Ask
    before the attempts move by the file.
    """
    told = {each.value for each in wrong}
    final = batch.attempts.filter(state__in=FINAL).order_by("position")
    for position, state, reference in final.values_list("position", "state", "evidence__reference"):
        row = said.get(position)
        if row is not None and (says := _otherwise(row, state, reference)):
            yield _told(row.row, position, says)
        elif (
            row is None
            and answer.is_statement
            and state == AttemptState.PAID
            and str(position) not in told
        ):
            yield _told(1, position, f"第 {position} 笔我方记已付，对账单里没有这一笔")


def _otherwise(row: Said, state: str, reference: str) -> str:
    if row.came_back:
        return ""
    if state == AttemptState.PAID and not row.paid:
        return f"这一笔已凭流水号 {reference} 记为已付，这个文件却说失败"
    if state == AttemptState.PAID and row.reference != reference:
        return f"这一笔已凭流水号 {reference} 记为已付，这里是另一个流水号：可能付了两次"
    if state != AttemptState.PAID and row.paid:
        return "这一笔已记为退票，这个文件却说已付：查清之前不会再付"
    return ""


def _told(row: int, position: int, says: str) -> RowError:
    return RowError(
        sheet="",
        row=row,
        column="序号",
        value=str(position),
        code="bank_says_otherwise",
        says=says,
        mend="请向银行查明这一笔，取得书面答复；多付的按追回办理",
    )
