"""How are decisions and errors written for people and for programs, and how are they summed up?"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from jineng.policy.claims.claims_table import BESIDE, Claims
from jineng.policy.language.answer import Outcome
from jineng.policy.one.check import SHOWN
from jineng.policy.packs.plan import Plan
from jineng.policy.prose.sentences import in_sentences, verdicts
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

ERROR_HEADS = ("文件", "行", "列", "值", "问题", "怎么改")
MOST_ROWS_OF_A_SHEET = 1_048_575
# What a spreadsheet program would take for a formula.
FORMULA = r"^[=+\-@\t\r]"
NO_RULE = "no_rule_says"


class CannotWriteFile(Refusal):
    """The file's kind or its size does not do for what is to be written."""


def check_suffix(path: Path | None) -> None:
    """Refuse a file we cannot write before any work is done."""
    if path is not None and path.suffix.lower() not in WRITERS:
        kinds = "、".join(each.removeprefix(".") for each in WRITERS)
        raise CannotWriteFile(f"{path.name} 不是能写的种类，请写成 {kinds} 之一")
    if path is not None and not path.absolute().parent.is_dir():
        raise CannotWriteFile(f"没有文件夹 {path.parent}，请先建好")


def write_decisions(
    path: Path, plan: Plan, claims: Claims, decided: pl.DataFrame, *, rules: bool
) -> None:
    """Write decisions: Parquet and Arrow with their types, csv and xlsx in words.

    `rules` adds a column for each rule to the words; the typed files have the masks.
    """
    beside = claims.claims.select(claims.kept)
    if path.suffix.lower() in TYPED:
        write(path, pl.concat([decided, beside], how="horizontal"))
        return
    words = [in_sentences(plan, claims.claims, decided)]
    words.append(
        beside.rename({each: BESIDE[each][0] for each in beside.columns if each in BESIDE})
    )
    if rules:
        words.append(verdicts(plan, decided))
    write(path, pl.concat(words, how="horizontal"))


def write_errors(path: Path, errors: pl.DataFrame) -> None:
    """Write the table of errors: 文件 行 列 值 问题 怎么改."""
    write(path, errors.rename(dict(zip(errors.columns, ERROR_HEADS, strict=True))))


def write(path: Path, frame: pl.DataFrame) -> None:
    """Write a table whole or not at all, in the kind of file its name asks for."""
    part = path.with_name(f"{path.name}.part")
    WRITERS[path.suffix.lower()](part, frame)
    part.rename(path)


def _csv(path: Path, frame: pl.DataFrame) -> None:
    """With a mark, by which spreadsheet programs know the encoding; formulas are disarmed."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    guarded = [
        pl.when(pl.col(name).str.contains(FORMULA))
        .then(pl.concat_str(pl.lit("'"), name))
        .otherwise(name)
        .alias(name)
        for name in texts
    ]
    frame.with_columns(guarded).write_csv(path, include_bom=True)


def _xlsx(path: Path, frame: pl.DataFrame) -> None:
    """Text is written as text, so that no cell is a formula whatever it begins with."""
    if frame.height > MOST_ROWS_OF_A_SHEET:
        most = f"一张 Excel 表最多 {MOST_ROWS_OF_A_SHEET:,} 行"
        raise CannotWriteFile(f"{frame.height:,} 行写不下：{most}，请写成 csv 或 parquet")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("判定")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value)
        made.data_type = "s"
        return made

    sheet.append([cell(head) for head in frame.columns])
    for row in frame.iter_rows():
        sheet.append([cell(value) for value in row])
    book.save(path)


def _parquet(path: Path, frame: pl.DataFrame) -> None:
    frame.write_parquet(path, compression="zstd", compression_level=1)


def _arrow(path: Path, frame: pl.DataFrame) -> None:
    frame.write_ipc(path, compression="zstd")


TYPED: Mapping[str, Callable[[Path, pl.DataFrame], None]] = {".parquet": _parquet, ".arrow": _arrow}
WRITERS: Mapping[str, Callable[[Path, pl.DataFrame], None]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    **TYPED,
}


def summary(plan: Plan, sums: pl.DataFrame) -> str:
    """Return counts and fen by outcome, then by rule in the order of the document.

    `sums` are rows of outcome, rule, count and fen.
    """
    clauses = {rule.id: rule.clause for rule in plan.rules} | {NO_RULE: "没有规定"}
    each = {(outcome, rule): (count, fen) for outcome, rule, count, fen in sums.rows()}
    lines = [_line("合计", *_total(each.values()))]
    for outcome in Outcome:
        mine = {rule: each[outcome, rule] for rule in clauses if (outcome, rule) in each}
        if mine:
            lines.append(_line(SHOWN[outcome], *_total(mine.values())))
            lines += [_line(f"  {rule}（{clauses[rule]}）", *told) for rule, told in mine.items()]
    return "\n".join(lines)


def _total(sums: Iterable[tuple[int, int]]) -> tuple[int, int]:
    counts = list(sums)
    return sum(count for count, _ in counts), sum(fen for _, fen in counts)


def _line(name: str, count: int, fen: int) -> str:
    """Return one line of the summary; a Chinese character takes the width of two others."""
    wide = len(name) + sum(ord(each) > 0x2E7F for each in name)
    return f"{name}{' ' * max(2, 46 - wide)}{count:>12,} 件{yuan_text(fen):>22} 元"
