"""Does an exported bundle of receipts hold together, and do its rules still decide the same?

Nothing here asks a database, or anything that does not lie in the bundle itself.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jineng.policy.one.bundle_files import (
    MANIFEST,
    PACKS,
    RECEIPTS,
    UNREADABLE,
    Files,
    Manifest,
    digest_of,
    files_amiss,
    read_manifest,
)
from jineng.policy.one.receipt import ENGINE_VERSION, recheck
from jineng.policy.packs.shelf import Shelf, stock
from jineng.policy.reading.slips import BrokenPack

GRANTED, REVOKED, SILENT = "granted", "revoked", "silent"
# A record says what becomes of the line; the rules call it by their own word.
RECORDED = {"referred": SILENT}
TELL_EVERY = 20_000
MOST_TOLD = 1000


@dataclass
class Report:
    """What was looked at in a bundle, and every difference, each naming what it concerns."""

    manifest: str = ""
    files: int = 0
    packs: list[tuple[str, str]] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    fen: int = 0
    problems: list[str] = field(default_factory=list)
    more: int = 0

    def note(self, problems: Iterable[str]) -> None:
        """Keep problems to be told; of very many the first, and how many more there are."""
        for problem in problems:
            if len(self.problems) < MOST_TOLD:
                self.problems.append(problem)
            else:
                self.more += 1

    @property
    def recomputed(self) -> int:
        """How many receipts were decided again."""
        return self.outcomes.total() - self.outcomes[REVOKED]


def check_bundle(files: Files, tell: Callable[[int], None] = lambda _: None) -> Report:
    """Check every digest and every fingerprint, and decide every receipt of a bundle again.

    `tell` is called with the number of receipts read so far, now and then.
    """
    report = Report()
    manifest = read_manifest(files, report.problems)
    if manifest is None:
        return report
    report.manifest = digest_of(files, MANIFEST)
    report.files = len(manifest.files)
    report.note(files_amiss(files, manifest))
    if manifest.engine != ENGINE_VERSION:
        said = f"凭据出自引擎版本 {manifest.engine}，这里是 {ENGINE_VERSION}"
        report.note([f"{said}；请用同一版的核对程序"])
    with tempfile.TemporaryDirectory() as folder:
        shelf = _shelf(files, manifest, Path(folder), report)
        _recompute(files, shelf, report, tell)
    _compare_sums(manifest, report)
    return report


def _shelf(files: Files, manifest: Manifest, folder: Path, report: Report) -> Shelf | None:
    """Lay the packs out in a folder, as a pack is a folder, and load them."""
    for name in files.names():
        if name.startswith(PACKS):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # A file that cannot be read was told of; without it the pack does not load.
            with suppress(*UNREADABLE):
                path.write_bytes(files.read(name))
    root = folder / PACKS
    root.mkdir(exist_ok=True)
    try:
        shelf = stock(root, drafts=True)
    except BrokenPack as broken:
        report.note(f"规则包装不起来：{problem}" for problem in broken.problems)
        return None
    listed = dict(manifest.packs)
    for pack in shelf.packs:
        report.packs.append((pack.id, pack.fingerprint))
        if listed.pop(pack.id, "") != pack.fingerprint:
            report.note([f"规则包“{pack.id}”的指纹和清单上的不同"])
    report.note(f"清单上的规则包“{gone}”不在包里" for gone in listed)
    return shelf


def _recompute(
    files: Files, shelf: Shelf | None, report: Report, tell: Callable[[int], None]
) -> None:
    seen: set[str] = set()
    number = 0
    try:
        for number, line in enumerate(files.lines(RECEIPTS), start=1):
            if number % TELL_EVERY == 0:
                tell(number)
            report.note(_of_line(line, number, seen, shelf, report))
    except UNREADABLE:
        report.note([f"{RECEIPTS} 第 {number} 行以后读不出来"])


def _of_line(
    line: bytes, number: int, seen: set[str], shelf: Shelf | None, report: Report
) -> Iterator[str]:
    record = _record(line)
    if record is None:
        yield f"{RECEIPTS} 第 {number} 行读不出来"
        return
    name = str(record["which"])
    which = f"{name}（第 {number} 行）"
    if name in seen:
        yield f"{which}：前面已经有了"
    seen.add(name)
    for each in _differences(record, shelf, report):
        yield f"{which}：{each}"


def _record(line: bytes) -> Mapping[str, object] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    keys = ("which", "outcome", "fen", "rule", "receipt")
    return record if isinstance(record, dict) and all(key in record for key in keys) else None


def _differences(
    record: Mapping[str, object], shelf: Shelf | None, report: Report
) -> Iterator[str]:
    """Decide one record again; count it by what it says of itself."""
    outcome, fen, receipt = record["outcome"], record["fen"], record["receipt"]
    report.outcomes[str(outcome)] += 1
    report.fen += fen if isinstance(fen, int) else 0
    if outcome == REVOKED or shelf is None:
        return
    if not isinstance(receipt, dict):
        yield "没有凭据"
        return
    yield from recheck(receipt, shelf)
    yield from unlike_receipt(receipt, (str(outcome), fen, record["rule"]))


def unlike_receipt(
    receipt: Mapping[str, object], recorded: tuple[str, object, object]
) -> Iterator[str]:
    """Yield a sentence where what was recorded (outcome, fen, rule) is not the receipt's answer.

    Where the rules are silent two people may have ruled: then it must be what they ruled, and why.
    """
    answer = receipt.get("answer")
    kept = answer if isinstance(answer, dict) else {}
    if "ruling" in receipt:
        ruling = receipt["ruling"] if isinstance(receipt["ruling"], dict) else {}
        if kept.get("outcome") != SILENT or not ruling.get("reason"):
            yield "规则有规定的写成了人工核定，或者人工核定没有写理由"
        kept = ruling
    said = tuple(kept.get(key) for key in ("outcome", "fen", "rule"))
    outcome, fen, rule = recorded
    if said != (RECORDED.get(outcome, outcome), fen, rule):
        yield f"凭据写 {said[0]} {said[1]} 分 {said[2]}，记录写 {outcome} {fen} 分 {rule}"


def _compare_sums(manifest: Manifest, report: Report) -> None:
    found = {
        "receipts": report.outcomes.total(),
        "granted": report.outcomes[GRANTED],
        "revoked": report.outcomes[REVOKED],
        "fen": report.fen,
    }
    report.note(
        f"清单上 {name} 是 {manifest.sums.get(name)}，包里是 {value}"
        for name, value in found.items()
        if manifest.sums.get(name) != value
    )
