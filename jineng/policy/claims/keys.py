"""Whose claim is it, and under which number? The two columns that everything is joined by."""

import polars as pl

from jineng.policy.claims.row_errors import empty_cells, joined, no_errors, wrong_cells
from jineng.values.identity import normalise

_WHOLE = r"^(0|[1-9][0-9]{0,17})$"
_LOST_DIGITS = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$"
_ALREADY_TIDY = r"^[0-9A-Z_-]+$"
OLD_IDENTITY = 15
TEXT = "请把这一列设为“文本”格式，重新填写完整号码"


def read_numbers(cells: pl.Series, *, typed: bool) -> tuple[pl.Series, pl.DataFrame]:
    """Return the claims' numbers and what is wrong with them: none, lost digits, used twice.

    Whole numbers that a file of text holds throughout become Int64, so that 9 comes before 10.
    """
    numbers = _plain(cells)
    if numbers.dtype == pl.String:
        numbers = numbers.str.strip_chars().replace("", None)
        if not typed and numbers.str.contains(_WHOLE).all():
            numbers = numbers.cast(pl.Int64)
    wrong = [_none(numbers, "编号"), _lost(numbers, "编号"), _twice(numbers)]
    return numbers.alias("number"), joined(wrong)


def read_persons(cells: pl.Series, column: str = "人员") -> tuple[pl.Series, pl.DataFrame]:
    """Return who it concerns, one spelling for each person, and what is wrong with the cells.

    Identity numbers are taken as the system keeps them: half-width, capital X, 18 characters.
    """
    persons, lost = _plain(cells), no_errors()
    if persons.dtype == pl.String:
        odd = ~persons.str.contains(_ALREADY_TIDY) | (persons.str.len_bytes() == OLD_IDENTITY)
        if odd.any():
            lost = _lost(persons, column)
            spelt = persons.filter(odd).unique()
            tidy = [normalise(each) or None for each in spelt]
            persons = persons.replace_strict(spelt, tidy, default=persons)
    return persons.alias("person"), joined([_none(persons, column), lost])


def alike(one: pl.DataFrame, other: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the persons of two tables one type: text, unless both are whole numbers."""
    types = {each.schema["person"] for each in (one, other)}
    if len(types) == 1:
        return one, other
    wanted = pl.String() if pl.String() in types else pl.Int64()
    first, second = (each.with_columns(pl.col("person").cast(wanted)) for each in (one, other))
    return first, second


def _plain(cells: pl.Series) -> pl.Series:
    """Return whole numbers as Int64 where they fit, anything else as text."""
    if cells.dtype.is_integer() and cells.dtype not in (pl.UInt64, pl.Int128):
        return cells.cast(pl.Int64)
    if cells.dtype.is_float():
        whole = cells.cast(pl.Int64, strict=False)
        exact = (whole.cast(pl.Float64) == cells) & (whole.abs() < 10**15)
        if exact.fill_null(True).all():
            return whole
    return cells.cast(pl.String)


def _none(cells: pl.Series, column: str) -> pl.DataFrame:
    return empty_cells(column, cells, f"没有填写{column}", f"请填写{column}")


def _lost(cells: pl.Series, column: str) -> pl.DataFrame:
    if cells.dtype != pl.String or not (lost := cells.str.contains(_LOST_DIGITS)).any():
        return no_errors()
    says = "号码存成了数字，后几位已经丢失"
    return wrong_cells(column, lost.arg_true(), cells.filter(lost), says, TEXT)


def _twice(numbers: pl.Series) -> pl.DataFrame:
    """Every row of a number that is used twice: nobody can say which of them is meant."""
    if _rises(numbers) or not (twice := numbers.is_duplicated() & numbers.is_not_null()).any():
        return no_errors()
    says = "这个编号在表里用了不止一次"
    return wrong_cells(
        "编号", twice.arg_true(), numbers.filter(twice), says, "请给每一件一个编号，或删去重复的行"
    )


def _rises(numbers: pl.Series) -> bool:
    """Whether every whole number is above the one before it, as in most files: then none twice."""
    return numbers.dtype.is_integer() and bool((numbers.diff().drop_nulls() > 0).all())
