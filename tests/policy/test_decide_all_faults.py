"""Would the comparison notice? Each fault is put into one of the two readers and must be seen.

What is compared is what test_decide_all compares and finds equal without a fault: the same random
plans and claims, every column of the answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from jineng.policy.language.rule import Rounding
from jineng.policy.language.tree import Measured, Op, Scope, Span
from jineng.policy.many import (
    amount_columns,
    checked,
    day_columns,
    fold,
    past,
    persons,
    rulings,
    table_columns,
    truths,
)
from jineng.policy.many.columns import Columns
from jineng.policy.many.decide_all import decide_all
from tests.policy.random_claims import one_by_one, random_batch, tables_of
from tests.policy.random_packs import THEMES, random_plan

# So many random plans a fault may slip through before it must be noticed.
BUDGET = 120
FAULTS: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None]]] = {}


def fault(about: str):
    """List a fault under the name of the function that puts it in, with the theme it touches."""

    def listed(put: Callable[[pytest.MonkeyPatch], None]):
        FAULTS[put.__name__] = about, put
        return put

    return listed


@cache
def example(seed: int):
    """A plan, claims and history, and the answers one by one."""
    plan, batch = random_plan(seed), random_batch(seed)
    return plan, *tables_of(batch, seed), one_by_one(plan, batch)


def noticed_at(seeds: Iterable[int]) -> int | None:
    """Return the first seed whose answers differ."""
    for seed in seeds:
        plan, claims, history, answers = example(seed)
        if decide_all(plan, claims, history).rows() != answers:
            return seed
    return None


@fault("history")
def a_limit_is_off_by_one(patch):
    patch.setitem(truths.OPERATORS, Op.LESS, pl.Expr.le)


@fault("days")
def at_least_means_more(patch):
    patch.setitem(truths.OPERATORS, Op.AT_LEAST, pl.Expr.gt)


@fault("history")
def the_first_day_of_a_window_of_months_counts(patch):
    def in_scope(self, on, claim, grant):
        found = original(self, on, claim, grant)
        if self.node.scope == Scope.MONTHS:
            found |= (on[claim] != day_columns.NONE) & (
                self.grants.more["on"][grant] == self.since[claim]
            )
        return found

    original = past._Counts._in_scope
    patch.setattr(past._Counts, "_in_scope", in_scope)


@fault("history")
def the_last_day_of_a_window_of_months_does_not_count(patch):
    def in_scope(self, on, claim, grant):
        found = original(self, on, claim, grant)
        if self.node.scope == Scope.MONTHS:
            found &= self.grants.more["on"][grant] < on[claim]
        return found

    original = past._Counts._in_scope
    patch.setattr(past._Counts, "_in_scope", in_scope)


@fault("history")
def the_same_year_is_any_year(patch):
    patch.setattr(past, "years", lambda days: np.zeros_like(days))


@fault("history")
def claims_are_taken_in_the_order_of_their_numbers_alone(patch):
    def in_order(claims, row, owner):
        return row[np.lexsort((persons._by_number(claims["number"], row), owner))]

    patch.setattr(persons, "_in_order", in_order)


@fault("history")
def claims_of_one_day_are_taken_as_they_came(patch):
    patch.setattr(persons, "_by_number", lambda numbers, row: row.copy())


@fault("history")
def a_refused_claim_uses_up_a_time(patch):
    patch.setattr(fold, "GRANTED", rulings.REFUSED)


@fault("history")
def guessing_once_is_enough(patch):
    patch.setattr(fold.Runs, "after", lambda self, changed: changed[:0])


@fault("history")
def claims_of_the_batch_are_not_history_for_one_another(patch):
    patch.setattr(fold.Fold, "_together", lambda self: iter(()))


@fault("history")
def what_was_granted_before_is_not_looked_at(patch):
    original = fold.Fold._grants_of
    patch.setattr(fold.Fold, "_grants_of", lambda self, history: original(self, history).only([]))


@fault("history")
def grants_of_every_kind_count(patch):
    patch.setattr(
        past.Codes, "among", lambda self, words: np.array([True] * len(self.words) + [False])
    )


@fault("history")
def a_row_grants_the_kind_of_the_page(patch):
    def init(self, rulings_, *args):
        first = rulings_.rules[-1].kind
        rulings_.rules = [replace(rule, kind=first) for rule in rulings_.rules]
        original(self, rulings_, *args)

    original = fold.Fold.__init__
    patch.setattr(fold.Fold, "__init__", init)


@fault("history")
def lower_levels_count_as_higher(patch):
    original = past.Codes.ranks
    patch.setattr(past.Codes, "ranks", lambda self, order: original(self, order[::-1]))


@fault("history")
def levels_outside_the_order_rank_lowest(patch):
    def ranks(self, order):
        return np.maximum(original(self, order), 0)

    original = past.Codes.ranks
    patch.setattr(past.Codes, "ranks", ranks)


@fault("history")
def sums_of_fen_are_of_32_bits(patch):
    def total(node, *args):
        found = original(node, *args)
        wraps = node.measured == Measured.FEN
        return (found * 40_000).astype(np.int32).astype(np.int64) if wraps else found

    original = past.total
    patch.setattr(fold, "total", total)


@fault("history")
def fen_are_counted_as_times(patch):
    original = fold.total
    patch.setattr(
        fold,
        "total",
        lambda node, *args: original(replace(node, measured=Measured.TIMES), *args),
    )


@fault("anything")
def what_is_absent_is_unknown(patch):
    patch.setattr(
        truths,
        "never",
        lambda truth, absent: truth if absent is None else pl.when(~absent).then(truth),
    )


@fault("anything")
def what_is_unknown_is_no(patch):
    original = truths._compare
    patch.setattr(
        truths,
        "_compare",
        lambda *args: replace(found := original(*args), holds=found.holds.fill_null(False)),
    )


@fault("anything")
def what_is_marked_unknown_is_absent(patch):
    original = checked.check_claims

    def check(claims, words):
        found = original(claims, words)
        return replace(found, unsure=frozenset())

    patch.setattr("jineng.policy.many.decide_all.check_claims", check)


@fault("anything")
def a_rule_that_cannot_be_shown_is_passed_over(patch):
    original = rulings.Rulings._decided

    def decided(self):
        steps = original(self)
        known = (pl.col(rulings.HOLDS) ^ self.premises(range(len(self.rules)))) | self._end
        return [[(known & ~pl.col(rulings.UNKNOWN)).alias(rulings.STOPS)], *steps[1:]]

    patch.setattr(rulings.Rulings, "_decided", decided)


@fault("amounts")
def sums_are_rounded_down(patch):
    patch.setitem(
        amount_columns.ROUNDED, Rounding.HALF_UP_FEN, amount_columns.ROUNDED[Rounding.DOWN_FEN]
    )


@fault("amounts")
def yuan_are_rounded_down(patch):
    patch.setitem(
        amount_columns.ROUNDED, Rounding.HALF_UP_YUAN, amount_columns.ROUNDED[Rounding.DOWN_YUAN]
    )


@fault("amounts")
def each_instalment_is_rounded_by_itself(patch):
    def sums(self, top, bottom):
        rounded = amount_columns.ROUNDED[self.amount.rounding]
        parts, upto = {}, pl.lit(0, pl.Int64)
        for n, each in enumerate(self.amount.instalments):
            upto = upto + rounded(top * each.percent, bottom * 100)
            parts[f"until{n}"] = upto
        return parts or {"until": rounded(top, bottom)}

    patch.setattr(amount_columns._Work, "_sums", sums)


@fault("amounts")
def the_limit_is_taken_before_what_was_paid_is_subtracted(patch):
    def within(read, fen):
        if "ceiling" not in read or "minus" not in read:
            return original(read, fen)
        limited = amount_columns._at_most(fen + read["minus"], read["ceiling"]) - read["minus"]
        return limited.clip(0, amount_columns.MOST_FEN)

    original = amount_columns._within_limits
    patch.setattr(amount_columns, "_within_limits", within)


@fault("amounts")
def sums_may_fall_below_nothing(patch):
    def within(read, fen):
        return amount_columns._at_most(fen, read["ceiling"]) if "ceiling" in read else fen

    patch.setattr(amount_columns, "_within_limits", within)


@fault("amounts")
def an_uplift_has_no_limit(patch):
    original = amount_columns._factors
    patch.setattr(
        amount_columns,
        "_factors",
        lambda amount, *args: original(replace(amount, uplift_most=0), *args),
    )


@fault("amounts")
def begun_units_are_paid_in_full(patch):
    original = amount_columns._factors

    def factors(amount, pieces, read):
        more = dict(read)
        if "units" in more and amount.every > 1:
            more["units"] = more["units"] + amount.every - 1
        return original(amount, pieces, more)

    patch.setattr(amount_columns, "_factors", factors)


@fault("amounts")
def an_amount_nobody_knows_is_nothing(patch):
    original = rulings.fen_steps

    def steps(*args):
        made, may_be_absent = original(*args)
        return [*made, [pl.col(amount_columns.FEN).fill_null(0)]], may_be_absent

    patch.setattr(rulings, "fen_steps", steps)


@fault("days")
def a_month_without_such_a_day_runs_into_the_next(patch):
    def later(days, by):
        months, day_of_month = day_columns._parts(days)
        return day_columns._first_of(months + by) + day_of_month

    patch.setattr(day_columns, "months_later", later)


@fault("days")
def a_month_is_not_full_on_its_last_day(patch):
    patch.setattr(day_columns, "_last_numbered", day_columns._numbered)


@fault("days")
def full_months_are_rounded_towards_zero(patch):
    def between(start, end, span):
        found = original(start, end, span)
        if span in (Span.DAYS, Span.WORK_DAYS):
            return found
        return replace(
            found, value=pl.when(found.value < 0).then(found.value + 1).otherwise(found.value)
        )

    original = day_columns.between
    patch.setattr(day_columns, "between", between)


@fault("days")
def working_days_are_days(patch):
    original = day_columns.between
    patch.setattr(
        day_columns,
        "between",
        lambda start, end, span: original(
            start, end, Span.DAYS if span == Span.WORK_DAYS else span
        ),
    )


@fault("days")
def both_ends_of_a_window_count(patch):
    original = day_columns.within
    patch.setattr(
        day_columns,
        "within",
        lambda day, start, end, **_: original(day, start, end, with_start=True, with_end=True),
    )


@fault("days")
def the_first_day_after_may_be_the_day_itself(patch):
    original = day_columns.reckoned_first_after
    patch.setattr(
        day_columns,
        "reckoned_first_after",
        lambda days, bound, name, **_: original(days, bound, name, inclusive=True),
    )


@fault("tables")
def the_last_day_of_an_edition_is_not_ruled_by_it(patch):
    original = table_columns.edition_codes

    def codes(table, words, on):
        day = pl.duration(days=1)
        moved = on and replace(on, value=on.spread + day, fixed=False)
        return original(table, words, moved)

    patch.setattr(table_columns, "edition_codes", codes)


@fault("tables")
def a_key_that_is_not_in_the_table_is_unknown(patch):
    original = table_columns.looked
    patch.setattr(
        table_columns, "looked", lambda *args: replace(original(*args), known=pl.lit(False))
    )


@fault("anything")
def a_share_of_nothing_is_no(patch):
    original = truths._share
    patch.setattr(
        truths,
        "_share",
        lambda columns, share, op, percent: replace(
            found := original(columns, share, op, percent),
            holds=pl.when(columns.read(share.whole).value <= 0).then(False).otherwise(found.holds),
        ),
    )


@fault("history")
def a_history_by_a_day_that_is_absent_is_unknown(patch):
    original = Columns._past

    def read(self, expr):
        found = original(self, expr)
        on = getattr(expr, "on", None) and self.read(expr.on)
        if not on or on.absent is None:
            return found
        return replace(found, value=pl.when(~on.absent).then(found.value))

    patch.setattr(Columns, "_past", read)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name, monkeypatch):
    about, put = FAULTS[name]
    put(monkeypatch)
    first = range(THEMES.index(about), BUDGET, len(THEMES))

    assert noticed_at((*first, *range(BUDGET))) is not None
