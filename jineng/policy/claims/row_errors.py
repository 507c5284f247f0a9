"""What is wrong in a table, cell by cell, and which rows are whole?"""

from collections.abc import Iterable

import polars as pl

WRONG: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "says": pl.String(),
    "mend": pl.String(),
}


def no_errors() -> pl.DataFrame:
    """Return a table of errors without one."""
    return pl.DataFrame(schema=WRONG)


def wrong_cells(
    column: str, rows: pl.Series, values: pl.Series, says: str | pl.Series, mend: str | pl.Series
) -> pl.DataFrame:
    """Return the errors of one column: rows counted from 0, values as read, and the sentences."""
    told = {"row": rows, "value": values}
    texts = {"column": column, "says": says, "mend": mend}
    frame = pl.DataFrame(told).with_columns(
        (text if isinstance(text, pl.Series) else pl.lit(text)).alias(name)
        for name, text in texts.items()
    )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in WRONG.items())


def empty_cells(
    column: str, values: pl.Series, says: str, mend: str, *, but: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return an error for each null of a column that may have none, `but` those told already."""
    if values.null_count() == (0 if but is None else but.height):
        return no_errors()
    rows = pl.DataFrame({"row": values.is_null().arg_true().cast(pl.Int64)})
    rows = rows if but is None else rows.join(but, on="row", how="anti")
    return wrong_cells(column, rows["row"], pl.repeat("", rows.height, eager=True), says, mend)


def joined(errors: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return all errors in the order of the rows."""
    some = [each for each in errors if each.height] or [no_errors()]
    return pl.concat(some).sort("row", maintain_order=True)


def without(frame: pl.DataFrame, errors: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in which nothing is wrong; the table itself when that is all of them."""
    if errors.is_empty():
        return frame
    whole = pl.int_range(frame.height, eager=True).is_in(errors["row"].unique().implode())
    return frame.filter(~whole)


def numbered(errors: pl.DataFrame, rows: pl.Series | None) -> pl.DataFrame:
    """Give each error the file's own number of its row; counted from 1 where it has none."""
    if rows is None:
        return errors.with_columns(pl.col("row") + 1)
    return errors.with_columns(row=rows.gather(errors["row"]).cast(WRONG["row"]))
