"""Which differences may a bank's file have, and by what must each be found and named?

Every kind spoils the papers that an honest bank would send about a batch of four lines; lines are
rows 2 to 5 of the file. A finding names the row of the file, the position of the batch, or why the
whole file was not taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.answers.papers import ANSWER, STATEMENT
from tests.papers import REJECTED, table

Rows = list[list[object]]
Papers = Sequence[bytes]
POSITION, OUTCOME, YUAN, SERIAL, REMARK = range(5)


@dataclass(frozen=True)
class Planted:
    """One kind of difference: its name, the papers, and what must be found in this order.

    `found` says ("row", 3, words), ("unknown", position, "") or ("refused", 0, words).
    """

    name: str
    papers: Callable[[str, Rows], Papers]
    found: tuple[tuple[str, int, str], ...]
    open: bool = True


def paper(number: str, rows: Rows, head: str = ANSWER) -> bytes:
    """Return a file about a batch."""
    return table((head, number), [tuple(row) for row in rows])


def _second(place: int, value: object) -> Callable[[str, Rows], Papers]:
    """Change one cell of the second line."""

    def papers(number: str, rows: Rows) -> Papers:
        rows[1][place] = value
        return [paper(number, rows)]

    return papers


def _lines(change: Callable[[Rows], Rows]) -> Callable[[str, Rows], Papers]:
    """Change the lines of the only answer."""
    return lambda number, rows: [paper(number, change(rows))]


def _then(change: Callable[[Rows], Rows], head: str = ANSWER) -> Callable[[str, Rows], Papers]:
    """An honest answer first, then another file with changed lines."""

    def papers(number: str, rows: Rows) -> Papers:
        first = paper(number, rows)
        return [first, paper(number, change([list(row) for row in rows]), head)]

    return papers


def _rejected(row: list[object]) -> list[object]:
    return [row[POSITION], REJECTED, row[YUAN], "", "账户异常"]


def _turned(rows: Rows, *places: int) -> Rows:
    return [_rejected(row) if n in places else row for n, row in enumerate(rows)]


def _with(rows: Rows, place: int, column: int, value: object) -> Rows:
    rows[place][column] = value
    return rows


def _paid_after_rejected(number: str, rows: Rows) -> Papers:
    return [paper(number, _turned(rows, 1)), paper(number, rows, STATEMENT)]


def _swapped(number: str, rows: Rows) -> Papers:
    return [paper(number, _turned(rows, 1)), paper(number, _turned(rows, 2), STATEMENT)]


def _whole(content: Callable[[str, Rows], bytes]) -> Callable[[str, Rows], Papers]:
    return lambda number, rows: [content(number, rows)]


_CUT = "项数或宽度不对"
_SECOND_UNKNOWN = ("unknown", 2, "")
_ALL_SENT = tuple(("sent", place, "") for place in (1, 2, 3, 4))


def _row(words: str, *more: tuple[str, int, str]) -> tuple[tuple[str, int, str], ...]:
    return (("row", 3, words), *more)


KINDS: tuple[Planted, ...] = (
    Planted("一分钱之多", _second(YUAN, "1280.01"), _row("金额与制单", _SECOND_UNKNOWN)),
    Planted("一分钱之少", _second(YUAN, "1279.99"), _row("金额与制单", _SECOND_UNKNOWN)),
    Planted("金额为零", _second(YUAN, "0.00"), _row("金额与制单", _SECOND_UNKNOWN)),
    Planted("金额为负", _second(YUAN, "-1280.00"), _row("", _SECOND_UNKNOWN)),
    Planted("金额不到分", _second(YUAN, "1280.005"), _row("不是到分为止的金额", _SECOND_UNKNOWN)),
    Planted("没有金额", _second(YUAN, ""), _row("没有填写金额", _SECOND_UNKNOWN)),
    Planted("金额写成汉字", _second(YUAN, "壹仟"), _row("不是金额", _SECOND_UNKNOWN)),
    Planted("序号不在批内", _second(POSITION, 99), _row("没有这个序号", _SECOND_UNKNOWN)),
    Planted("序号为零", _second(POSITION, 0), _row("没有这个序号", _SECOND_UNKNOWN)),
    Planted("序号不是数字", _second(POSITION, "二甲"), _row("不是序号", _SECOND_UNKNOWN)),
    Planted("没有序号", _second(POSITION, ""), _row("不是序号", _SECOND_UNKNOWN)),
    Planted("结果是第三个词", _second(OUTCOME, "处理中"), _row("不是这种文件", _SECOND_UNKNOWN)),
    Planted("没有结果", _second(OUTCOME, ""), _row("不是这种文件", _SECOND_UNKNOWN)),
    Planted("已付却无流水号", _second(SERIAL, ""), _row("没有银行流水号", _SECOND_UNKNOWN)),
    Planted(
        "同一行出现两次",
        _lines(lambda rows: [*rows[:2], rows[1], *rows[2:]]),
        (("row", 3, "出现两次"), ("row", 4, "出现两次"), _SECOND_UNKNOWN),
    ),
    Planted(
        "一行说付一行说退",
        _lines(lambda rows: [*rows[:2], _rejected(rows[1]), *rows[2:]]),
        (("row", 3, "出现两次"), ("row", 4, "出现两次"), _SECOND_UNKNOWN),
    ),
    Planted(
        "两笔同一流水号",
        _lines(lambda rows: _with(rows, 2, SERIAL, rows[1][SERIAL])),
        (("row", 3, "流水号"), ("row", 4, "流水号"), _SECOND_UNKNOWN, ("unknown", 3, "")),
    ),
    Planted(
        "多出一列",
        _lines(lambda rows: [row + ["?"] if n == 1 else row for n, row in enumerate(rows)]),
        _row(_CUT, _SECOND_UNKNOWN),
    ),
    Planted(
        "行被截断",
        _lines(lambda rows: [row[:3] if n == 1 else row for n, row in enumerate(rows)]),
        _row(_CUT, _SECOND_UNKNOWN),
    ),
    Planted(
        "文件末尾被截",
        _whole(lambda number, rows: paper(number, rows).rsplit(b",", 3)[0]),
        (("row", 5, _CUT), ("unknown", 4, "")),
    ),
    Planted("漏一笔", _lines(lambda rows: [rows[0], *rows[2:]]), (_SECOND_UNKNOWN,)),
    Planted(
        "漏后一半",
        _lines(lambda rows: rows[:2]),
        (("unknown", 3, ""), ("unknown", 4, "")),
    ),
    Planted(
        "只有表头",
        _lines(lambda rows: []),
        tuple(("unknown", place, "") for place in (1, 2, 3, 4)),
    ),
    Planted(
        "多出一笔",
        _lines(lambda rows: [*rows, [5, *rows[0][1:3], "多 1", ""]]),
        (("row", 6, "没有这个序号"),),
        open=False,
    ),
    Planted(
        "批次不存在",
        _whole(lambda number, rows: paper("ZF-2024-970124-9999", rows)),
        (("refused", 0, "ZF-2024-970124-9999"), *_ALL_SENT),
    ),
    Planted(
        "别的文件",
        _whole(lambda number, rows: paper(number, rows, "代发文件")),
        (("refused", 0, "回盘文件"), *_ALL_SENT),
    ),
    Planted("空文件", _whole(lambda number, rows: b""), (("refused", 0, "表头"), *_ALL_SENT)),
    Planted(
        "表头没有批次",
        _whole(lambda number, rows: table((ANSWER,), [tuple(row) for row in rows])),
        (("refused", 0, "第 1 行的项数"), *_ALL_SENT),
    ),
    Planted(
        "不是约定的编码",
        _whole(lambda number, rows: paper(number, rows).decode().encode("gb18030")),
        (("refused", 0, "UTF-8"), *_ALL_SENT),
    ),
    Planted(
        "付后又说退",
        _then(lambda rows: _turned(rows, 1)),
        _row("记为已付，这个文件却说失败"),
        open=False,
    ),
    Planted(
        "退后又说付",
        _paid_after_rejected,
        _row("记为退票，这个文件却说已付"),
    ),
    Planted(
        "付了两次",
        _then(lambda rows: _with(rows, 1, SERIAL, "另一笔")),
        _row("另一个流水号"),
    ),
    Planted(
        "对账单金额不同",
        _then(lambda rows: _with(rows, 1, YUAN, "1300.00"), STATEMENT),
        _row("金额与制单"),
        open=False,
    ),
    Planted(
        "对账单调换了两笔",
        _swapped,
        (("row", 3, "却说已付"), ("row", 4, "却说失败")),
    ),
    Planted(
        "对账单多一笔",
        _then(lambda rows: [*rows, [5, *rows[0][1:3], "多 2", ""]], STATEMENT),
        (("row", 6, "没有这个序号"),),
        open=False,
    ),
    Planted(
        "对账单少一笔",
        _then(lambda rows: [rows[0], *rows[2:]], STATEMENT),
        (("row", 1, "第 2 笔我方记已付"),),
        open=False,
    ),
    Planted(
        "对账单说退票",
        _then(lambda rows: _turned(rows, 3), STATEMENT),
        (("row", 5, "却说失败"),),
        open=False,
    ),
)
