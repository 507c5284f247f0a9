"""How are counts, money, shares and paces written in a sentence?"""

from datetime import date

from django.utils.translation import gettext

WAN, YI = 10_000, 100_000_000
# By this many thousandths behind the calendar a part needs help.
BEHIND = 100


def amount(measure: str, value: int) -> str:
    """Return a value with its unit: person-times, or money in the unit that reads best."""
    number, unit = split_amount(measure, value)
    return f"{number} {unit}"


def split_amount(measure: str, value: int) -> tuple[str, str]:
    """Return a value as a number and its unit."""
    if measure == "fen":
        yuan = value / 100
        if abs(yuan) >= YI:
            return f"{yuan / YI:.2f}", gettext("亿元")
        if abs(yuan) >= WAN:
            return f"{yuan / WAN:.2f}", gettext("万元")
        return f"{yuan:,.0f}", gettext("元")
    if abs(value) >= WAN:
        return f"{value / WAN:.2f}", gettext("万人次")
    return f"{value:,}", gettext("人次")


def percent(thousandths: int, digits: int = 0) -> str:
    """Return thousandths as a percentage."""
    return f"{thousandths / 10:.{digits}f}%"


def share(done: int, target: int) -> int:
    """Return how much of a target is done, in thousandths; 0 without a target."""
    return round(1000 * done / target) if target > 0 else 0


def tone(gap: int) -> str:
    """Return how a part stands by its distance to the calendar, in thousandths."""
    if gap >= 0:
        return "ok"
    return "warn" if gap >= -BEHIND else "bad"


def signed(gap: int) -> str:
    """Return a distance to the calendar in points: +8, −21, 持平."""
    points = round(gap / 10)
    if points == 0:
        return gettext("持平")
    return f"+{points}" if points > 0 else f"−{-points}"


def pace_words(gap: int) -> str:
    """Return a distance to the calendar as words."""
    points = f"{abs(gap) / 10:.1f}"
    if gap >= 0:
        return gettext("快序时 %(points)s 个点") % {"points": points}
    return gettext("慢序时 %(points)s 个点") % {"points": points}


def month_day(day: date) -> str:
    """Return a day as people write it."""
    return gettext("%(month)s月%(day)s日") % {"month": day.month, "day": day.day}
