"""The page of a notice is looked at over the network, and what came back is kept."""

import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.models import Notice, Probe, Probing
from jineng.foundation.notices.probing import (
    NoAddress,
    NotInThePast,
    begin_probing,
    probe,
    standing,
)
from jineng.foundation.offices.permission import NotAllowed
from jineng.values.days import HERE
from tests.conftest import Database
from tests.stages.asking import acts, at_once
from tests.stages.conftest import chain, chain_template

__all__ = ["chain", "chain_template"]


@pytest.fixture
def pages() -> Iterator[dict[str, tuple[int, str]]]:
    """A server of the public's pages: path, status and text; under "" its address."""
    served: dict[str, tuple[int, str]] = {}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = served.get(self.path, (404, ""))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    beside = threading.Thread(target=server.serve_forever)
    beside.start()
    served[""] = (0, f"http://127.0.0.1:{server.server_port}")
    yield served
    server.shutdown()
    beside.join()
    server.server_close()


def now() -> datetime:
    return datetime.now(HERE)


def begin(since: date, by: str = "policy_activator") -> Probing:
    return begin_probing(since=since, by=officer(by), at=now())


def look(pages: dict[str, tuple[int, str]], status: int = 200, digest: str = "") -> Probe:
    """Show the notice that stands in this way, and look at it."""
    [notice] = standing()
    text = f"<p>SHA-256 {digest or notice.content_digest}</p>"
    pages[f"/notices/{notice.number}/"] = (status, text)
    [made] = probe(pages[""][1], [notice])
    return made


def test_only_the_notices_that_stand_are_looked_at(chain: Database) -> None:
    today = now().date()
    assert [each.opened_on for each in standing()] == [today]
    assert Notice.objects.count() > 1


def test_a_page_that_shows_the_content_was_seen(
    chain: Database, pages: dict[str, tuple[int, str]]
) -> None:
    made = look(pages)
    assert (made.seen, made.status) == (True, 200)
    assert abs(made.recorded_at - now()) < timedelta(minutes=1)


@pytest.mark.parametrize(("status", "digest"), [(500, ""), (200, "0" * 64), (302, "")])
def test_a_page_that_is_wrong_was_not_seen(
    chain: Database, pages: dict[str, tuple[int, str]], status: int, digest: str
) -> None:
    assert look(pages, status, digest).seen is False


def test_a_page_nobody_serves_was_not_seen(chain: Database) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        [made] = probe(f"http://127.0.0.1:{closed.getsockname()[1]}", standing())
    assert (made.seen, made.status) == (False, 0)


@pytest.mark.parametrize("site", ["127.0.0.1:8000", "file:///etc/hosts", "http://"])
def test_what_is_no_address_is_refused_in_a_sentence(chain: Database, site: str) -> None:
    with pytest.raises(NoAddress, match="http://"):
        probe(site, standing())


def test_looking_is_begun_once_by_who_may_and_from_today_on(chain: Database) -> None:
    today = now().date()
    with pytest.raises(NotAllowed):
        begin(today, by="county_leader")
    with pytest.raises(NotInThePast):
        begin(today - timedelta(days=1))
    begun = begin(today)
    assert begin(today + timedelta(days=9)) == begun
    assert [each.officer for each in acts("notices.begin_probing")] == [officer("policy_activator")]


def test_begun_twice_at_once_it_is_begun_once(chain: Database) -> None:
    at_once(lambda: begin(now().date()), lambda: begin(now().date()))
    assert Probing.objects.count() == 1
