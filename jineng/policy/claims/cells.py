"""Which cells of a column are values of its fact, and what is wrong with each of the others?

A column whose type already fits is looked at whole, by its extremes; what does not fit, and every
column of text, is read once for each different cell. No row is visited in Python.
"""

from dataclasses import dataclass

import polars as pl

from jineng.policy.claims.row_errors import no_errors, wrong_cells
from jineng.policy.claims.written import (
    FIRST_DAY,
    LAST_DAY,
    MOST_COUNT,
    MOST_FEN,
    MOST_PERCENT,
    NONE,
    UNKNOWN,
    Unfit,
    written,
)
from jineng.policy.language.glossary import FactWord, Kind

HERE = "Asia/Shanghai"
TEXTS = (pl.String, pl.Categorical, pl.Enum)
IN_REACH = pl.col("").is_between(FIRST_DAY, LAST_DAY)
MOST = {Kind.MONEY: MOST_FEN, Kind.COUNT: MOST_COUNT, Kind.PERCENT: MOST_PERCENT}


@dataclass(frozen=True)
class Column:
    """One column as the rules read it: null where a cell is empty, unknown or wrong.

    `unknown` marks the cells that say 未知; None where no cell does. `wrong` has a row for each
    cell that is no value: its row (from 0), column, value as read, what is wrong, what to do.
    """

    values: pl.Series
    unknown: pl.Series | None
    wrong: pl.DataFrame


def read_column(
    word: FactWord, cells: pl.Series, *, yuan: bool = False, typed: bool = False
) -> Column:
    """Read the cells of one fact, whatever type the file gave them.

    Values come out as decide_all takes them: words Enum, text String, days Date or List(Date),
    numbers Int64, yes or no Boolean. `yuan`: bare numbers in the column are yuan, not fen.
    `typed`: the file has types of its own, so that its text is taken letter by letter.
    """
    if cells.dtype.is_nested() and word.kind != Kind.DAYS or cells.dtype == pl.Binary:
        return _all_wrong(word, cells)
    if typed and word.kind == Kind.TEXT and cells.dtype in TEXTS:
        return Column(cells.cast(pl.String), None, no_errors())
    values = _at_once(word, cells, yuan=yuan)
    left = cells.is_not_null() & values.is_null()
    if not left.any():
        return Column(values, None, no_errors())
    return _one_by_one(word, cells, values, left, yuan=yuan)


def type_of(word: FactWord) -> pl.DataType:
    """Return the column type of a fact."""
    match word.kind:
        case Kind.WORD:
            return pl.Enum(word.words)
        case Kind.TEXT:
            return pl.String()
        case Kind.DAY | Kind.MONTH:
            return pl.Date()
        case Kind.DAYS:
            return pl.List(pl.Date)
        case Kind.FLAG:
            return pl.Boolean()
        case _:
            return pl.Int64()


def _at_once(word: FactWord, cells: pl.Series, *, yuan: bool) -> pl.Series:
    """Return the values that can be had without reading a cell; null where that is not so."""
    wanted, dtype = type_of(word), cells.dtype
    if dtype in TEXTS and word.kind not in (Kind.WORD, Kind.TEXT):
        return _plainly_written(word, cells.cast(pl.String), yuan=yuan)
    match word.kind:
        case Kind.WORD if dtype in TEXTS:
            return cells.cast(pl.String).cast(wanted, strict=False)
        case Kind.TEXT if dtype in TEXTS:
            plain = cells.cast(pl.String).str.strip_chars()
            return _kept(plain, ~pl.col("").is_in([NONE, UNKNOWN]))
        case Kind.DAY | Kind.MONTH if dtype in (pl.Date, pl.Datetime):
            days = _kept(_local(cells), IN_REACH)
            return days.dt.month_start() if word.kind == Kind.MONTH else days
        case Kind.DAYS if dtype in (pl.List(pl.Date), pl.List(pl.Null)):
            days = cells.cast(wanted)
            return _kept(days, pl.col("").list.agg(_all_in_reach()))
        case Kind.FLAG if dtype == pl.Boolean:
            return cells
        case Kind.COUNT | Kind.MONEY | Kind.PERCENT if dtype.is_numeric() and not yuan:
            return _numbers(cells, MOST[word.kind])
    return pl.repeat(None, len(cells), dtype=wanted, eager=True)


def _plainly_written(word: FactWord, cells: pl.Series, *, yuan: bool) -> pl.Series:
    """Return what the usual way of writing says, column by column; null for any other way."""
    match word.kind:
        case Kind.DAY:
            days = cells.str.to_date("%Y-%m-%d", strict=False, exact=True)
            return _kept(days, IN_REACH)
        case Kind.FLAG:
            yes = pl.when(pl.col("") == "是").then(True).when(pl.col("") == "否").then(False)
            return cells.alias("").to_frame().select(yes).to_series()
        case Kind.MONEY | Kind.COUNT if not yuan:
            digits = cells.str.extract("^([0-9]{1,12})$")
            return _numbers(digits.cast(pl.Int64, strict=False), MOST[word.kind])
    return pl.repeat(None, len(cells), dtype=type_of(word), eager=True)


def _all_in_reach() -> pl.Expr:
    return pl.element().is_between(FIRST_DAY, LAST_DAY).fill_null(False).all()


def _numbers(cells: pl.Series, most: int) -> pl.Series:
    """Return whole numbers in reach; a fraction is left to be read, and refused, by itself."""
    if not cells.dtype.is_integer():
        cells = _kept(cells.cast(pl.Float64), pl.col("") == pl.col("").floor())
    return _kept(cells.cast(pl.Int64, strict=False), pl.col("").is_between(0, most, closed="left"))


def _local(cells: pl.Series) -> pl.Series:
    """Return days; a moment that knows its zone is the day on the wall here."""
    if isinstance(cells.dtype, pl.Datetime) and cells.dtype.time_zone:
        cells = cells.dt.convert_time_zone(HERE)
    return cells if cells.dtype == pl.Date else cells.dt.date()


def _kept(cells: pl.Series, when: pl.Expr) -> pl.Series:
    """Return the cells for which something holds, null for the others; cheap when all do."""
    frame = cells.alias("").to_frame()
    holds = frame.select(when.alias("holds")).to_series()
    if holds.all():
        return cells
    return frame.select(pl.when(holds).then(pl.col(""))).to_series()


def _one_by_one(
    word: FactWord, cells: pl.Series, values: pl.Series, left: pl.Series, *, yuan: bool
) -> Column:
    """Read each different cell that is left, once, and give every row what its cell says."""
    texts = as_texts(cells).alias("cell")
    told = _dictionary(word, texts.filter(left).unique().to_list(), yuan=yuan)
    frame = pl.DataFrame([texts, left.alias("left"), values.alias("at_once")]).with_row_index("row")
    read = frame.filter("left").join(told, on="cell", how="left", maintain_order="left")
    wrong = read.filter(pl.col("says").is_not_null())
    column = frame.join(read.select("row", "value", "unknown"), on="row", how="left").sort("row")
    unknown = column["unknown"].fill_null(False)
    return Column(
        column.select(pl.coalesce("at_once", "value")).to_series(),
        unknown if unknown.any() else None,
        wrong_cells(word.name, wrong["row"], wrong["cell"], wrong["says"], wrong["mend"]),
    )


def _dictionary(word: FactWord, cells: list[str], *, yuan: bool) -> pl.DataFrame:
    """Return what each different cell says: its value, whether it is 未知, what is wrong."""
    rows = [_told(word, cell, yuan=yuan) for cell in cells]
    values, unknown, says, mend = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pl.DataFrame(
        {
            "cell": pl.Series(cells, dtype=pl.String),
            "value": pl.Series(values, dtype=type_of(word)),
            "unknown": pl.Series(unknown, dtype=pl.Boolean),
            "says": pl.Series(says, dtype=pl.String),
            "mend": pl.Series(mend, dtype=pl.String),
        }
    )


def _told(word: FactWord, cell: str, *, yuan: bool) -> tuple[object, bool, str | None, str | None]:
    if cell.strip() in ("", UNKNOWN):
        return None, cell.strip() == UNKNOWN, None, None
    try:
        return written(word, cell, yuan=yuan), False, None, None
    except Unfit as unfit:
        return None, False, unfit.says, unfit.mend


def as_texts(cells: pl.Series) -> pl.Series:
    """Return cells as text; a list is written as days are, parted by 、, an empty one as 没有."""
    if isinstance(cells.dtype, pl.List):
        written_out = cells.cast(pl.List(pl.String)).list.join("、", ignore_nulls=False)
        return written_out.replace("", NONE).fill_null("空的日期")
    return cells.cast(pl.String)


def _all_wrong(word: FactWord, cells: pl.Series) -> Column:
    rows = cells.is_not_null().arg_true()
    nothing = pl.repeat(None, len(cells), dtype=type_of(word), eager=True)
    says = f"这一列的类型是 {cells.dtype}，不能作“{word.name}”"
    values = pl.repeat("", len(rows), eager=True)
    return Column(nothing, None, wrong_cells(word.name, rows, values, says, "请导出为文字或数"))
