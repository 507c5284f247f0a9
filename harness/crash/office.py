"""Officers at their pages, over HTTP, while the server is killed under them.

What the server acknowledged is written down here, outside it: an acknowledged act that is gone
after a crash is a broken promise. What was not acknowledged may or may not have happened, and is
asked for again.
"""

import http.client
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

FUND, YEAR = "压力测试资金", 2024
PATIENCE = 5.0
_CONFIRM = re.compile(r"/funds/appropriations/(\d+)/confirm/")


class NotAcknowledged(OSError):
    """The server was away, or said something else than yes."""


@dataclass
class Officer:
    """One officer's browser: a cookie jar and a door."""

    port: int
    username: str
    cookies: dict[str, str] = field(default_factory=dict)

    def enter(self) -> None:
        """Take the role card, unless it is held already."""
        if "sessionid" not in self.cookies:
            self.ask("GET", "/")
            self.post(f"/enter/{self.username}/")

    def post(self, path: str, **told: object) -> None:
        """Post a form; anything but a redirect is no acknowledgement."""
        status, _ = self.ask("POST", path, urlencode(told))
        if status != 302:
            raise NotAcknowledged(f"{path}: {status}")

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Return status and text."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
            }
        try:
            wire.request(method, path, body or None, headers)
            answer = wire.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as away:
            raise NotAcknowledged(str(away)) from away
        finally:
            wire.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self.cookies[key] = kept
        return answer.status, text


@dataclass
class Office:
    """Two officers who propose and confirm money, one fen a document, and what they were told."""

    port: int
    area: str
    proposed: set[str] = field(default_factory=set)
    confirmed: set[int] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Propose and confirm until told to stop."""
        maker, checker = (Officer(self.port, f"finance_{post}") for post in ("maker", "checker"))
        serial = 0
        while not self.stop.is_set():
            try:
                maker.enter()
                checker.enter()
                self._propose(maker, f"压力 {serial}")
                serial += 1
                self._confirm(checker)
            except NotAcknowledged:
                time.sleep(0.1)

    def _propose(self, maker: Officer, document: str) -> None:
        told = {"area": self.area, "name": FUND, "year": YEAR, "yuan": "0.01"}
        maker.post("/funds/appropriate/", document=document, **told)
        self.proposed.add(document)

    def _confirm(self, checker: Officer) -> None:
        _, page = checker.ask("GET", "/funds/")
        for key in map(int, _CONFIRM.findall(page)[:5]):
            checker.post(f"/funds/appropriations/{key}/confirm/")
            self.confirmed.add(key)
