"""How does each bank want its files? The layouts, read from the folder of the same name.

A layout says for each of three papers (代发, 回盘, 对账) what stands in the first line, in each
line and in the last one; fields are cut at a separator, or by their width in bytes.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.values.refusal import Refusal

FOLDER = Path(__file__).with_suffix("")
PLAIN = "plain"
ORDER, ANSWER, STATEMENT = "代发", "回盘", "对账"
PAPERS = (ORDER, ANSWER, STATEMENT)
OUTCOMES = ("成功", "失败", "退回")
# Items that are filled up with zeros from the left when their width is fixed.
NUMBERS = ("序号", "笔数", "金额分", "合计分")
ITEMS = (
    *NUMBERS,
    *("标志", "批次", "合计元", "金额元", "账号", "户名", "附言", "结果", "流水号", "说明", "空"),
)
Told = Mapping[str, str]
# A line as it lies in a file: bytes where widths are fixed, else its fields.
Raw = bytes | list[str]


class WrongLayout(Refusal):
    """A layout says something that no file can follow."""


class DoesNotFit(Refusal):
    """A value has no room, or no character, in the bank's layout: nothing is cut off silently."""


@dataclass(frozen=True)
class Field:
    """One field: what it holds, the mark that always stands there, its width in bytes or 0."""

    item: str
    mark: str
    width: int


@dataclass(frozen=True)
class Paper:
    """The fields of a paper's first line, of its lines, and of its last line (maybe none)."""

    head: tuple[Field, ...]
    row: tuple[Field, ...]
    tail: tuple[Field, ...]


@dataclass(frozen=True)
class Layout:
    """How a bank's files look. `separator` is empty where fields have fixed widths."""

    code: str
    name: str
    encoding: str
    newline: str
    separator: str
    quoted: bool
    suffix: str
    outcomes: Mapping[str, str]
    papers: Mapping[str, Paper]

    def written(self, paper: str, head: Told, rows: Sequence[Told]) -> bytes:
        """Return a file: `head` also fills the last line. The same words give the same bytes."""
        fields = self.papers[paper]
        lines = [self._line(fields.head, head), *(self._line(fields.row, row) for row in rows)]
        if fields.tail:
            lines.append(self._line(fields.tail, head))
        return b"".join(lines)

    def is_headed(self, paper: str, content: bytes) -> bool:
        """Whether the first line of a file bears the mark of this paper."""
        mark = self.papers[paper].head[0].mark.encode(self.encoding)
        first = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip()
        if not self.separator:
            return first.startswith(mark)
        return first.split(self.separator.encode())[0].strip(b'"') == mark

    def lines(self, content: bytes, name: str) -> list[Raw]:
        """Return the lines of a file: bytes where widths are fixed, else their fields."""
        text = _decoded(content, self.encoding, name)
        if not self.separator:
            return [line.rstrip(b"\r") for line in content.removesuffix(b"\n").split(b"\n")]
        if self.quoted:
            return [*csv.reader(io.StringIO(text))]
        cut = text.removesuffix("\n").split("\n")
        return [line.rstrip("\r").split(self.separator) for line in cut]

    def told(self, fields: Sequence[Field], line: Raw) -> Told | None:
        """Return what a line says by item; None if it has not these fields or not their marks."""
        cells = self._cells(fields, line) if isinstance(line, bytes) else line
        if cells is None or len(cells) != len(fields):
            return None
        if any(
            field.mark and cell != field.mark for field, cell in zip(fields, cells, strict=True)
        ):
            return None
        return {field.item: cell for field, cell in zip(fields, cells, strict=True)}

    def _cells(self, fields: Sequence[Field], line: bytes) -> list[str] | None:
        if len(line) != sum(field.width for field in fields):
            return None
        cells, start = [], 0
        for field in fields:
            cut = line[start : start + field.width]
            start += field.width
            try:
                cells.append(cut.decode(self.encoding).rstrip(" "))
            except UnicodeDecodeError:
                return None
        return cells

    def _line(self, fields: Sequence[Field], told: Told) -> bytes:
        cells = [field.mark or told.get(field.item, "") for field in fields]
        if self.quoted:
            out = io.StringIO()
            csv.writer(out, lineterminator=self.newline).writerow(cells)
            return out.getvalue().encode(self.encoding)
        bad = {"\n", "\r", self.separator} - {""}
        for cell in cells:
            if any(each in cell for each in bad):
                raise DoesNotFit(f"“{cell}”里有{self.name}用作分隔的字符，请改名后再送银行")
        if self.separator:
            return (self.separator.join(cells) + self.newline).encode(self.encoding)
        parts = [self._padded(*each) for each in zip(fields, cells, strict=True)]
        return b"".join(parts) + self.newline.encode()

    def _padded(self, field: Field, cell: str) -> bytes:
        room = cell.encode(self.encoding)
        if len(room) > field.width:
            raise DoesNotFit(
                f"“{cell}”有 {len(room)} 字节，{self.name}的“{field.item}”只有 {field.width} 字节，"
                "不能截断，请与银行约定后再送"
            )
        if field.item in NUMBERS:
            return room.rjust(field.width, b"0")
        return room.ljust(field.width, b" ")


def layout_of(code: str) -> Layout:
    """Return the layout with this code, or refuse."""
    if code not in layouts():
        raise WrongLayout(f"没有叫 {code} 的代发行格式，现有：{'、'.join(layouts())}")
    return layouts()[code]


@cache
def layouts() -> Mapping[str, Layout]:
    """Return every layout of the folder by its code."""
    found = [
        layout_from(yaml.safe_load(path.read_text("utf-8")))
        for path in sorted(FOLDER.glob("*.yaml"))
    ]
    return {layout.code: layout for layout in found}


def layout_from(told: Mapping[str, Any]) -> Layout:
    """Return the layout that a file of the folder says, or refuse what no file could follow."""
    layout = Layout(
        code=told["编号"],
        name=told["名称"],
        encoding=told["编码"],
        newline=told["换行"],
        separator=told["分隔"],
        quoted=told["引号"] == "是" or told["引号"] is True,
        suffix=told["后缀"],
        outcomes={told["结果"][each]: each for each in OUTCOMES},
        papers={each: _paper(told[each]) for each in PAPERS},
    )
    for name, paper in layout.papers.items():
        _refuse_what_cannot_be(layout, name, paper)
    return layout


def _paper(told: Mapping[str, Any]) -> Paper:
    head, row, tail = (
        tuple(
            Field(each["项"], each.get("值", ""), each.get("宽", 0)) for each in told.get(part, ())
        )
        for part in ("首行", "明细", "尾行")
    )
    return Paper(head, row, tail)


def _refuse_what_cannot_be(layout: Layout, name: str, paper: Paper) -> None:
    fields = (*paper.head, *paper.row, *paper.tail)
    items = {field.item for field in paper.row}
    needs = {"序号", "账号", "户名"} if name == ORDER else {"序号", "结果", "流水号"}
    wrong = [field.item for field in fields if field.item not in ITEMS]
    wrong += [field.item for field in fields if bool(field.width) == bool(layout.separator)]
    wrong += sorted(needs - items)
    if not items & {"金额元", "金额分"}:
        wrong.append("金额")
    if not paper.head or not paper.head[0].mark or "批次" not in {each.item for each in paper.head}:
        wrong.append("首行")
    if wrong:
        raise WrongLayout(f"{layout.name}的{name}文件：{'、'.join(wrong)} 写得不对，请对照说明修改")


def _decoded(content: bytes, encoding: str, name: str) -> str:
    """Return the text of a file, or name the line that is not in its encoding."""
    if encoding != "utf-8" and (line := _other_encoding(content)):
        raise WrongPaper(
            f"{name} 第 {line} 行是 UTF-8 编码，这家银行的文件应为 {encoding.upper()} 编码，"
            "请向银行重新下载，不要另存"
        )
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        raise WrongPaper(
            f"{name} 第 {line} 行有读不出的字，这家银行的文件应为 {encoding.upper()} 编码，"
            "请向银行重新下载，不要另存"
        ) from broken


def _other_encoding(content: bytes) -> int:
    """Return the first line whose Chinese reads as UTF-8 in a file that is UTF-8 throughout."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return 0
    for number, line in enumerate(text.split("\n"), 1):
        if any(character > "\u2e7f" for character in line):
            return number
    return 0
