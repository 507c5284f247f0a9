"""How many fen does a rule grant, and how is that said in words?"""

from jineng.policy.closures import Read, reader
from jineng.policy.tree import Amount, Expr, Fixed, PerUnit, Rounding, ShareOfStandard


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
                rounded(v * percent, rounding) if isinstance(v := read(case), int) else v
            )
        case PerUnit(fen, units, most):
            count = reader(units)
            return lambda case: (
                fen * (min(n, most) if most else n) if isinstance(n := count(case), int) else n
            )


def rounded(hundredths_of_fen: int, rounding: Rounding) -> int:
    """Round once, as the pack declares; whole numbers only. The result is in fen."""
    match rounding:
        case Rounding.HALF_UP_FEN:
            return (hundredths_of_fen + 50) // 100
        case Rounding.DOWN_FEN:
            return hundredths_of_fen // 100
        case Rounding.HALF_UP_YUAN:
            return (hundredths_of_fen + 5_000) // 10_000 * 100
        case Rounding.DOWN_YUAN:
            return hundredths_of_fen // 10_000 * 100


def basis_of(amount: Amount) -> Expr | None:
    """Return the fact an amount is worked out from."""
    match amount:
        case ShareOfStandard():
            return amount.standard
        case PerUnit():
            return amount.units
        case Fixed():
            return None


def share_of(amount: Amount) -> int | None:
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
            return f"按{getattr(units, 'name', '份数')}每份{yuan(fen)}元发给{limit}"
        case Fixed(fen):
            return f"发给{yuan(fen)}元" if fen else "准予"


def yuan(fen: int) -> str:
    """Write fen as yuan for people: 128000 → 1,280.00."""
    return f"{fen // 100:,}.{fen % 100:02d}"
