"""How are a payment file written and the bank's files read?

In the layout of the bank that pays. The file is a pure function of its batch: the same batch gives
the same bytes. A bank's file that is damaged is refused whole, or the line in error is; a line is
never read as something else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jineng.foundation.documents.reading.errors import RowError, WrongPaper
from jineng.stages.payments.layouts import (
    ANSWER,
    ORDER,
    STATEMENT,
    Layout,
    Paper,
    Raw,
    Told,
    layout_of,
    layouts,
)
from jineng.values.money import fen_from_yuan, plain_yuan

AGAIN = "请向银行重新下载文件，不要手工改动"
PAID, CAME_BACK = "成功", "退回"
# What a file may have been saved as by somebody who opened it.
OTHERS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


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
    """One line of a bank's file: what became of one position. `fen` is what was debited.

    `came_back`: it was debited, and later credited again. `account` is empty where the layout has
    none.
    """

    row: int
    position: int
    paid: bool
    fen: int
    reference: str
    remark: str
    account: str = ""
    came_back: bool = False


@dataclass(frozen=True)
class BankPaper:
    """A bank's file: in which layout, for which batch, an answer or a statement, and its lines."""

    layout: str
    batch: str
    is_statement: bool
    rows: tuple[BankRow, ...]
    errors: tuple[RowError, ...]


def write_order(layout: str, batch: str, transfers: Sequence[Transfer]) -> bytes:
    """Return the payment file of a batch: count and sum, and its transfers in order."""
    ordered = sorted(transfers, key=lambda transfer: transfer.position)
    rows = [
        {
            "序号": str(each.position),
            "账号": each.account,
            "户名": each.holder,
            "附言": each.reference,
            **_money("金额", each.fen),
        }
        for each in ordered
    ]
    head = _head(batch, len(ordered), sum(each.fen for each in ordered))
    return layout_of(layout).written(ORDER, head, rows)


def write_bank_file(layout: str, batch: str, rows: Sequence[BankRow], *, statement: bool) -> bytes:
    """Return an answer or a statement as a bank that follows the layout writes it."""
    follows = layout_of(layout)
    words = {meant: word for word, meant in follows.outcomes.items()}
    told = [
        {
            "序号": str(each.position),
            "账号": each.account,
            "结果": words[_outcome(each)],
            "流水号": each.reference,
            "说明": each.remark,
            **_money("金额", each.fen),
        }
        for each in rows
    ]
    head = _head(batch, len(rows), sum(each.fen for each in rows))
    return follows.written(STATEMENT if statement else ANSWER, head, told)


def read_order(content: bytes, name: str) -> tuple[str, str, list[Transfer]]:
    """Read a payment file as the bank does; return layout, batch and transfers, or refuse."""
    layout, paper = _layout_of_file(content, name, (ORDER,))
    head, lines = _checked(layout, layout.papers[paper], content, name)
    transfers = [
        Transfer(int(row["序号"]), row["账号"], row["户名"], _fen(row), row["附言"])
        for _, row in lines
        if isinstance(row, Mapping)
    ]
    if len(transfers) != len(lines):
        raise WrongPaper(f"{name} 有读不出的明细行，{AGAIN}")
    return layout.code, head["批次"], transfers


def read_bank_file(content: bytes, name: str) -> BankPaper:
    """Read an answer (回盘) or a statement (对账单) in its layout; refuse whole what is neither.

    Where the file says its count and sum, every line must be read and they must agree.
    """
    layout, paper = _layout_of_file(content, name, (ANSWER, STATEMENT))
    head, lines = _checked(layout, layout.papers[paper], content, name)
    rows: list[BankRow] = []
    errors: list[RowError] = []
    for number, told in lines:
        read = _row(layout, paper, number, told)
        if isinstance(read, BankRow):
            rows.append(read)
        else:
            errors.append(read)
    return BankPaper(layout.code, head["批次"], paper == STATEMENT, tuple(rows), tuple(errors))


def _layout_of_file(content: bytes, name: str, papers: Sequence[str]) -> tuple[Layout, str]:
    """Return the layout and the paper whose mark the first line bears."""
    for layout in layouts().values():
        for paper in papers:
            if layout.is_headed(paper, content):
                return layout, paper
    for layout in layouts().values():
        marks = (layout.papers[paper].head[0].mark for paper in papers)
        if any(mark.encode(other) in content[:64] for mark in marks for other in OTHERS):
            raise WrongPaper(
                f"{name} 第 1 行读不出，{layout.name}应为 {layout.encoding.upper()} 编码，{AGAIN}"
            )
    said = "代发文件" if papers == (ORDER,) else "回盘文件或对账单"
    raise WrongPaper(f"{name} 第 1 行不是{said}的表头，请核对是否选错了文件")


def _checked(
    layout: Layout, paper: Paper, content: bytes, name: str
) -> tuple[Told, list[tuple[int, Told | str]]]:
    """Return the head and the lines (as told, or as text where unreadable) of a whole file."""
    first, *lines = layout.lines(content, name)
    head = layout.told(paper.head, first)
    if head is None:
        raise WrongPaper(f"{name} 第 1 行的项数或宽度不对，{AGAIN}")
    tail = layout.told(paper.tail, lines.pop() if lines else []) if paper.tail else {}
    if tail is None:
        raise WrongPaper(
            f"{name} 到第 {len(lines) + 2} 行为止没有尾行，文件可能只传来一半，{AGAIN}"
        )
    found = [
        (number, layout.told(paper.row, line) or _as_text(layout, line))
        for number, line in enumerate(lines, 2)
    ]
    _refuse_another_sum({**tail, **head}, found, name)
    return head, found


def _refuse_another_sum(said: Told, lines: Sequence[tuple[int, Told | str]], name: str) -> None:
    """Refuse a file whose lines are not as many, or not as much, as it says itself."""
    if "笔数" not in said:
        return
    if said["笔数"].lstrip("0") != (str(len(lines)) if lines else ""):
        raise WrongPaper(
            f"{name} 写明 {said['笔数'].lstrip('0') or 0} 笔，实有 {len(lines)} 行，"
            f"文件缺行或多行，{AGAIN}"
        )
    total = 0
    for number, row in lines:
        try:
            if isinstance(row, str):
                raise ValueError("各项对不上格式")
            total += _fen(row)
        except ValueError as wrong:
            raise WrongPaper(f"{name} 第 {number} 行：{wrong}，合计无法核对，{AGAIN}") from wrong
    try:
        claimed = _fen(said, "合计")
    except ValueError as wrong:
        raise WrongPaper(f"{name} 写明的合计：{wrong}，{AGAIN}") from wrong
    if claimed != total:
        raise WrongPaper(
            f"{name} 写明合计 {plain_yuan(claimed)} 元，各行加起来 {plain_yuan(total)} 元，{AGAIN}"
        )


def _row(layout: Layout, paper: str, number: int, told: Told | str) -> BankRow | RowError:
    if isinstance(told, str):
        return _wrong(number, "整行", told, "这一行的项数或宽度不对")
    outcome = layout.outcomes.get(told["结果"])
    try:
        fen = _fen(told)
    except ValueError as wrong:
        return _wrong(number, "金额", "".join(told.values()), str(wrong))
    if outcome is None or outcome == CAME_BACK and paper != STATEMENT:
        return _wrong(number, "结果", told["结果"], f"结果“{told['结果']}”不是这种文件里的结果")
    if not _is_number(told["序号"]):
        return _wrong(number, "序号", told["序号"], f"“{told['序号']}”不是序号")
    if outcome != "失败" and not told["流水号"]:
        return _wrong(number, "流水号", "", "已付或退回的一笔没有银行流水号")
    return BankRow(
        row=number,
        position=int(told["序号"]),
        paid=outcome == PAID,
        fen=fen,
        reference=told["流水号"],
        remark=told["说明"],
        account=told.get("账号", ""),
        came_back=outcome == CAME_BACK,
    )


def _wrong(number: int, column: str, value: str, says: str) -> RowError:
    return RowError(
        sheet="",
        row=number,
        column=column,
        value=value,
        code="not_a_bank_line",
        says=says,
        mend=AGAIN,
    )


def _outcome(row: BankRow) -> str:
    if row.came_back:
        return CAME_BACK
    return PAID if row.paid else "失败"


def _head(batch: str, count: int, fen: int) -> dict[str, str]:
    return {"批次": batch, "笔数": str(count), **_money("合计", fen)}


def _money(what: str, fen: int) -> dict[str, str]:
    return {f"{what}元": plain_yuan(fen), f"{what}分": str(fen)}


def _fen(told: Told, what: str = "金额") -> int:
    """Return a sum in fen; a ValueError says what is wrong with its text."""
    if f"{what}元" in told:
        return fen_from_yuan(told[f"{what}元"])
    text = told.get(f"{what}分", "")
    if not _is_number(text):
        raise ValueError(f"“{text}”不是以分计的金额")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15 + 3


def _as_text(layout: Layout, line: Raw) -> str:
    if isinstance(line, bytes):
        return line.decode(layout.encoding, "replace")
    return layout.separator.join(line)
