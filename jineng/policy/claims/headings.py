"""Which column of a table is which fact, and which is none and must not pass in silence?"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from jineng.policy.claims.written import nearest
from jineng.policy.language.glossary import FactWord, Kind
from jineng.values.names import tidy_heading
from jineng.values.refusal import Refusal

_UNIT = re.compile(r"\((元|分)(?:/[^()]*)?\)\Z")


class WrongColumns(Refusal):
    """Columns that nobody knows, that stand twice, or that are missing: nothing is decided."""


@dataclass(frozen=True)
class Wanted:
    """A column we look for: our name for it, what it holds, the headings it may stand under."""

    field: str
    word: FactWord
    names: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True)
class Found:
    """A column as the file has it. `yuan`: its heading says that bare numbers are yuan."""

    column: str
    yuan: bool = False


@dataclass(frozen=True)
class Headings:
    """The columns of a file by our names, those to be kept beside, those nobody asks for."""

    found: Mapping[str, Found]
    kept: tuple[str, ...]
    unasked: tuple[str, ...]


def read_headings(
    columns: Iterable[str],
    wanted: Collection[Wanted],
    *,
    kept: Collection[str],
    known: Collection[str],
    name: str,
) -> Headings:
    """Say which column is which.

    `kept` are headings of columns that stay beside the facts; `known` are those of facts that
    nobody asks for here, and may be passed over. Any other column, a needed one that is missing
    and one that stands twice raise WrongColumns with the nearest known heading.
    """
    names = {tidy_heading(each): want for want in wanted for each in want.names}
    beside, passed = {tidy_heading(each) for each in kept}, {tidy_heading(each) for each in known}
    found: dict[str, Found] = {}
    stays, unasked, strange = [], [], []
    for column in columns:
        plain, unit = _parted(tidy_heading(column))
        want = names.get(plain) or names.get(tidy_heading(column))
        if want is not None:
            if want.field in found:
                both = f"“{found[want.field].column}”和“{column}”"
                raise WrongColumns(f"{name} 有两列都是“{want.word.name}”：{both}，请留下一列")
            found[want.field] = Found(column, unit == "元" and want.word.kind == Kind.MONEY)
        elif tidy_heading(column) in beside:
            stays.append(column)
        elif tidy_heading(column) in passed or plain in passed:
            unasked.append(column)
        else:
            strange.append(column)
    missing = [want.word.name for want in wanted if want.needed and want.field not in found]
    if missing or strange:
        free = [want.word.name for want in wanted if want.field not in found]
        raise WrongColumns(_slip(name, missing, strange, (*free, *kept)))
    return Headings(found, tuple(stays), tuple(unasked))


def _parted(heading: str) -> tuple[str, str]:
    """Part a heading from the unit of money in brackets at its end."""
    unit = _UNIT.search(heading)
    return (heading[: unit.start()], unit.group(1)) if unit else (heading, "")


def _slip(name: str, missing: Collection[str], strange: list[str], known: tuple[str, ...]) -> str:
    said = [f"缺“{each}”列" for each in missing]
    said += [f"列“{each}”不认识{_hint(each, known)}" for each in strange]
    mend = "请改好列名再办"
    if strange:
        mend += f"；确实要带着走、不参与判定的列，加 --keep {strange[0]}"
    return f"{name}：{'，'.join(said)}；{mend}"


def _hint(column: str, known: tuple[str, ...]) -> str:
    """Return （是不是“…”） for a heading nobody knows, "" where nothing is like it."""
    hint = nearest(column, known)
    return f"（{hint}）" if hint else ""
