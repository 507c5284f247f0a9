"""What is an amount worked out from, and how is that said in words?"""

from math import prod

from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import NO_MONEY, Amount
from jineng.policy.language.tree import Expr, Literal
from jineng.values.money import yuan_text


def pieces_of(amount: Amount) -> dict[str, Expr]:
    """Return the facts and figures an amount is worked out from, by the place they have in it."""
    named = {
        "base": amount.base,
        "units": amount.units,
        **{f"share{n}": share for n, share in enumerate(amount.shares)},
        "uplift": amount.uplift,
        "part": amount.part,
        "whole": amount.whole,
        "minus": amount.minus,
        "ceiling": amount.ceiling,
    }
    return {name: piece for name, piece in named.items() if piece is not None}


def percent_of(amount: Amount) -> int | None:
    """Return the whole percent of the standard, where the amount is one and nothing else."""
    other = (amount.units, amount.uplift, amount.part, amount.minus, amount.ceiling)
    if isinstance(amount.base, Literal) or any(other) or amount.instalments:
        return None
    percents = [share.value for share in amount.shares if isinstance(share, Literal)]
    whole = prod(each for each in percents if isinstance(each, int))
    unit = 100 ** max(len(amount.shares) - 1, 0)
    if len(percents) != len(amount.shares) or whole % unit:
        return None
    return whole // unit if percents else 100


def in_words(amount: Amount) -> str:
    """Say how the amount is worked out."""
    if amount == NO_MONEY:
        return "准予"
    percent = percent_of(amount)
    if percent is not None:
        return f"按{_word(amount.base)}的{percent}%发给"
    words = [_base(amount), *(f"乘{_word(share)}" for share in amount.shares)]
    if amount.uplift:
        most = f"，最高{amount.uplift_most}%" if amount.uplift_most else ""
        words.append(f"上浮{_word(amount.uplift)}{most}")
    if amount.part and amount.whole:
        words.append(f"乘{_word(amount.part)}占{_word(amount.whole)}的份额")
    if amount.instalments:
        parts = "、".join(f"{each.name}{each.percent}%" for each in amount.instalments)
        words.append(f"分期发给：{parts}")
    words += [f"减去{_word(amount.minus)}"] if amount.minus else []
    words += [f"最高{_word(amount.ceiling)}"] if amount.ceiling else []
    return "，".join(words)


def _base(amount: Amount) -> str:
    if not amount.units:
        return f"发给{_word(amount.base)}"
    every = f"每满{amount.every}发" if amount.every > 1 else "每份"
    limit = f"，最多计{amount.most}" if amount.most else ""
    return f"按{_word(amount.units)}发给，{every}{_word(amount.base)}{limit}"


def _word(expr: Expr) -> str:
    if isinstance(expr, Literal) and isinstance(expr.value, int):
        return f"{expr.value}%" if expr.kind == Kind.PERCENT else f"{yuan_text(expr.value)}元"
    return str(getattr(expr, "name", "标准"))
