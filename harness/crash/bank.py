"""A bank that executes every order it receives, and whose answers cannot be relied on.

    python -m harness.crash.bank FOLDER SEED

Its own process with its own durable store; it knows nothing of the system but the files. An order
that arrives twice is executed twice: whoever sends twice pays twice, and the bank's books say so.
It turns transfers away, drops orders whole, delays, leaves transfers out of its answers, loses
whole answers, sends them again later and in other bytes, and states a batch before it executed it.
"""

import csv
import io
import os
import random
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PAUSE = 0.02
REJECTED, DROPPED, LATE, LEFT_OUT, LOST, TWICE, EARLY = 0.25, 0.05, 0.15, 0.1, 0.15, 0.2, 0.1
STORE = "bank.sqlite"
_TABLES = """
create table if not exists received (id integer primary key, batch text, at real, due real,
  executed integer not null default 0, dropped integer, content text);
create table if not exists transfer (id integer primary key, received integer, batch text,
  position integer, account text, fen integer, reference text, paid integer, serial text);
create table if not exists answer (batch text, name text, due real, written integer default 0,
  lines text, statement integer);
"""


class Bank:
    """The bank's folder, its store and its moods."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        for name in ("taken", "answers", "asked"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.store = sqlite3.connect(folder / STORE, isolation_level=None)
        self.store.execute("pragma journal_mode=wal")
        self.store.execute("pragma synchronous=full")
        self.store.executescript(_TABLES)
        self.answered = 0

    def work(self) -> None:
        """Receive, execute what is due, answer what is due."""
        for path in sorted(self.folder.glob("*.csv")):
            self._receive(path)
        now = time.time()
        due = "select id, batch, dropped, content from received where not executed and due <= ?"
        for received, batch, dropped, content in self.store.execute(due, [now]).fetchall():
            self._execute(received, batch, content, dropped=bool(dropped))
            self._promise(batch, sure=False)
        for path in sorted((self.folder / "asked").iterdir()):
            path.unlink()
            self._promise(path.name, sure=True)
        self._answer(now)

    def _receive(self, path: Path) -> None:
        content = path.read_text("utf-8")
        batch = next(csv.reader(io.StringIO(content)))[1]
        late = self.chance.uniform(0.3, 2.0) if self.chance.random() < LATE else 0.0
        dropped = self.chance.random() < DROPPED
        self.store.execute(
            "insert into received (batch, at, due, dropped, content) values (?, ?, ?, ?, ?)",
            [batch, time.time(), time.time() + late, dropped, content],
        )
        path.rename(self.folder / "taken" / path.name)
        if late and self.chance.random() < EARLY:
            self._promise(batch, sure=True)

    def _execute(self, received: int, batch: str, content: str, *, dropped: bool) -> None:
        """Execute every transfer of an order, whether or not it was executed before."""
        _, *rows = list(csv.reader(io.StringIO(content)))
        self.store.execute("begin immediate")
        for position, account, _, yuan, reference in rows:
            paid = not dropped and self.chance.random() >= REJECTED
            whole, _, rest = yuan.partition(".")
            fen = int(whole) * 100 + int((rest + "00")[:2])
            serial = f"YH{received}-{position}" if paid else ""
            self.store.execute(
                "insert into transfer (received, batch, position, account, fen, reference,"
                " paid, serial) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [received, batch, position, account, fen, reference, paid, serial],
            )
        self.store.execute("update received set executed = 1 where id = ?", [received])
        self.store.execute("commit")

    def _promise(self, batch: str, *, sure: bool) -> None:
        """Decide what will be said of a batch, and when. Asked, it says something for sure."""
        rows = [
            [position, "成功" if paid else "失败", f"{fen // 100}.{fen % 100:02d}", serial]
            for position, paid, fen, serial in self.store.execute(
                "select position, paid, fen, serial from transfer where batch = ? order by id",
                [batch],
            )
        ]
        if sure or self.chance.random() >= LOST:
            self._say(batch, [each for each in rows if self.chance.random() >= LEFT_OUT], 0)
        if sure or self.chance.random() < TWICE:
            self._say(batch, rows, 1)

    def _say(self, batch: str, rows: Sequence[Sequence[object]], statement: int) -> None:
        self.answered += 1
        name = f"{batch}-{time.time_ns()}-{self.answered}.csv"
        for again in range(2 if self.chance.random() < TWICE else 1):
            remarks = [[*row, f"第 {again + 1} 次" if again else ""] for row in rows]
            head = ["对账单" if statement else "回盘文件", batch]
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows([head, *remarks])
            due = time.time() + (self.chance.uniform(0, 1.5) if self.chance.random() < LATE else 0)
            self.store.execute(
                "insert into answer (batch, name, due, lines, statement) values (?, ?, ?, ?, ?)",
                [batch, f"{again}-{name}", due, text.getvalue(), statement],
            )

    def _answer(self, now: float) -> None:
        ready = "select rowid, name, lines from answer where not written and due <= ?"
        for key, name, lines in self.store.execute(ready, [now]).fetchall():
            part = self.folder / "answers" / f".{name}.part"
            part.write_text(lines, "utf-8")
            part.rename(self.folder / "answers" / name)
            self.store.execute("update answer set written = 1 where rowid = ?", [key])


def main(folder: Path, seed: int) -> None:
    """Work until somebody ends us."""
    parent, bank = os.getppid(), Bank(folder, seed)
    while os.getppid() == parent:
        bank.work()
        time.sleep(PAUSE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
