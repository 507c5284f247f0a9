"""Show everything: the sample season through the whole chain, then the pages."""

import argparse
from pathlib import Path

from django.conf import settings

from jineng.cli.opening import opened
from jineng.cli.season import take_through
from jineng.cli.season_outputs import table
from jineng.cli.serve import refuse_if_taken, serve

HELP = "演示：把样例季办完，再打开网页"
EXAMPLE = "jineng demo --no-serve"
AS_OF = "2025-02-28"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to serve afterwards, and whether to begin again."""
    parser.add_argument("--no-serve", action="store_true", help="只办完并打印汇总，不开网页")
    parser.add_argument("--fresh", action="store_true", help="清空上次的演示数据，重新开始")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")


def run(args: argparse.Namespace) -> int:
    """Take the sample season through, print its table, serve."""
    if not args.no_serve:
        refuse_if_taken(args.port)
    home: Path = args.home / "demo"
    summary = take_through(_sample(), AS_OF, home, fresh=args.fresh)
    print(table(summary))
    if not args.no_serve:
        with opened(home, own=True):
            serve(args.port, demo=True)
    return 0


def _sample() -> Path:
    """Return the sample season that comes with the project."""
    return Path(settings.SAMPLES) / "anping-2024"
