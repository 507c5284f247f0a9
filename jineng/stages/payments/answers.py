"""What does a bank's file say of the attempts of a batch, and how do they move by it?"""

from collections.abc import Mapping, Sequence

from jineng.foundation.documents.reading.errors import RowError
from jineng.stages.claims.models import keep_states
from jineng.stages.payments.models import Answer, Attempt, BankLine, Batch
from jineng.stages.payments.papers import BankPaper, BankRow
from jineng.stages.payments.queries import attempts_of
from jineng.stages.payments.states import AttemptState
from jineng.values.money import yuan_text

# By whether the attempt was unknown, and whether the bank says it paid.
VERB_FOR = {
    (False, True): "pay",
    (False, False): "reject",
    (True, True): "find_paid",
    (True, False): "find_rejected",
}


def keep_bank_lines(
    answer: Answer, batch: Batch, paper: BankPaper, wrong: list[RowError]
) -> Mapping[int, BankLine]:
    """Keep the bank's lines; return by position those that speak of a line of the batch."""
    asked = {each.position: each.line.fen for each in attempts_of(batch)}
    said: dict[int, BankLine] = {}
    for row in paper.rows:
        if row.position in said:
            wrong.append(_odd(row, "这个序号在文件里出现两次"))
        elif row.position not in asked:
            wrong.append(_odd(row, f"批次 {batch.number} 里没有这个序号"))
        elif row.paid and row.fen != asked[row.position]:
            wrong.append(_odd(row, f"金额与制单的 {yuan_text(asked[row.position])} 元不同"))
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
    Attempt.objects.bulk_update(attempts, ["state", "evidence", "confirmed_by"], batch_size=500)
    keep_states(moved)


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
