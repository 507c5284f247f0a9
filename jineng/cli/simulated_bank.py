"""A bank for demonstrations: takes files, keeps its own ledger, answers in files, loses answers.

It stands outside the system: it reads and writes only its own folder. What it does with a transfer
follows from the transfer's reference alone, so that a season run again meets the same bank:
of a hundred references about three are turned away the first time they come, and about three are
paid and left out of the answer. A batch number it has taken is never executed again.
"""

import csv
import io
import os
from hashlib import sha256
from pathlib import Path

REJECTED_OF_100, LOST_OF_100 = 3, 3


def work(folder: Path) -> None:
    """Execute every order that lies in the folder; leave an answer and a statement for each."""
    for name in ("taken", "answers", "ledger"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.csv")):
        head, *transfers = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
        batch = head[1]
        ledger = folder / "ledger" / f"{batch}.csv"
        if not ledger.exists():
            _write(ledger, _execute(folder, batch, transfers))
        executed = list(csv.reader(io.StringIO(ledger.read_text("utf-8"))))
        answered = [row[:5] for row in executed if row[5] == "answered"]
        _write(folder / "answers" / f"{batch}-1-回盘.csv", [["回盘文件", batch], *answered])
        rows = [row[:5] for row in executed]
        _write(folder / "answers" / f"{batch}-2-对账单.csv", [["对账单", batch], *rows])
        path.rename(folder / "taken" / path.name)


def _execute(folder: Path, batch: str, transfers: list[list[str]]) -> list[list[str]]:
    """Return the ledger of a batch: position, outcome, sum, serial, remark, answered or lost."""
    turned_away = {
        row[6]
        for path in (folder / "ledger").glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8")))
        if row[1] == "失败"
    }
    rows = []
    for position, _account, _holder, yuan, reference in transfers:
        chance = int(sha256(reference.encode()).hexdigest(), 16) % 100
        serial = sha256(f"{batch}/{position}".encode()).hexdigest()[:16].upper()
        if chance < REJECTED_OF_100 and reference not in turned_away:
            row = [position, "失败", yuan, "", "收款账户状态异常", "answered", reference]
        else:
            lost = REJECTED_OF_100 <= chance < REJECTED_OF_100 + LOST_OF_100
            told = "lost" if lost else "answered"
            row = [position, "成功", yuan, serial, "", told, reference]
        rows.append(row)
    return rows


def _write(path: Path, rows: list[list[str]]) -> None:
    """Write a file whole or not at all, and durably."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
