"""Are a table of claims and a table of earlier grants such as the rules can read?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.language.glossary import FactWord, Kind
from jineng.values.refusal import Refusal

Ints = NDArray[np.integer[Any]]
UNKNOWN = "?"
DAYS = (Kind.DAY, Kind.MONTH)
NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.PERCENT)
WORDY = (Kind.WORD, Kind.TEXT)
WANTS: Mapping[Kind, str] = {
    Kind.WORD: "应是文字",
    Kind.TEXT: "应是文字",
    Kind.DAY: "应是日期",
    Kind.MONTH: "应是日期",
    Kind.DAYS: "应是日期的列表",
    Kind.COUNT: "应是整数",
    Kind.MONEY: "应是以分为单位的整数",
    Kind.PERCENT: "应是整数，百分之几",
    Kind.FLAG: "应是是或否",
}
EPOCH = date(1970, 1, 1)
PIECE = 65_536
FIRST_DAY, LAST_DAY = ((day - EPOCH).days for day in (date.min, date.max))


class WrongColumn(Refusal):
    """A table lacks a column, or a column holds what it cannot; the first such row is named."""


@dataclass(frozen=True)
class Claims:
    """Claims whose columns are of the types the rules read.

    `frame` has number, person, on, and those facts of `words` that were told; texts as String or
    Enum, numbers and days as they came. `unsure` are the facts with a column `id?` beside them.
    `ranges` are the least and the greatest of each column of numbers or days (since 1970).
    """

    frame: pl.DataFrame
    words: Mapping[str, FactWord]
    unsure: frozenset[str]
    ranges: Mapping[str, tuple[int, int]]


def check_claims(claims: pl.DataFrame, words: Mapping[str, FactWord]) -> Claims:
    """Return the claims as the rules read them. Raises WrongColumn at the first thing wrong."""
    columns = [_key(claims, "number"), _key(claims, "person"), _days_of_all(claims, "on")]
    _all_different(columns[0])
    unsure = []
    for fact_id, word in words.items():
        if fact_id in claims.columns:
            columns.append(_fact(claims[fact_id], word))
            if (beside := _unsure(claims, word)) is not None:
                columns.append(beside)
                unsure.append(fact_id)
    frame = pl.DataFrame(columns)
    return Claims(frame, words, frozenset(unsure), _ranges(frame, words))


def check_history(history: pl.DataFrame, texts: Iterable[str], *, fen: bool) -> pl.DataFrame:
    """Return person, kind, on, and of the grants' texts and fen what is asked for.

    Raises WrongColumn for a column that is not there, of another type, or with an empty cell.
    """
    try:
        columns = [_key(history, "person"), _days_of_all(history, "on")]
        columns += [_whole(_text(_there(history, name), name, WANTS[Kind.TEXT])) for name in texts]
        if fen:
            columns.append(_whole(_integers(_there(history, "fen"), WANTS[Kind.MONEY])))
    except WrongColumn as slip:
        raise WrongColumn(f"历史表：{slip.message}") from slip
    return pl.DataFrame(columns)


def same_persons(claims: pl.DataFrame, history: pl.DataFrame) -> None:
    """Refuse two tables that name persons in different ways."""
    ours, theirs = claims["person"].dtype, history["person"].dtype
    if ours != theirs:
        raise WrongColumn(f"“person”列在申领里是 {ours}，在历史里是 {theirs}；请用同一种写法")


def first_row(bad: pl.Series) -> int:
    """Return the first row where it is true, counted from 1."""
    found = bad.fill_null(False).arg_max()
    return 1 + (found or 0)


def days_of_lists(lists: pl.Series) -> tuple[pl.Series, Ints]:
    """Return the days of lists one after another, and how many each list has."""
    lengths = lists.list.len()
    lengths = lengths.fill_null(0) if lists.null_count() else lengths
    return lists.list.explode(keep_nulls=False, empty_as_null=False), lengths.to_numpy()


def _there(table: pl.DataFrame, name: str) -> pl.Series:
    if name not in table.columns:
        raise WrongColumn(f"表里没有“{name}”列；请补上这一列")
    return table[name]


def _whole(column: pl.Series) -> pl.Series:
    if column.null_count():
        row = first_row(column.is_null())
        raise WrongColumn(f"“{column.name}”列第 {row} 行是空的；请补上")
    return column


def _key(table: pl.DataFrame, name: str) -> pl.Series:
    """Return the numbers or the persons: whole numbers as Int64, or texts."""
    column = _whole(_there(table, name))
    if column.dtype.is_integer():
        return _integers(column, "应是整数或文字")
    return _text(column, name, "应是整数或文字").cast(pl.String)


def _days_of_all(table: pl.DataFrame, name: str) -> pl.Series:
    return _days(_whole(_there(table, name)), WANTS[Kind.DAY])


def _all_different(numbers: pl.Series) -> None:
    if _some_again(numbers):
        row = first_row(~numbers.is_first_distinct())
        value = numbers[row - 1]
        raise WrongColumn(f"“number”列第 {row} 行的“{value}”前面已经有了；每件申领要有自己的编号")


def _some_again(numbers: pl.Series) -> bool:
    if numbers.dtype != pl.Int64 or numbers.is_sorted():
        return numbers.n_unique() < len(numbers)
    # Sorting whole numbers and looking at neighbours is cheaper than keeping count of them.
    values = np.sort(numbers.to_numpy())
    return bool((values[1:] == values[:-1]).any())


def _unsure(claims: pl.DataFrame, word: FactWord) -> pl.Series | None:
    """Return where a fact that may be absent is unknown: as told beside it, or an empty word."""
    name = word.id + UNKNOWN
    beside = _beside(claims[name]) if name in claims.columns else None
    if word.kind != Kind.WORD or not word.nullable:
        return beside
    empty = (claims[word.id].cast(pl.String) == "").fill_null(value=False).rename(name)
    return empty if beside is None else beside | empty


def _beside(column: pl.Series) -> pl.Series:
    if column.dtype != pl.Boolean:
        raise _wrong_type(column, "应是是或否，说明这一行是不是未知")
    return column.fill_null(False) if column.null_count() else column


def _fact(column: pl.Series, word: FactWord) -> pl.Series:
    wants = WANTS[word.kind]
    if word.kind in NUMBERS:
        return _not_negative(_integers(column, wants), word)
    if word.kind in DAYS:
        return _days(column, wants)
    if word.kind == Kind.DAYS:
        return _lists(column, wants)
    if word.kind == Kind.FLAG:
        return _typed(column, pl.Boolean(), wants)
    texts = _text(column, column.name, wants)
    return _words(texts, word) if word.kind == Kind.WORD else texts


def _typed(column: pl.Series, wanted: pl.DataType, wants: str) -> pl.Series:
    """Return the column; one that is all empty may have come without a type."""
    if column.dtype == pl.Null:
        return column.cast(wanted)
    if column.dtype != wanted:
        raise _wrong_type(column, wants)
    return column


def _wrong_type(column: pl.Series, wants: str) -> WrongColumn:
    return WrongColumn(f"“{column.name}”列的类型是 {column.dtype}，{wants}；请更正这一列")


def _wrong_cell(column: pl.Series, bad: pl.Series, wants: str) -> WrongColumn:
    row = first_row(bad)
    return WrongColumn(
        f"“{column.name}”列第 {row} 行的“{column[row - 1]}”不对：{wants}；请更正后再办理"
    )


def _integers(column: pl.Series, wants: str) -> pl.Series:
    if column.dtype == pl.Null:
        return column.cast(pl.Int64)
    if not column.dtype.is_integer():
        raise _wrong_type(column, wants)
    if column.dtype in (pl.UInt64, pl.Int128):
        fits = column.cast(pl.Int64, strict=False)
        if fits.null_count() > column.null_count():
            raise _wrong_cell(column, fits.is_null() & column.is_not_null(), "数太大")
        return fits
    return column.cast(pl.Int64) if column.name in ("number", "person", "fen") else column


def _not_negative(column: pl.Series, word: FactWord) -> pl.Series:
    least = column.min()
    if isinstance(least, int) and least < 0:
        raise _wrong_cell(column, column < 0, f"“{word.name}”应是非负整数")
    return column


def _days(column: pl.Series, wants: str) -> pl.Series:
    days = _typed(column, pl.Date(), wants)
    physical = days.to_physical()
    low, high = physical.min(), physical.max()
    if isinstance(low, int) and isinstance(high, int) and (low < FIRST_DAY or high > LAST_DAY):
        row = first_row((physical < FIRST_DAY) | (physical > LAST_DAY))
        raise WrongColumn(f"“{days.name}”列第 {row} 行的日期在公元 1 年至 9999 年以外；请更正")
    return days


def _lists(column: pl.Series, wants: str) -> pl.Series:
    if column.dtype in (pl.Null, pl.List(pl.Null)):
        column = column.cast(pl.List(pl.Date))
    lists = _typed(column, pl.List(pl.Date), wants)
    # Piece by piece, since the days of all lists laid out at once would take much room.
    pieces = (lists.slice(first, PIECE) for first in range(0, len(lists), PIECE))
    if any(days_of_lists(piece)[0].null_count() for piece in pieces):
        row = first_row(lists.list.eval(pl.element().is_null()).list.any())
        raise WrongColumn(f"“{lists.name}”列第 {row} 行的列表里有空的日期；请补上")
    return lists


def _text(column: pl.Series, name: str, wants: str) -> pl.Series:
    """Return a column of texts as String or Enum."""
    if column.dtype == pl.Null:
        return column.cast(pl.String)
    if isinstance(column.dtype, pl.Categorical):
        found = column.unique().drop_nulls().cast(pl.String)
        return column.cast(pl.Enum(found.sort()))
    if column.dtype != pl.String and not isinstance(column.dtype, pl.Enum):
        raise _wrong_type(column, wants)
    return column


def _words(column: pl.Series, word: FactWord) -> pl.Series:
    """Return words as an Enum; an empty text is a word nobody has told."""
    if isinstance(column.dtype, pl.Enum) and set(column.dtype.categories) <= set(word.words):
        return column
    found = column.cast(pl.Enum(word.words), strict=False)
    if found.null_count() > column.null_count():
        bad = found.is_null() & column.is_not_null() & (column.cast(pl.String) != "")
        if bad.any():
            raise _wrong_cell(column, bad, f"“{word.name}”只能是{'、'.join(word.words)}")
    return found


def _ranges(frame: pl.DataFrame, words: Mapping[str, FactWord]) -> dict[str, tuple[int, int]]:
    ranged = [
        name
        for name in frame.columns
        if name == "on" or (name in words and words[name].kind in (*NUMBERS, *DAYS))
    ]
    found: dict[str, tuple[int, int]] = {}
    for name in ranged:
        physical = frame[name].to_physical()
        low, high = physical.min(), physical.max()
        found[name] = (low, high) if isinstance(low, int) and isinstance(high, int) else (0, 0)
    return found
