"""What is said to each row of decisions: in which words, by which clause, for want of what?"""

from collections.abc import Iterator

import polars as pl

from jineng.policy.language import walk
from jineng.policy.language.amounts import in_words, pieces_of
from jineng.policy.language.answer import Outcome
from jineng.policy.language.glossary import FactWord
from jineng.policy.language.prepared import measure_in_words
from jineng.policy.language.rule import Effect, Rule
from jineng.policy.language.tree import Condition, Fact
from jineng.policy.one.check import SHOWN
from jineng.policy.packs.plan import Plan

SILENT = "文件没有规定这种情形，须由人核定"
NO_STANDARD = "没有补贴标准，无从计算，须由人核定"
VERDICTS = {True: "符合", False: "不符合", None: "不能判断"}


def in_sentences(plan: Plan, claims: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Return number, 结论, 金额（分）, 规则, 依据, 说明 for each decision, in the order given.

    `claims` are the rows that were decided, in the same order: of those that lack a fact it is
    said which.
    """
    told = pl.DataFrame(
        [(str(outcome), rule, *_said(plan, outcome, rule)) for outcome, rule in _pairs(plan)],
        schema={each: pl.String for each in ("outcome", "rule", "依据", "说明")},
        orient="row",
    )
    keys = decided.with_columns(pl.col("outcome", "rule").cast(pl.String))
    joined = keys.join(told, on=["outcome", "rule"], how="left", maintain_order="left")
    lacking = _lacking(plan, claims, decided)
    return joined.select(
        pl.col("number").alias("编号"),
        pl.col("outcome").replace({str(key): word for key, word in SHOWN.items()}).alias("结论"),
        pl.col("fen").alias("金额（分）"),
        pl.col("rule").alias("规则"),
        pl.col("依据"),
        pl.coalesce(lacking, "说明").alias("说明"),
    )


def verdicts(plan: Plan, decided: pl.DataFrame) -> pl.DataFrame:
    """Return one column for each rule, headed by its id: 符合, 不符合, 不能判断."""
    return decided.select(
        pl.when(pl.col("holds") & bit != 0)
        .then(pl.lit(VERDICTS[True]))
        .when(pl.col("unknown") & bit != 0)
        .then(pl.lit(VERDICTS[None]))
        .otherwise(pl.lit(VERDICTS[False]))
        .alias(rule.id)
        for rule, bit in zip(plan.rules, _bits(plan), strict=True)
    )


def _bits(plan: Plan) -> list[pl.Expr]:
    return [pl.lit(1 << place, dtype=pl.UInt64) for place in range(len(plan.rules))]


def _pairs(plan: Plan) -> Iterator[tuple[Outcome, str]]:
    for rule in plan.rules:
        for outcome in Outcome:
            yield outcome, rule.id
    yield Outcome.SILENT, "no_rule_says"


def _said(plan: Plan, outcome: Outcome, rule_id: str) -> tuple[str, str]:
    rule = next((each for each in plan.rules if each.id == rule_id), None)
    if rule is None:
        return "", SILENT
    return f"{rule.document} {rule.clause}", _words(plan, outcome, rule)


def _words(plan: Plan, outcome: Outcome, rule: Rule) -> str:
    does = _does(rule)
    if outcome == Outcome.MISSING:
        return f"事实不足，不能判断是否符合“{rule.clause}”；补齐后再办理"
    if outcome == Outcome.SILENT and rule.effect == Effect.GRANT:
        return NO_STANDARD
    if outcome == Outcome.GRANTED and rule.effect == Effect.GRANT:
        payee = rule.payee or plan.payee
        words = [rule.says, does, f"拨付{payee}" if payee else ""]
        return "，".join(each for each in words if each)
    return rule.says or does


def _does(rule: Rule) -> str:
    if rule.measure:
        return measure_in_words(rule.measure)
    return in_words(rule.amount) if rule.effect == Effect.GRANT else str(rule.effect)


def _lacking(plan: Plan, claims: pl.DataFrame, decided: pl.DataFrame) -> pl.Series:
    """Return for each row that lacks facts the sentence that asks for them, null for the others."""
    missing = decided.select(pl.col("outcome") == Outcome.MISSING.value).to_series()
    nothing = pl.repeat(None, decided.height, dtype=pl.String, eager=True)
    if not missing.any():
        return nothing.alias("lacking")
    rows = decided.with_row_index("row").filter(missing).select("row", "rule", "holds")
    parts = [
        _of_rule(plan, plan.rules.index(rule), rule, rows, claims)
        for rule in plan.rules
        if rows["rule"].cast(pl.String).eq(rule.id).any()
    ]
    told = pl.concat(parts)
    every = pl.DataFrame({"row": pl.int_range(decided.height, dtype=pl.UInt32, eager=True)})
    return every.join(told, on="row", how="left", maintain_order="left")["lacking"]


def _of_rule(
    plan: Plan, place: int, rule: Rule, rows: pl.DataFrame, claims: pl.DataFrame
) -> pl.DataFrame:
    mine = rows.filter(pl.col("rule").cast(pl.String) == rule.id)
    facts = claims[mine["row"]].with_columns(
        (mine["holds"] & (1 << place) != 0).alias("?holds"), mine["row"].alias("?row")
    )
    asked = _names_of_unknown(plan, _facts_of(rule.condition), facts)
    owed = _names_of_unknown(plan, _facts_of_amount(rule), facts)
    names = pl.when("?holds").then(owed).otherwise(asked)
    says = pl.format("缺“{}”，不能判断是否符合“{}”；补齐后再办理", names, pl.lit(rule.clause))
    return facts.select(
        pl.col("?row").alias("row"), pl.when(names != "").then(says).alias("lacking")
    )


def _names_of_unknown(plan: Plan, facts: list[Fact], claims: pl.DataFrame) -> pl.Expr:
    words = [plan.facts[each.id] for each in facts]
    told = [pl.when(_unknown(word, claims)).then(pl.lit(word.name)) for word in words]
    return pl.concat_str(told, separator="、", ignore_nulls=True) if told else pl.lit("")


def _unknown(word: FactWord, claims: pl.DataFrame) -> pl.Expr:
    if word.id not in claims.columns:
        return pl.lit(True)
    if not word.nullable:
        return pl.col(word.id).is_null()
    return pl.col(f"{word.id}?") if f"{word.id}?" in claims.columns else pl.lit(False)


def _facts_of(condition: Condition) -> list[Fact]:
    compared = (side for each in walk.comparisons(condition) for side in walk.sides(each))
    return _different(each for side in compared for each in walk.under(side))


def _facts_of_amount(rule: Rule) -> list[Fact]:
    pieces = [each for piece in pieces_of(rule.amount).values() for each in walk.under(piece)]
    due = [fact for each in rule.amount.instalments for fact in _facts_of(each.condition)]
    return _different([*pieces, *due])


def _different(found: Iterator[object] | list[object]) -> list[Fact]:
    return list({each.id: each for each in found if isinstance(each, Fact)}.values())
