"""How is what a replay found told at the terminal and written to a list?"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from jineng.policy.many.replay import RULE, Replayed
from jineng.policy.many.replay_sums import Totals
from jineng.policy.many.table_files import TYPED, write
from jineng.policy.one.check import SHOWN
from jineng.values.money import yuan_text

SHOWN_ROWS = 15
TITLES: Mapping[str, str] = {
    "region": "地区",
    "institution": "机构",
    "category": "人员类别",
    "fund": "资金",
    "subsidy": "补贴",
    RULE: "由哪条规则变的",
}
HEADS: Mapping[str, str] = {
    "number": "编号",
    "person": "人员",
    "claim": "申领",
    **TITLES,
    "outcome_before": "原结论",
    "fen_before": "原金额（分）",
    "rule_before": "原规则",
    "clause_before": "原依据",
    "payee_before": "原收款",
    "outcome": "新结论",
    "fen": "新金额（分）",
    "rule": "新规则",
    "clause": "新依据",
    "payee": "新收款",
    "fen_change": "差额（分）",
    "turned_by": "由哪条规则变的",
    "turned_clause": "那一条的依据",
    "how": "怎么变的",
}


def progress(totals: Totals, lines: int, seconds: float) -> str:
    """Say how far a replay has come, and what it has found so far."""
    return (
        f"已试算 {totals.lines:,} / {lines:,} 件　变化 {totals.changed:,} 件"
        f"　差额 {signed(totals.fen_after - totals.fen_before)} 元　{seconds:.1f} 秒"
    )


def told(found: Replayed) -> Iterator[str]:
    """Yield what a replay found, line by line: the whole, then by group."""
    totals = found.totals
    yield f"试算 {totals.lines:,} 件，结论、金额或收款变化 {totals.changed:,} 件"
    yield f"  人：多得 {totals.won:,}，少得 {totals.lost:,}，金额不变而结论变 {totals.otherwise:,}"
    yield f"  准予：原 {totals.granted_before:,} 件，新 {totals.granted_after:,} 件"
    change = signed(totals.fen_after - totals.fen_before)
    before, after = yuan_text(totals.fen_before), yuan_text(totals.fen_after)
    yield f"  金额：原 {before} 元，新 {after} 元，差额 {change} 元"
    if totals.reasons:
        yield f"  另有 {totals.reasons:,} 件结论和金额没有变，依据的规则不同"
    for name, table in found.sums.items():
        changed = table.filter(pl.col("changed") > 0)
        if changed.height:
            yield ""
            yield from _table(name, changed)


def _table(name: str, table: pl.DataFrame) -> Iterator[str]:
    counted = ("件数", "变化", "多得(人)", "少得(人)", "其他(人)", "差额（元）")
    rows: list[tuple[str, ...]] = [(TITLES.get(name, name), *counted)]
    for row in table.head(SHOWN_ROWS).iter_rows(named=True):
        key = row[table.columns[0]]
        counts = (row[each] for each in ("lines", "changed", "won", "lost", "otherwise"))
        shown = "（空）" if key is None or key == "" else str(key)
        rows.append((shown, *(f"{count:,}" for count in counts), signed(row["fen_change"])))
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for first, *rest in rows:
        cells = [
            " " * (width - _width(cell)) + cell
            for cell, width in zip(rest, widths[1:], strict=True)
        ]
        yield "  ".join([first + " " * (widths[0] - _width(first)), *cells])
    if table.height > SHOWN_ROWS:
        yield f"……共 {table.height:,} 行，差额大的在前，其余见清单"


def _width(text: str) -> int:
    """A Chinese character takes the width of two others."""
    return len(text) + sum(ord(each) > 0x2E7F for each in text)


def signed(fen: int) -> str:
    """Say a difference in yuan with its sign: +1,234.00, -5.50, 0.00."""
    sign = "+" if fen > 0 else "-" if fen < 0 else ""
    return f"{sign}{yuan_text(abs(fen))}"


def write_list(path: Path, found: Replayed) -> None:
    """Write the changed lines: Parquet and Arrow with their types, csv and xlsx in words."""
    changed = found.changed
    if changed["person"].dtype == pl.String:
        changed = changed.with_columns(_masked())
    if path.suffix.lower() not in TYPED:
        shown = {str(outcome): word for outcome, word in SHOWN.items()}
        changed = changed.with_columns(
            pl.col(name).cast(pl.String).replace(shown) for name in ("outcome_before", "outcome")
        ).rename({name: head for name, head in HEADS.items() if name in changed.columns})
    write(path, changed)


def _masked() -> pl.Expr:
    """Nobody needs the whole number of an identity card to find a line: it has its own."""
    person = pl.col("person")
    is_card = person.str.len_chars().is_in([15, 18])
    shown = pl.concat_str(person.str.slice(0, 6), pl.lit("********"), person.str.slice(-4))
    return pl.when(is_card).then(shown).otherwise(person).alias("person")
