"""How are money, states, days and icons shown on a page?"""

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from jineng.console.icons import PATHS
from jineng.console.words import ACTS, PAPERS, QUESTIONS, RECORDS
from jineng.stages.claims.states import ClaimState, LineState
from jineng.values.money import yuan_text

register = template.Library()

# Which colour a state has. Red means “needs you” and nothing else.
TONES = {
    "applied": "warn",
    "open": "ok",
    "refused": "bad",
    "submitted": "warn",
    "reviewed": "warn",
    "decided": "ok",
    "granted": "ok",
    "referred": "warn",
    "on_notice": "info",
    "ordered": "info",
    "paid": "ok",
    "returned": "bad",
    "revoked": "bad",
    "made": "warn",
    "confirmed": "warn",
    "sent": "info",
    "settled": "ok",
    "prepared": "info",
    "unknown": "bad",
    "rejected": "bad",
    "voided": "",
    "bounced": "bad",
    "asked": "warn",
    "checked": "info",
    "in_force": "ok",
    "stopped": "",
}


@register.filter
def yuan(fen: int | None) -> str:
    """Return fen as yuan for reading, an em dash where there is none."""
    return "—" if fen is None else yuan_text(fen)


@register.filter
def month_day(day: date | None) -> str:
    """Return a day as people write it: 6月14日."""
    return "—" if day is None else f"{day.month}月{day.day}日"


@register.filter
def act(verb: str) -> str:
    """Return what an act is called; an act without a word shows its own name."""
    return ACTS.get(verb, verb)


@register.filter
def moved(told: str) -> str:
    """Return a move of the trail (`submitted → reviewed`) in words; an em dash where none."""
    names = {**dict(LineState.choices), **dict(ClaimState.choices)}
    return " → ".join(names.get(each, each) for each in told.split(" → ")) if told else "—"


@register.filter
def purpose(code: str) -> str:
    """Return what kind of paper came in."""
    return PAPERS.get(code, code)


@register.filter
def in_words(label: str) -> str:
    """Return a word of a closed list in the language that was chosen."""
    return gettext(label)


@register.filter
def question(code: str) -> str:
    """Return what is asked of the rules."""
    return QUESTIONS.get(code, code)


@register.filter
def subject(name: str) -> str:
    """Return a record's name in the trail (`claims.Decision:17`) as a person reads it."""
    kind, _, key = name.partition(":")
    return f"{RECORDS[kind]} {key}" if kind in RECORDS else name


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw one icon; it says nothing to a screen reader, the words beside it do."""
    paths = format_html_join("", '<path d="{}"/>', ((path,) for path in PATHS[name]))
    return format_html(
        '<svg class="ic {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', size, paths
    )


@register.simple_tag
def state(value: str, label: str) -> SafeString:
    """Show a state as a small tag, in words and in its colour."""
    return format_html('<span class="tag {}">{}</span>', TONES.get(value, ""), gettext(label))


@register.simple_tag
def square(percent: int, mark: str = "") -> SafeString:
    """Draw one learner: filled as high as the share that is paid, or crossed or questioned."""
    height = round(18 * min(max(percent, 0), 100) / 100)
    sign = format_html('<text x="10" y="15">{}</text>', mark) if mark else ""
    return format_html(
        '<svg class="sq" viewBox="0 0 20 20" aria-hidden="true"><rect class="edge" x="1" y="1"'
        ' width="18" height="18" rx="2"/><rect class="fill" x="1" y="{}" width="18"'
        ' height="{}"/>{}</svg>',
        19 - height,
        height,
        sign,
    )
