"""How are a payment file written and the bank's files read?

One plain layout, UTF-8 with LF: a head line, then one line a payment. The file is a pure function
of its batch: the same batch gives the same bytes.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from jineng.foundation.documents.reading.errors import RowError, WrongPaper
from jineng.values.money import fen_from_yuan, plain_yuan

ORDER_HEAD = "代发文件"
ANSWER_HEAD = {"回盘文件": False, "对账单": True}
OUTCOMES = {"成功": True, "失败": False}


@dataclass(frozen=True)
class Transfer:
    """One transfer to ask of the bank: its position, account, holder, whole fen and reference."""

    position: int
    account: str
    holder: str
    fen: int
    reference: str


@dataclass(frozen=True)
class BankRow:
    """One line of a bank's file: what became of one position. `fen` is what was debited."""

    row: int
    position: int
    paid: bool
    fen: int
    reference: str
    remark: str


@dataclass(frozen=True)
class BankPaper:
    """A bank's file: for which batch, an answer or a statement, and its lines."""

    batch: str
    is_statement: bool
    rows: tuple[BankRow, ...]
    errors: tuple[RowError, ...]


def write_order(batch: str, transfers: Sequence[Transfer]) -> bytes:
    """Return the payment file of a batch: head with count and sum, then its transfers in order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    total = sum(transfer.fen for transfer in transfers)
    writer.writerow([ORDER_HEAD, batch, len(transfers), plain_yuan(total)])
    for each in sorted(transfers, key=lambda transfer: transfer.position):
        writer.writerow(
            [each.position, each.account, each.holder, plain_yuan(each.fen), each.reference]
        )
    return out.getvalue().encode()


def read_bank_file(content: bytes, name: str) -> BankPaper:
    """Read an answer (回盘文件) or a statement (对账单); refuse whole what is neither."""
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except UnicodeDecodeError as broken:
        raise WrongPaper(f"{name} 不是 UTF-8 文字文件，请向银行重新下载回盘文件") from broken
    if not lines or lines[0][0] not in ANSWER_HEAD or len(lines[0]) < 2:
        raise WrongPaper(f"{name} 第 1 行不是“回盘文件”或“对账单”表头，请核对是否选错了文件")
    rows: list[BankRow] = []
    errors: list[RowError] = []
    for number, cells in enumerate(lines[1:], 2):
        read = _row(number, cells)
        if isinstance(read, BankRow):
            rows.append(read)
        else:
            errors.append(read)
    return BankPaper(lines[0][1], ANSWER_HEAD[lines[0][0]], tuple(rows), tuple(errors))


def _row(number: int, cells: Sequence[str]) -> BankRow | RowError:
    try:
        position, outcome, yuan, reference, remark = cells
        return BankRow(
            row=number,
            position=int(position),
            paid=OUTCOMES[outcome],
            fen=fen_from_yuan(yuan),
            reference=reference,
            remark=remark,
        )
    except (ValueError, KeyError):
        return RowError(
            sheet="",
            row=number,
            column="整行",
            value=",".join(cells),
            code="not_a_bank_line",
            says="这一行不是“序号、成功或失败、金额、流水号、说明”五项",
            mend="请向银行重新下载文件，不要手工改动",
        )
