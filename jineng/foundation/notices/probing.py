"""Was the page of a notice there for everybody to see? Looked at over the network, like anybody."""

import http.client
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import SplitResult, quote, urlsplit

from django.db import connection

from jineng.foundation.audit import actions as audit
from jineng.foundation.notices.models import Notice, Probe, Probing
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

WAIT_SECONDS = 10
MOST_BYTES = 1 << 20
_DIGEST = re.compile(rb"SHA-256 ([0-9a-f]{64})")
_WAYS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


class NotInThePast(Refusal):
    """What was counted stays counted: looking begins today or later."""


class NoAddress(Refusal):
    """The pages of a site begin with http:// or https:// and a host."""


@dataclass(frozen=True)
class Look:
    """What came back: the status (0 when nothing did), and the digest that stood on the page."""

    status: int
    digest: str = ""


@act("notices.begin_probing")
def begin_probing(*, since: date, by: Officer, at: datetime) -> Probing:
    """From a day on, count only the days on which a notice's page was seen. It does not end."""
    require(by, "notices.begin_probing", "")
    if known := Probing.objects.order_by("since").first():
        return known
    if since < at.astimezone(HERE).date():
        raise NotInThePast(f"只能从今天或以后开始探测，不能从 {since} 开始")
    begun = Probing.objects.create(since=since, begun_by=by, begun_at=at)
    audit.record(verb="notices.begin_probing", subject=begun, officer=by, at=at)
    return begun


def standing() -> list[Notice]:
    """Return the notices that stand today, the oldest first."""
    return list(
        Notice.objects.raw(
            "select * from notices_notice where stands_until(id) >= today_here() order by id"
        )
    )


def probe(site: str, notices: Sequence[Notice]) -> list[Probe]:
    """Look at the pages of notices on a site; keep what came back, and count their days again."""
    base = urlsplit(site)
    if base.scheme not in _WAYS or not base.hostname:
        raise NoAddress(f"{site} 不是网址，请写成 http://主机:端口")
    made = []
    for notice in notices:
        path = f"{base.path.rstrip('/')}/notices/{quote(notice.number)}/"
        look = _look(base, path)
        made.append(
            Probe.objects.create(
                notice=notice,
                address=f"{base.scheme}://{base.netloc}{path}",
                status=look.status,
                digest=look.digest,
            )
        )
        made[-1].refresh_from_db()
    count_again()
    return made


def count_again() -> None:
    """Let the database say of notices that they stand longer, where days did not count."""
    with connection.cursor() as cursor:
        cursor.execute("select count_notices_again()")


def _look(base: SplitResult, path: str) -> Look:
    asked = _WAYS[base.scheme](str(base.hostname), base.port, timeout=WAIT_SECONDS)
    try:
        asked.request("GET", path)
        answer = asked.getresponse()
        found = _DIGEST.search(answer.read(MOST_BYTES))
        return Look(answer.status, found[1].decode() if found else "")
    except (OSError, http.client.HTTPException):
        return Look(0)
    finally:
        asked.close()
