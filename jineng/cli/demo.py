"""Show everything: a season through the whole chain, work waiting at each desk, the pages."""

import argparse
import json
import os
import threading
import time
from pathlib import Path

from django.conf import settings

from jineng.cli import simulated_bank
from jineng.cli.demo_targets import set_targets
from jineng.cli.demo_waiting import leave_waiting
from jineng.cli.opening import opened
from jineng.cli.seal import seal_now, sealing
from jineng.cli.season import take_through
from jineng.cli.season_outputs import SUMMARY, table
from jineng.cli.serve import refuse_if_taken, serve
from jineng.policy.packs.shelf import stock

EXAMPLE = "jineng demo --no-serve"
AS_OF = "2025-02-28"
BANK_LOOKS_EVERY = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to serve afterwards, and whether to begin again."""
    parser.add_argument("--no-serve", action="store_true", help="只办完并打印汇总，不开网页")
    parser.add_argument("--fresh", action="store_true", help="清空上次的演示数据，重新开始")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")


def run(args: argparse.Namespace) -> int:
    """Take the sample season through, print its table, leave work waiting, serve.

    Once a season was taken through, the demonstration goes on from what people did on its pages.
    """
    if not args.no_serve:
        refuse_if_taken(args.port)
    home: Path = args.home / "demo"
    if args.fresh or not (home / SUMMARY).exists():
        summary = take_through(_sample(), AS_OF, home, fresh=args.fresh)
    else:
        summary = json.loads((home / SUMMARY).read_text("utf-8"))
    print(table(summary))
    with opened(home, own=True):
        shelf = stock(settings.PACKS)
        leave_waiting(shelf)
        set_targets(shelf)
        seal_now(home)
        if not args.no_serve:
            _open_the_bank(home / "bank")
            with sealing(home):
                serve(args.port, demo=True)
    return 0


def _open_the_bank(folder: Path) -> None:
    """Let the simulated bank answer in its folder for as long as the pages are served."""
    settings.BANK = os.environ["JINENG_BANK"] = str(folder.absolute())

    def look() -> None:
        while True:
            simulated_bank.work(folder)
            time.sleep(BANK_LOOKS_EVERY)

    threading.Thread(target=look, name="simulated bank", daemon=True).start()


def _sample() -> Path:
    """Return the sample season that comes with the project."""
    return Path(settings.SAMPLES) / "anping-2024"
