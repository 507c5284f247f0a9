"""Which grants did people have before, and of whom can that not be told?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from jineng.policy.claims.cells import read_column
from jineng.policy.claims.grant_words import FEN, LEVEL, OCCUPATION, ON, PERSON
from jineng.policy.claims.headings import Found, Wanted, read_headings
from jineng.policy.claims.keys import read_persons
from jineng.policy.claims.row_errors import (
    empty_cells,
    joined,
    no_errors,
    numbered,
    without,
    wrong_cells,
)
from jineng.policy.language.glossary import FactWord, Kind
from jineng.values.refusal import Refusal

LACKING: Mapping[str, str | int] = {"level": "", "fen": 0}
BESIDE = ("姓名", "机构", "培训机构", "地区", "备注", "编号", "班期编号", "班期")


class NobodyNamed(Refusal):
    """A grant whose person cannot be read: nobody's count can be trusted."""


@dataclass(frozen=True)
class Earlier:
    """Earlier grants, read: person, kind, occupation, level, on, fen, as decide_all takes them.

    `errors` as in Claims; `doubtful` are the persons of those rows, with the row of each.
    """

    grants: pl.DataFrame
    errors: pl.DataFrame
    doubtful: pl.DataFrame
    name: str

    def cannot_count(self, persons: pl.Series) -> pl.DataFrame:
        """Return an error for each claim of a person of whom an earlier grant cannot be read."""
        if self.doubtful.is_empty():
            return no_errors()
        claims = pl.DataFrame({"person": persons.cast(pl.String)}).with_row_index("claim")
        hit = claims.join(self.doubtful, on="person", maintain_order="left")
        says = pl.format("《{}》第 {} 行读不出，这个人的次数算不准", pl.lit(self.name), "row")
        return wrong_cells(
            "人员", hit["claim"], hit["person"], hit.select(says).to_series(), "请先更正既往补贴表"
        )


def headings_of_history() -> frozenset[str]:
    """Return the headings by which the first line of a table of earlier grants is known."""
    return frozenset(name for want in _wanted(()) for name in want.names)


def read_history(
    frame: pl.DataFrame,
    *,
    name: str,
    kinds: Collection[str],
    rows: pl.Series | None = None,
    typed: bool = False,
    keep: Collection[str] = (),
) -> Earlier:
    """Check a table of earlier grants: 人员 补贴 职业 等级 日期 金额; no rows are no grants.

    `kinds` are the subsidies and measures there are: another word is an error, for a slip there
    would be a grant that is never counted. `rows` and `typed` as for read_claims. Raises
    WrongColumns, and NobodyNamed when a wrong row does not even say whose it is.
    """
    wanted = _wanted(tuple(kinds))
    heads = read_headings(frame.columns, wanted, kept=[*BESIDE, *keep], known=(), name=name)
    persons, nobody = read_persons(frame[heads.found["person"].column])
    _refuse_nobody(numbered(nobody, rows), name)
    columns, errors = [persons], []
    for want in wanted[1:]:
        column, found = _column(frame, want, heads.found.get(want.field), typed=typed)
        columns.append(column)
        errors.append(found)
    grants, some = pl.DataFrame(columns), joined(errors)
    told = numbered(some, rows)
    whose = persons.cast(pl.String).gather(some["row"])
    doubtful = pl.DataFrame({"person": whose, "row": told["row"]})
    return Earlier(
        grants=without(grants, some),
        errors=told,
        doubtful=doubtful.unique("person", keep="first", maintain_order=True),
        name=name,
    )


def _wanted(kinds: tuple[str, ...]) -> tuple[Wanted, ...]:
    kind = FactWord("补贴", "kind", Kind.WORD, words=kinds)
    return (
        Wanted("person", PERSON, ("人员", "身份证号", "身份证号码", "person"), needed=True),
        Wanted("kind", kind, ("补贴", "补贴种类", "kind"), needed=True),
        Wanted("occupation", OCCUPATION, ("职业", "职业（工种）", "occupation"), needed=True),
        Wanted("level", LEVEL, ("等级", "level")),
        Wanted("on", ON, ("日期", "拨付日期", "on"), needed=True),
        Wanted("fen", FEN, ("金额", "fen")),
    )


def _column(
    frame: pl.DataFrame, want: Wanted, found: Found | None, *, typed: bool
) -> tuple[pl.Series, pl.DataFrame]:
    """Read one column; where it may lack a cell, or be lacking, that is no level and 0 fen."""
    if found is None:
        empty = pl.repeat(LACKING[want.field], frame.height, eager=True)
        return empty.alias(want.field), no_errors()
    column = read_column(want.word, frame[found.column], yuan=found.yuan, typed=typed)
    values, wrong = column.values.alias(want.field), column.wrong
    if values.dtype == pl.Enum:
        values = values.cast(pl.String)
    if want.field in LACKING:
        return values.fill_null(LACKING[want.field]), wrong
    name = want.word.name
    empty_ones = empty_cells(name, values, f"没有填写{name}", f"请补填{name}", but=wrong)
    return values, joined([wrong, empty_ones])


def _refuse_nobody(nobody: pl.DataFrame, name: str) -> None:
    if nobody.height:
        row = nobody["row"][0]
        raise NobodyNamed(
            f"《{name}》第 {row} 行没有写明是谁的补贴，谁的次数都算不准；请先更正这一行"
        )
