"""How is a table written whole to a file, in the kind that its name asks for?"""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from jineng.values.refusal import Refusal

MOST_ROWS_OF_A_SHEET = 1_048_575
# What a spreadsheet program would take for a formula.
FORMULA = r"^[=+\-@\t\r]"


class CannotWriteFile(Refusal):
    """The file's kind or its size does not do for what is to be written."""


def check_suffix(path: Path | None) -> None:
    """Refuse a file we cannot write before any work is done."""
    if path is not None and path.suffix.lower() not in WRITERS:
        kinds = "、".join(each.removeprefix(".") for each in WRITERS)
        raise CannotWriteFile(f"{path.name} 不是能写的种类，请写成 {kinds} 之一")
    if path is not None and not path.absolute().parent.is_dir():
        raise CannotWriteFile(f"没有文件夹 {path.parent}，请先建好")


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
