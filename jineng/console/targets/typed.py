"""What was typed into the forms of targets?"""

import re

from django.http import QueryDict

from jineng.foundation.regions.models import Region
from jineng.stages.targets.actions import Part
from jineng.stages.targets.queries import MEASURES
from jineng.values.money import fen_from_yuan
from jineng.values.refusal import Refusal

COUNTS = MEASURES[:-1]


class WrongNumber(Refusal):
    """What was typed is no count, no amount of money or no year."""


def year_of(typed: QueryDict) -> int:
    """Return the year."""
    told = typed.get("year", "")
    if not re.fullmatch(r"20\d\d", told, re.ASCII):
        raise WrongNumber("年度请填四位数字，如 2024")
    return int(told)


def amounts_of(typed: QueryDict, prefix: str) -> dict[str, int]:
    """Return the five amounts of one receiver; an empty field is 0."""
    found = {name: _count(typed.get(f"{prefix}{name}", "")) for name in COUNTS}
    return found | {"fen": _fen(typed.get(f"{prefix}yuan", ""))}


def parts_typed(typed: QueryDict, area: str) -> list[Part]:
    """Return the parts of a split: one for each receiver the form names."""
    below = set(Region.objects.filter(within=area).values_list("code", flat=True))
    return [
        Part(key, amounts_of(typed, f"{key}-"))
        if key in below
        else Part(area, amounts_of(typed, f"{key}-"), body_number=key)
        for key in typed.getlist("to")
    ]


def _count(told: str) -> int:
    tidy = told.replace(",", "").replace("，", "").strip()
    if not tidy:
        return 0
    if not re.fullmatch(r"\d{1,9}", tidy, re.ASCII):
        raise WrongNumber(f"“{told}”不是人次数，请填整数，如 1,200")
    return int(tidy)


def _fen(told: str) -> int:
    if not told.strip():
        return 0
    try:
        return fen_from_yuan(told)
    except ValueError as wrong:
        raise WrongNumber(f"金额 {wrong}，请按 12,345.67 的样子填写") from wrong
