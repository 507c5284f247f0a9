"""A bank for demonstrations: takes files, keeps its own ledger, answers in files, loses answers.

It stands outside the system: it reads and writes only its own folder. What it does with a transfer
follows from the transfer's reference alone, so that a season run again meets the same bank:
of a hundred references about three are turned away the first time they come, and about three are
paid and left out of the answer. A batch number it has taken is never executed again.
"""

import csv
import io
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jineng.stages.payments.papers import BankRow, Transfer, read_order, write_bank_file
from jineng.values.money import fen_from_yuan, plain_yuan

REJECTED_OF_100, LOST_OF_100 = 3, 3


def work(folder: Path) -> None:
    """Execute every order that lies in the folder; leave an answer and a statement for each."""
    for name in ("taken", "answers", "ledger"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("[!.]*.*")):
        layout, batch, transfers = read_order(path.read_bytes(), path.name)
        ledger = folder / "ledger" / f"{batch}.csv"
        if not ledger.exists():
            _write(ledger, _lines(_execute(folder, batch, transfers)))
        executed = list(csv.reader(io.StringIO(ledger.read_text("utf-8"))))
        accounts = {each.position: each.account for each in transfers}
        for name, statement in (("1-回盘", False), ("2-对账单", True)):
            said = [_said(row, accounts) for row in executed if statement or row[5] == "answered"]
            content = write_bank_file(layout, batch, said, statement=statement)
            _write(folder / "answers" / f"{batch}-{name}{path.suffix}", content)
        path.rename(folder / "taken" / path.name)


def _said(row: list[str], accounts: dict[int, str]) -> BankRow:
    position, outcome, yuan, serial, remark = row[:5]
    paid, fen = outcome == "成功", fen_from_yuan(yuan)
    return BankRow(0, int(position), paid, fen, serial, remark, accounts[int(position)])


def _execute(folder: Path, batch: str, transfers: Sequence[Transfer]) -> list[list[str]]:
    """Return the ledger of a batch: position, outcome, sum, serial, remark, answered or lost."""
    turned_away = {
        row[6]
        for path in (folder / "ledger").glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8")))
        if row[1] == "失败"
    }
    rows = []
    for each in transfers:
        position, yuan, reference = str(each.position), plain_yuan(each.fen), each.reference
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


def _lines(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and durably."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
