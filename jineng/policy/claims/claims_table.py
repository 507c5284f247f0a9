"""Which claims of a table can be decided, and what is wrong with the others?

A table of any origin becomes the columns that decide_all takes. A row with a wrong cell is not
decided: it stands in the table of errors, with the file's own row number; the others go on.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from jineng.policy.claims.cells import as_texts, read_column
from jineng.policy.claims.headings import Headings, Wanted, read_headings
from jineng.policy.claims.history_table import Earlier
from jineng.policy.claims.keys import read_numbers, read_persons
from jineng.policy.claims.row_errors import empty_cells, joined, numbered, without
from jineng.policy.language.glossary import FactWord, Glossary, Kind
from jineng.policy.language.history import histories_of
from jineng.policy.packs.plan import Plan
from jineng.values.names import tidy_heading
from jineng.values.refusal import Refusal

NUMBER = FactWord("编号", "number", Kind.TEXT)
PERSON = FactWord("人员", "person", Kind.TEXT)
ON = FactWord("日期", "on", Kind.DAY)
# Columns that say whose claim it is, for sums by region and the like; no rule reads them.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "region": ("地区", "地区代码", "region"),
    "institution": ("机构", "培训机构", "institution"),
    "category": ("类别", "category"),
    "fund": ("资金", "资金渠道", "fund"),
    "subsidy": ("补贴", "补贴种类", "subsidy"),
    "class": ("班期", "班期编号", "class"),
    "name": ("姓名", "name"),
    "note": ("备注", "note"),
}
ANY_DAY = date(2000, 1, 1)


class NoRows(Refusal):
    """The table has no claim in it."""


@dataclass(frozen=True)
class Claims:
    """A table of claims, read.

    `claims` are the rows that can be decided: number, person, on, the facts by id, the columns of
    `kept`. `errors` has row (as the file counts), column, value, says, mend. `untold` names the
    facts for which there is no column: unknown in every row. `unasked` are columns of facts the
    question does not ask. `read` counts the rows of the file.
    """

    claims: pl.DataFrame
    errors: pl.DataFrame
    kept: tuple[str, ...]
    untold: tuple[str, ...]
    unasked: tuple[str, ...]
    read: int

    @property
    def refused(self) -> int:
        """How many rows were not decided."""
        return self.read - self.claims.height


def known_headings(plan: Plan) -> frozenset[str]:
    """Return the headings by which the first line of a table of claims is known."""
    return frozenset(name for want in _wanted(plan) for name in want.names)


def read_claims(
    frame: pl.DataFrame,
    plan: Plan,
    glossary: Glossary,
    *,
    name: str,
    rows: pl.Series | None = None,
    typed: bool = False,
    keep: Collection[str] = (),
    earlier: Earlier | None = None,
) -> Claims:
    """Check a table and give it the types of decide_all.

    `rows` are the file's own numbers of the rows, else counted from 1. `typed`: the table has
    types (Parquet, Arrow, a query), else every cell is text. `keep` are more columns that stay
    beside. With `earlier`, a person of whose earlier grants one cannot be read is not decided.
    Raises WrongColumns and NoRows; whatever concerns one row only is in `errors`.
    """
    if frame.is_empty():
        raise NoRows(f"{name} 里没有一行申领，请核对是否导出完整")
    heads = _heads(frame, plan, glossary, keep, name)
    columns, errors = _facts(frame, plan, heads, typed=typed)
    keys, wrong = _keys(frame, heads, typed=typed)
    beside = list(_beside(frame, heads, keep))
    claims = pl.DataFrame([*keys, *columns, *beside])
    found = [*errors, *wrong]
    if earlier is not None:
        found.append(earlier.cannot_count(claims["person"]))
    some = joined(found)
    return Claims(
        claims=without(claims, some),
        errors=numbered(some, rows),
        kept=tuple(each.name for each in beside),
        untold=tuple(w.name for fact_id, w in plan.facts.items() if fact_id not in heads.found),
        unasked=heads.unasked,
        read=frame.height,
    )


def _heads(
    frame: pl.DataFrame, plan: Plan, glossary: Glossary, keep: Collection[str], name: str
) -> Headings:
    return read_headings(
        frame.columns,
        _wanted(plan),
        kept=[*keep, *(each for names in BESIDE.values() for each in names)],
        known=[each for word in glossary.by_id.values() for each in _names(word)],
        name=name,
    )


def asks_history(plan: Plan) -> bool:
    """Whether an answer may depend on what the same person was granted before."""
    return bool(histories_of(plan.rules))


def _wanted(plan: Plan) -> list[Wanted]:
    ordered = asks_history(plan)
    wanted = [
        Wanted("number", NUMBER, ("编号", "申领编号", "number"), needed=True),
        Wanted("person", PERSON, ("人员", "身份证号", "身份证号码", "person"), needed=ordered),
        Wanted("on", ON, ("日期", "on"), needed=ordered),
    ]
    for word in plan.facts.values():
        wanted.append(Wanted(word.id, word, _names(word)))
        doubt = FactWord(f"{word.name}?", f"{word.id}?", Kind.FLAG)
        wanted.append(Wanted(doubt.id, doubt, (doubt.name, doubt.id)))
    return wanted


def _names(word: FactWord) -> tuple[str, ...]:
    return (word.name, word.id)


def _facts(
    frame: pl.DataFrame, plan: Plan, heads: Headings, *, typed: bool
) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    columns, errors = [], []
    for fact_id, word in plan.facts.items():
        found, doubt = heads.found.get(fact_id), heads.found.get(f"{fact_id}?")
        if found is None:
            continue
        read = read_column(word, frame[found.column], yuan=found.yuan, typed=typed)
        errors.append(read.wrong)
        unknown = read.unknown
        if doubt is not None:
            said = frame[doubt.column].cast(pl.Boolean).fill_null(False)
            unknown = said if unknown is None else unknown | said
        columns += _with_doubt(read.values.alias(fact_id), unknown, word)
    return columns, errors


def _with_doubt(values: pl.Series, unknown: pl.Series | None, word: FactWord) -> list[pl.Series]:
    """Return a fact's column; where empty means absent, a second one says which are unknown."""
    if unknown is None:
        return [values]
    if word.nullable:
        return [values, unknown.alias(f"{values.name}?")]
    told = pl.DataFrame([values, unknown.alias("?")]).select(
        pl.when(~pl.col("?")).then(values.name)
    )
    return [told.to_series().alias(values.name)]


def _keys(
    frame: pl.DataFrame, heads: Headings, *, typed: bool
) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """Return number, person and day; where no rule looks back, the last two may be lacking."""
    found = heads.found
    numbers, wrong = read_numbers(frame[found["number"].column], typed=typed)
    persons, days, errors = numbers.alias("person"), None, [wrong]
    if "person" in found:
        persons, wrong = read_persons(frame[found["person"].column])
        errors.append(wrong)
    if "on" in found:
        column = read_column(ON, frame[found["on"].column], typed=typed)
        days = column.values.alias("on")
        says, mend = "没有填写日期，排不出先后", "请填写日期，如 2024-06-17"
        errors += [column.wrong, empty_cells("日期", days, says, mend, but=column.wrong)]
    else:
        days = pl.repeat(ANY_DAY, frame.height, eager=True).alias("on")
    return [numbers, persons, days], errors


def _beside(frame: pl.DataFrame, heads: Headings, keep: Collection[str]) -> Iterator[pl.Series]:
    ours = {tidy_heading(each): name for name, names in BESIDE.items() for each in names}
    taken: set[str] = set()
    for column in heads.kept:
        name = column if column in keep else ours.get(tidy_heading(column), column)
        if name not in taken:
            taken.add(name)
            cells = frame[column]
            yield (as_texts(cells) if cells.dtype.is_nested() else cells).alias(name)
