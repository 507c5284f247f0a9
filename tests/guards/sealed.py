"""A chain of classes whose trail is sealed in three blocks, with heads outside, and its checks."""

from dataclasses import dataclass
from pathlib import Path

import psycopg

from jineng.foundation.audit.checks import broken_seals
from jineng.foundation.audit.seals import seal_all
from jineng.foundation.audit.signing import Key, key_in
from tests.conftest import Database
from tests.guards.attack import Raw, one

# Other tests on the same server may hold the horizon back for a while.
PATIENCE = 60


@dataclass(frozen=True)
class Sealed:
    """A database of a test's own, the folder of its heads, and the key they are signed with."""

    database: Database
    home: Path

    @property
    def heads(self) -> Path:
        """Where the heads lie outside."""
        return self.home / "heads"

    @property
    def key(self) -> Key:
        """The key beside the other keys of the home."""
        return key_in(self.home, self.heads)

    def seal(self, database: Database | None = None) -> None:
        """Seal everything that has ended."""
        at = database or self.database
        with psycopg.connect(at.app_url, autocommit=True) as raw:
            waiting, _ = seal_all(raw, self.heads, self.key, patience=PATIENCE)
        assert waiting == 0

    def act(self) -> None:
        """Change a row, as the application may."""
        with psycopg.connect(self.database.app_url) as raw:
            raw.execute(
                "update offices_officer set last_login = clock_timestamp()"
                " where username <> 'auditor'"
            )

    def found(self, raw: Raw | None = None) -> list[str]:
        """Return what the check finds broken, as a connection sees it."""
        if raw is not None:
            return broken_seals(raw, self.heads)[2]
        with psycopg.connect(self.database.app_url) as app:
            return broken_seals(app, self.heads)[2]


def sealed(database: Database, home: Path) -> Sealed:
    """Seal a chain in three blocks, with acts between them."""
    made = Sealed(database, home)
    made.seal()
    for _ in range(2):
        made.act()
        made.seal()
    return made


def a_row_of(raw: Raw, block: int, place: str = "middle") -> int:
    """Return the number of the first, a middle or the last row of a block."""
    nth = {"first": "0", "middle": "count / 2", "last": "count - 1"}[place]
    return int(
        one(
            raw,
            f"select c.id from audit_change c, audit_block b where b.number = %s"
            " and c.transaction >= b.begins and c.transaction < b.horizon"
            f" order by c.transaction, c.id offset (select {nth} from audit_block"
            " where number = %s) limit 1",
            block,
            block,
        )
    )
