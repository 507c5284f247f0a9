"""How is what a rule gives said in plain Chinese: a yes, a no, a sum, a measure?"""

from jineng.policy.language.amounts import percent_of
from jineng.policy.language.prepared import measure_in_words
from jineng.policy.language.rule import NO_MONEY, Amount, Effect, Rule
from jineng.policy.language.tree import Expr
from jineng.policy.prose.words import Speech, condition_in_words, named, unit_in_words


def result_in_words(rule: Rule, speech: Speech) -> str:
    """Say what a rule does when it decides: 按培训补贴标准的80%发给，四舍五入到分."""
    if rule.is_premise:
        return f"不满足时不予：{rule.says}"
    if rule.measure:
        return measure_in_words(rule.measure)
    if rule.effect != Effect.GRANT or rule.amount == NO_MONEY:
        return f"{rule.effect}：{rule.says}" if rule.says else str(rule.effect)
    payee = f"，拨付{rule.payee}" if rule.payee else ""
    return f"{amount_in_words(rule.amount, speech)}{payee}"


def amount_in_words(amount: Amount, speech: Speech) -> str:
    """Say how a sum is worked out, in the order in which it is."""
    words = [_base(amount, speech), *(f"乘以{named(share)}" for share in _shares(amount))]
    if amount.uplift:
        most = f"（最高{amount.uplift_most}%）" if amount.uplift_most else ""
        words.append(f"再上浮{named(amount.uplift)}{most}")
    if amount.part and amount.whole:
        words.append(f"按{named(amount.part)}占{named(amount.whole)}的份额计")
    if amount.instalments:
        parts = "；".join(
            f"{each.name}{each.percent}%，条件是{condition_in_words(each.condition, speech)}"
            for each in amount.instalments
        )
        words.append(f"分期发给（{parts}）")
    words += [f"减去{named(amount.minus)}"] if amount.minus else []
    words += [f"最高{named(amount.ceiling)}"] if amount.ceiling else []
    words += [str(amount.rounding)] if _is_rounded(amount) else []
    return "，".join(words)


def _base(amount: Amount, speech: Speech) -> str:
    base = named(amount.base)
    if amount.units is None:
        percent = percent_of(amount)
        return f"按{base}的{percent}%发给" if percent is not None else f"发给{base}"
    unit = unit_in_words(amount.units, speech) or "份"
    every = f"满{amount.every}" if amount.every > 1 else ""
    most = f"，最多计{amount.most}{unit}" if amount.most else ""
    return f"按{named(amount.units)}，每{every}{unit}发给{base}{most}"


def _shares(amount: Amount) -> tuple[Expr, ...]:
    return () if amount.units is None and percent_of(amount) is not None else amount.shares


def _is_rounded(amount: Amount) -> bool:
    return bool(amount.shares or amount.uplift or amount.part or amount.instalments)
