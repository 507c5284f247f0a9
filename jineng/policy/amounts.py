"""How many fen does a rule grant, and how is that said in words?"""

from collections.abc import Callable, Mapping
from math import prod

from jineng.policy.closures import ABSENT, Case, Read, reader, test
from jineng.policy.glossary import Kind
from jineng.policy.rule import NO_MONEY, Amount, Rounding
from jineng.policy.tree import Expr, Literal
from jineng.values.money import yuan_text

ROUNDED: Mapping[Rounding, Callable[[int, int], int]] = {
    Rounding.HALF_UP_FEN: lambda top, bottom: (top * 2 + bottom) // (bottom * 2),
    Rounding.DOWN_FEN: lambda top, bottom: top // bottom,
    Rounding.HALF_UP_YUAN: lambda top, bottom: (top + bottom * 50) // (bottom * 100) * 100,
    Rounding.DOWN_YUAN: lambda top, bottom: top // (bottom * 100) * 100,
}


def fen_reader(amount: Amount) -> Read:
    """Return the function that yields the fen granted.

    It yields ABSENT when a piece of the amount is absent, else None when one is unknown.
    """
    reads = {name: reader(piece) for name, piece in pieces_of(amount).items()}
    tests = tuple(test(each.condition) for each in amount.instalments)

    def fen(case: Case) -> int | None | object:
        values = {name: read(case) for name, read in reads.items()}
        if any(value is ABSENT for value in values.values()):
            return ABSENT
        due = [each(case) for each in tests]
        if None in values.values() or None in due:
            return None
        return worked_out(amount, values, [bool(each) for each in due])

    return fen


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


def worked_out(amount: Amount, values: Mapping[str, int], due: list[bool]) -> int | None:
    """Return the fen, all pieces known; None where a whole of 0 leaves no part to reckon with."""
    top, bottom = values["base"], 1
    if "units" in values:
        units = max(values["units"], 0)
        top *= (min(units, amount.most) if amount.most else units) // amount.every
    shares = [values[f"share{n}"] for n in range(len(amount.shares))]
    if "uplift" in values:
        uplift = values["uplift"]
        shares.append(100 + (min(uplift, amount.uplift_most) if amount.uplift_most else uplift))
    top, bottom = top * prod(shares), bottom * 100 ** len(shares)
    if "part" in values:
        if values["whole"] <= 0:
            return None
        top *= min(max(values["part"], 0), values["whole"])
        bottom *= values["whole"]
    fen = _due(amount, top, bottom, due)
    fen -= values.get("minus", 0)
    return max(min(fen, values.get("ceiling", fen)), 0)


def _due(amount: Amount, top: int, bottom: int, due: list[bool]) -> int:
    """Add up the instalments due; each is the sum up to it less the sum before it."""
    rounded = ROUNDED[amount.rounding]
    if not amount.instalments:
        return rounded(top, bottom)
    fen = percent = before = 0
    for each, is_due in zip(amount.instalments, due, strict=True):
        percent += each.percent
        until = rounded(top * percent, bottom * 100)
        fen += until - before if is_due else 0
        before = until
    return fen


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
    words = [f"发给{_base(amount)}", *(f"乘{_word(share)}" for share in amount.shares)]
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
        return _word(amount.base)
    every = f"满{amount.every}" if amount.every > 1 else ""
    limit = f"，最多计{amount.most}" if amount.most else ""
    return f"每{every}{_word(amount.units)}{_word(amount.base)}{limit}"


def _word(expr: Expr) -> str:
    if isinstance(expr, Literal) and isinstance(expr.value, int):
        return f"{expr.value}%" if expr.kind == Kind.PERCENT else f"{yuan_text(expr.value)}元"
    return str(getattr(expr, "name", "标准"))
