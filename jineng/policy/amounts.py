"""How many fen does a rule grant, and how is that said in words?"""

from jineng.policy.closures import Read, reader
from jineng.policy.tree import Amount, Expr, Fixed, PerUnit, Rounding, ShareOfStandard
from jineng.values.money import share_of, yuan_text


def fen_reader(amount: Amount) -> Read:
    """Return the function that yields the fen granted.

    It yields None when the standard or count is unknown, ABSENT when there is none.
    """
    match amount:
        case Fixed(fen):
            return lambda case: fen
        case ShareOfStandard(standard, percent, rounding):
            read = reader(standard)
            return lambda case: (
                rounded(v, percent, rounding) if isinstance(v := read(case), int) else v
            )
        case PerUnit(fen, units, most):
            count = reader(units)
            return lambda case: (
                fen * (min(n, most) if most else n) if isinstance(n := count(case), int) else n
            )


def rounded(standard_fen: int, percent: int, rounding: Rounding) -> int:
    """Return so many percent of a standard in fen, rounded once as the pack declares."""
    match rounding:
        case Rounding.HALF_UP_FEN:
            return share_of(standard_fen, percent)
        case Rounding.DOWN_FEN:
            return standard_fen * percent // 100
        case Rounding.HALF_UP_YUAN:
            return (standard_fen * percent + 5_000) // 10_000 * 100
        case Rounding.DOWN_YUAN:
            return standard_fen * percent // 10_000 * 100


def basis_of(amount: Amount) -> Expr | None:
    """Return the fact an amount is worked out from."""
    match amount:
        case ShareOfStandard():
            return amount.standard
        case PerUnit():
            return amount.units
        case Fixed():
            return None


def percent_of(amount: Amount) -> int | None:
    """Return the whole percent of the standard, where the amount is one."""
    return amount.percent if isinstance(amount, ShareOfStandard) else None


def in_words(amount: Amount) -> str:
    """Say how the amount is worked out."""
    match amount:
        case ShareOfStandard(standard, percent, _):
            name = getattr(standard, "name", "标准")
            return f"按{name}的{percent}%发给"
        case PerUnit(fen, units, most):
            limit = f"，最多{most}" if most else ""
            return f"按{getattr(units, 'name', '份数')}每份{yuan_text(fen)}元发给{limit}"
        case Fixed(fen):
            return f"发给{yuan_text(fen)}元" if fen else "准予"
