"""How are decisions and errors written for people and for programs, and how are they summed up?"""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from jineng.policy.claims.claims_table import BESIDE, Claims
from jineng.policy.language.answer import Outcome
from jineng.policy.many.table_files import TYPED, write
from jineng.policy.one.check import SHOWN
from jineng.policy.packs.plan import Plan
from jineng.policy.prose.sentences import in_sentences, verdicts
from jineng.values.money import yuan_text

ERROR_HEADS = ("文件", "行", "列", "值", "问题", "怎么改")
NO_RULE = "no_rule_says"


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
