"""Take one season's files through the whole chain, in a database of their own."""

import argparse
import fcntl
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from jineng.cli.demo_offices import officer
from jineng.cli.opening import opened
from jineng.cli.seal import seal_now
from jineng.cli.season_files import read_season
from jineng.cli.season_outputs import table, write_all
from jineng.cli.season_run import Run
from jineng.cli.season_steps import STEPS
from jineng.foundation.database import launcher
from jineng.policy.packs.shelf import stock
from jineng.values.days import HERE, day_from
from jineng.values.refusal import Refusal

EXAMPLE = "jineng season samples/anping-2024 --as-of 2025-02-28 --out OUT"
BEGUN, PART, HELD = "season.json", "season.part", "season.lock"
OURS = (BEGUN, PART, HELD)


class NotADay(Refusal):
    """--as-of is not a day, or one that has not come."""


class UnderWay(Refusal):
    """Another command takes this season through right now."""


class CannotWrite(Refusal):
    """Nothing can be made in the folder for the results."""


class AnotherSeason(Refusal):
    """The folder holds another season, or one of another day."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The season's folder, the day of its data, and where the results go."""
    parser.add_argument("folder", type=Path, help="放这一季文件的文件夹")
    parser.add_argument("--as-of", required=True, help="数据截止日，如 2025-02-28")
    parser.add_argument("--out", type=Path, required=True, help="结果和数据库的文件夹")
    parser.add_argument("--fresh", action="store_true", help="清空 --out 里的这一季，重新开始")


def run(args: argparse.Namespace) -> int:
    """Take the season through and print its table."""
    summary = take_through(args.folder, args.as_of, args.out, fresh=args.fresh)
    print(table(summary))
    return 0


def take_through(folder: Path, as_of: str, out: Path, *, fresh: bool) -> dict[str, object]:
    """Take a season through the chain; a run that was cut off goes on where it was.

    Every file is read before anything is written, so a bad one leaves nothing half-done.
    """
    day = _day(as_of)
    shelf = stock(settings.PACKS)
    categories = frozenset(shelf.words("learner_category"))
    begun = time.perf_counter()
    season = read_season(folder, categories)
    seconds = {"读文件": round(time.perf_counter() - begun, 2)}
    with _held(out):
        if fresh:
            _clear(out)
        _begin(out, season.digest(), day)
        return _take(Run(season, shelf, categories, day, out / "bank"), out, seconds)


def _take(under_way: Run, out: Path, seconds: dict[str, float]) -> dict[str, object]:
    with opened(out, own=True):
        under_way.bank.mkdir(exist_ok=True)
        for name, step in STEPS:
            begun = time.perf_counter()
            step(under_way)
            seconds[name] = round(time.perf_counter() - begun, 2)
            print(f"  {name}　{seconds[name]:.2f} 秒", flush=True)
        begun = time.perf_counter()
        seal_now(out)
        seconds["封存留痕"] = round(time.perf_counter() - begun, 2)
        return write_all(out, officer("auditor"), under_way.left, seconds)


def _day(text: str) -> date:
    try:
        day = day_from(text)
    except ValueError as wrong:
        raise NotADay(f"--as-of {text} 不是日期：{wrong}，请写成 2025-02-28") from wrong
    if day > datetime.now(HERE).date():
        raise NotADay(f"--as-of {day} 还没有到，数据截止日不能晚于今天")
    return day


@contextmanager
def _held(out: Path) -> Iterator[None]:
    """Hold a season's folder alone; the kernel gives it free however we end."""
    if out.exists() and not out.is_dir():
        raise AnotherSeason(f"{out} 是一个文件，不是文件夹：请换一个 --out")
    if out.exists() and any(out.iterdir()) and not any((out / name).exists() for name in OURS):
        raise AnotherSeason(f"{out} 不是空文件夹，也不是一季的结果：请换一个 --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        mark = (out / HELD).open("w")
    except OSError as closed:
        raise CannotWrite(f"{out} 写不进去（{closed.strerror}），请换一个 --out") from closed
    with mark as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise UnderWay(f"{out} 正由另一个命令办理，请等它结束，或换一个 --out") from held
        yield


def _begin(out: Path, digest: str, day: date) -> None:
    """Say in the folder which season it holds; refuse to mix two."""
    told = {"as_of": str(day), "files": digest}
    mark = out / BEGUN
    if mark.exists():
        if json.loads(mark.read_text("utf-8")) != told:
            raise AnotherSeason(
                f"{out} 里已有另一季（文件或截止日不同）：请换一个 --out，或加 --fresh 重新开始"
            )
        return
    part = out / PART
    part.write_text(json.dumps(told), encoding="utf-8")
    part.rename(mark)


def _clear(out: Path) -> None:
    """Empty a season's folder but for the lock by which we hold it; the mark goes last."""
    if (out / "database").exists():
        launcher.remove(out / "database")
    there = [path for path in out.iterdir() if path.name not in (HELD, BEGUN)]
    for path in there:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    (out / BEGUN).unlink(missing_ok=True)
