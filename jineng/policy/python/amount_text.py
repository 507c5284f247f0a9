"""How is the sum a rule grants worked out, as one expression in any language that is printed?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from jineng.policy.language.rule import Amount, Rounding


@dataclass(frozen=True)
class Arithmetic:
    """How a language writes what it does not share with the others.

    `over` is division of whole numbers not below zero, the rest dropped; `when` is a value where
    a test holds, else 0.
    """

    over: Callable[[str, str], str]
    least: Callable[[str, str], str]
    greatest: Callable[[str, str], str]
    when: Callable[[str, str], str]


def fen_text(
    amount: Amount, names: Mapping[str, str], due: Sequence[str], write: Arithmetic
) -> str:
    """Return the expression of the fen, for pieces (by place, see pieces_of) that are all known.

    `due` are the names of whether each instalment is due. The whole, if there is one, is above 0.
    """
    fen = _Sum(amount, names, due, write).text()
    if "minus" in names:
        fen = f"{fen} - {names['minus']}"
    if "ceiling" in names:
        fen = write.least(fen, names["ceiling"])
    return write.greatest(fen, "0") if "minus" in names else fen


@dataclass(frozen=True)
class _Sum:
    amount: Amount
    names: Mapping[str, str]
    due: Sequence[str]
    write: Arithmetic

    def text(self) -> str:
        """Return the sum before anything is taken off it."""
        top, bottom = self._ratio()
        if not self.amount.instalments:
            return self._rounded(" * ".join(top), bottom)
        return " + ".join(self._instalments(top, bottom))

    def _instalments(self, top: list[str], bottom: list[str]) -> list[str]:
        """Each instalment is the sum up to it less the sum before it."""
        found, percent, before = [], 0, ""
        for each, is_due in zip(self.amount.instalments, self.due, strict=True):
            percent += each.percent
            until = self._rounded(" * ".join([*top, str(percent)]), [*bottom, "100"])
            found.append(self.write.when(is_due, f"{until} - {before}" if before else until))
            before = until
        return found

    def _ratio(self) -> tuple[list[str], list[str]]:
        """Return what is multiplied, and what divides it."""
        names, amount = self.names, self.amount
        top, bottom = [names["base"]], []
        if "units" in names:
            top.append(self._units())
        for number in range(len(amount.shares)):
            top.append(names[f"share{number}"])
            bottom.append("100")
        if "uplift" in names:
            top.append(self._uplift())
            bottom.append("100")
        if "part" in names:
            part = self.write.greatest(names["part"], "0")
            top.append(self.write.least(part, names["whole"]))
            bottom.append(names["whole"])
        return top, bottom

    def _units(self) -> str:
        units = self.write.greatest(self.names["units"], "0")
        if self.amount.most:
            units = self.write.least(units, str(self.amount.most))
        every = self.amount.every
        return self.write.over(units, str(every)) if every > 1 else units

    def _uplift(self) -> str:
        uplift = self.names["uplift"]
        if self.amount.uplift_most:
            uplift = self.write.least(uplift, str(self.amount.uplift_most))
        return f"(100 + {uplift})"

    def _rounded(self, top: str, divisors: Sequence[str]) -> str:
        """Round a fraction once, as the pack declares."""
        over, rounding = self.write.over, self.amount.rounding
        if not divisors and rounding in (Rounding.HALF_UP_FEN, Rounding.DOWN_FEN):
            return top
        match rounding:
            case Rounding.HALF_UP_FEN:
                return over(f"({top} * 2 + {_times(divisors, 1)})", f"({_times(divisors, 2)})")
            case Rounding.DOWN_FEN:
                return over(f"({top})", f"({_times(divisors, 1)})")
            case Rounding.HALF_UP_YUAN:
                half = _times(divisors, 50)
                return f"{over(f'({top} + {half})', f'({_times(divisors, 100)})')} * 100"
            case Rounding.DOWN_YUAN:
                return f"{over(f'({top})', f'({_times(divisors, 100)})')} * 100"


def _times(divisors: Sequence[str], by: int) -> str:
    """The product of divisors and a number; the figures among them are one, so none overflows."""
    named = [each for each in divisors if not each.isdigit()]
    known = by * prod(int(each) for each in divisors if each.isdigit())
    return " * ".join([*named, str(known)])
