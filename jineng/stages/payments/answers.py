"""What does a bank's file say of the attempts of a batch, and how do they move by it?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import connection

from jineng.foundation.documents.reading.errors import RowError
from jineng.stages.claims.models import keep_states
from jineng.stages.payments.models import Answer, Attempt, BankLine, Batch
from jineng.stages.payments.papers import BankPaper, BankRow
from jineng.stages.payments.states import AttemptState
from jineng.values.money import yuan_text

# By whether the attempt was unknown, and whether the bank says it paid.
VERB_FOR = {
    (False, True): "pay",
    (False, False): "reject",
    (True, True): "find_paid",
    (True, False): "find_rejected",
}

_KEEP = """
update payments_attempt a
set state = told.state, evidence_id = told.evidence, confirmed_by_id = told.confirmed
from unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
  told (id, state, evidence, confirmed) where a.id = told.id
"""


def keep_bank_lines(
    answer: Answer, batch: Batch, paper: BankPaper, wrong: list[RowError]
) -> Mapping[int, BankLine]:
    """Keep the bank's lines; return by position those that speak of a line of the batch.

    A line that contradicts another of the file, or the order, is kept out and told by its row.
    """
    asked = dict(batch.attempts.values_list("position", "line__fen"))
    positions = Counter(row.position for row in paper.rows)
    references = Counter(row.reference for row in paper.rows if row.reference)
    said: dict[int, BankLine] = {}
    for row in paper.rows:
        if positions[row.position] > 1:
            wrong.append(_odd(row, "这个序号在文件里出现两次，两行都没有采用"))
        elif references[row.reference] > 1:
            wrong.append(_odd(row, f"流水号 {row.reference} 在文件里出现两次，两行都没有采用"))
        elif says := _says_another(row, asked.get(row.position), batch):
            wrong.append(_odd(row, says))
        else:
            said[row.position] = BankLine(
                answer=answer,
                area=answer.area,
                row=row.row,
                position=row.position,
                paid=row.paid,
                fen=row.fen,
                reference=row.reference,
                remark=row.remark,
            )
    BankLine.objects.bulk_create(said.values())
    return said


def _says_another(row: BankRow, asked: int | None, batch: Batch) -> str:
    """Return what of a line is not as it was ordered; nothing, mostly."""
    if asked is None:
        return f"批次 {batch.number} 里没有这个序号"
    if row.paid and row.fen != asked:
        return f"金额与制单的 {yuan_text(asked)} 元不同"
    if row.paid and not row.reference:
        return "说已付，却没有银行流水号"
    return ""


def move_by(attempts: Sequence[Attempt], said: Mapping[int, BankLine]) -> None:
    """Move attempts, and their claim lines, by what the bank said of each, or did not say."""
    moved = []
    for attempt in attempts:
        unknown, bank = attempt.state == AttemptState.UNKNOWN, said.get(attempt.position)
        if bank is None:
            attempt.move("lose")
            continue
        attempt.evidence = bank
        attempt.move(VERB_FOR[unknown, bank.paid])
        line = attempt.line.decision.line
        line.move("pay" if bank.paid else "return")
        moved.append(line)
    _keep(attempts)
    keep_states(moved)


def _keep(attempts: Sequence[Attempt]) -> None:
    """Write attempts that moved, in one statement: their entries then move the fund once."""
    told = [(a.pk, a.state, a.evidence_id, a.confirmed_by_id) for a in attempts]
    columns = [list(column) for column in zip(*told, strict=True)]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, columns)


def _odd(row: BankRow, says: str) -> RowError:
    return RowError(
        sheet="",
        row=row.row,
        column="序号",
        value=str(row.position),
        code="bank_line_not_ours",
        says=says,
        mend="请与银行核对这一笔，取得更正后的文件再导入",
    )
