"""Publish notices, take objections and answer them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Now

from jineng.foundation.audit import actions as audit
from jineng.foundation.notices.models import CalendarDay, Line, Notice, Objection
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.foundation.people.sealing import keyed_digest, seal
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

MOST_WORDS, MOST_NAME = 2000, 40
# The same two numbers stand in 0004_objections.sql.
MOST_WAITING, MOST_IN_AN_HOUR = 20, 20


class CalendarEnds(Refusal):
    """The working calendar does not reach the last day of a notice; nothing is guessed."""


class EmptyNotice(Refusal):
    """There is nothing to show."""


class AnsweredAlready(Refusal):
    """An objection is answered once."""


class NotStanding(Refusal):
    """Objections are taken while a notice stands."""


class TooManyWords(Refusal):
    """An objection or an answer is not a book."""


class TooManyAtOnce(Refusal):
    """So many objections wait, or came from one place within an hour, that more say nothing new."""


class NothingSaid(Refusal):
    """An objection or an answer needs words."""


@dataclass(frozen=True)
class Shown:
    """One line as the public will see it. Masked before it comes here; `fen` is whole fen."""

    name: str
    identity: str
    text: str
    standard: str
    fen: int


@dataclass(frozen=True)
class Posting:
    """What a notice says about itself, and for how many working days a clause lets it stand."""

    number: str
    kind: str
    area: str
    title: str
    opened_on: date
    work_days: int
    clause: str


def publish(*, posting: Posting, lines: Sequence[Shown], by: Officer, at: datetime) -> Notice:
    """Post a notice with its lines. The database counts its last day from the calendar."""
    require(by, "notices.publish", posting.area)
    if not lines:
        raise EmptyNotice("没有可以公示的内容")
    _refuse_beyond_the_calendar(posting)
    rows = [_content(number, line) for number, line in enumerate(lines, 1)]
    notice = Notice.objects.create(
        number=posting.number,
        kind=posting.kind,
        area=posting.area,
        title=posting.title,
        opened_on=posting.opened_on,
        work_days=posting.work_days,
        clause=posting.clause,
        content_digest=sha256("\n".join(rows).encode()).hexdigest(),
        posted_by=by,
        posted_at=at,
    )
    Line.objects.bulk_create(
        Line(
            notice=notice,
            number=number,
            shown_name=line.name,
            shown_identity=line.identity,
            shown_text=line.text,
            standard=line.standard,
            fen=line.fen,
        )
        for number, line in enumerate(lines, 1)
    )
    notice.refresh_from_db()
    audit.record(
        verb="notices.publish", subject=notice, officer=by, at=at, because=[posting.clause]
    )
    return notice


def lodge(
    *,
    line: Line,
    said: str,
    said_by: str,
    at: datetime,
    contact: str = "",
    key: str | None = None,
    sender: str = "",
) -> Objection:
    """Take anybody's objection to one line of a notice. The same form again changes nothing.

    Name and contact are kept as cipher text; `sender` is where the request came from.
    """
    notice, today = line.notice, at.astimezone(HERE).date()
    if key is not None and (known := Objection.objects.filter(key=key).first()):
        return known
    last = last_day(notice)
    if not notice.opened_on <= today <= last:
        raise NotStanding(
            f"{notice.number} 的公示期是 {notice.opened_on} 至 {last}，"
            "现在不能提异议；有情况请向发布公示的单位反映"
        )
    if not said.strip():
        raise NothingSaid("请写明异议内容，再提交")
    if len(said) > MOST_WORDS or max(len(said_by), len(contact)) > MOST_NAME:
        raise TooManyWords(
            f"异议最多 {MOST_WORDS} 个字，称呼和联系方式最多 {MOST_NAME} 个字，请删减后提交"
        )
    digest = keyed_digest(f"objection {sender}") if sender else None
    _refuse_a_flood(line, digest)
    return Objection.objects.create(
        line=line,
        said=said.strip(),
        name_cipher=_sealed(said_by),
        contact_cipher=_sealed(contact),
        key=key,
        sender_digest=digest,
        lodged_at=at,
    )


def answer(
    *, objection: Objection, upheld: bool, words: str, by: Officer, at: datetime
) -> Objection:
    """Answer an objection, once, with the reason."""
    if objection.upheld is not None:
        raise AnsweredAlready("这条异议已经答复过，不能再次答复")
    if not words.strip():
        raise NothingSaid("请写明答复理由，再提交")
    if len(words) > MOST_WORDS:
        raise TooManyWords(f"答复最多 {MOST_WORDS} 个字，请删减后提交")
    objection.upheld, objection.answer = upheld, words.strip()
    objection.answered_by, objection.answered_at = by, at
    objection.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    return objection


def fill_calendar(days: Sequence[tuple[date, bool, str]]) -> None:
    """Add the days of the working calendar that are not there yet: (day, works, source)."""
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, works=works, source=source) for day, works, source in days],
        ignore_conflicts=True,
    )


def first_day_after(notice: Notice) -> date:
    """Return the first working day on which the notice has stood all its days."""
    with connection.cursor() as cursor:
        cursor.execute("select working_day_after(%s, 1)", [last_day(notice)])
        day: date = cursor.fetchone()[0]
    return day


def last_day(notice: Notice) -> date:
    """Return the last day on which a notice stands, as the database counts it today."""
    with connection.cursor() as cursor:
        cursor.execute("select stands_until(%s)", [notice.pk])
        day: date = cursor.fetchone()[0]
    return day


def still_standing(notices: Collection[int], *, on: date | None = None) -> set[int]:
    """Return which of these notices stand on a day, or today as the database says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select n from unnest(%s::bigint[]) n"
            " where stands_until(n) >= coalesce(%s, today_here())",
            [list(notices), on],
        )
        return {notice for (notice,) in cursor.fetchall()}


def _refuse_a_flood(line: Line, digest: bytes | None) -> None:
    """One open objection holds a line as well as a thousand; the database keeps the same bounds."""
    waiting = Objection.objects.filter(line=line, upheld=None).count()
    lately = Objection.objects.filter(
        sender_digest=digest, recorded_at__gt=Now() - timedelta(hours=1)
    )
    if waiting >= MOST_WAITING or (digest and lately.count() >= MOST_IN_AN_HOUR):
        raise TooManyAtOnce(
            "这一笔已经停付、正在核实，或者从您这里一小时内提交得太多，请过一小时再提交"
        )


def _sealed(text: str) -> bytes | None:
    return seal(text.strip().encode()) if text.strip() else None


def _refuse_beyond_the_calendar(posting: Posting) -> None:
    """Say in a sentence what the database would refuse: to count days it does not know."""
    ahead = CalendarDay.objects.filter(day__gt=posting.opened_on)
    if ahead.filter(works=True).count() < posting.work_days:
        last = CalendarDay.objects.aggregate(last=Max("day"))["last"]
        raise CalendarEnds(
            f"工作日历只到 {last}，推算不出公示末日，请先导入之后年度的放假安排再张贴"
        )


def _content(number: int, line: Shown) -> str:
    shown = (number, line.name, line.identity, line.text, line.standard, line.fen)
    return "|".join(str(each) for each in shown)
