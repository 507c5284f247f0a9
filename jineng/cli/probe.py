"""Look at the page of every standing notice, as anybody would, and keep what came back."""

import argparse
import sys
import time

from jineng.cli.opening import opened
from jineng.foundation.notices.models import Probing
from jineng.foundation.notices.probing import probe, standing

EXAMPLE = "jineng probe --home var --url http://127.0.0.1:8000 --once"
EVERY_SECONDS = 3600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the public's pages are; once, or for as long as nobody stops it."""
    parser.add_argument("--url", required=True, help="公众打开公示页的网址")
    parser.add_argument("--once", action="store_true", help="只探测这一次")


def run(args: argparse.Namespace) -> int:
    """Probe once, or every hour until stopped; return 1 when a page was not there at the last."""
    with opened(args.home):
        if not Probing.objects.exists():
            print("还没有启用探测：结果只作记录，不影响公示期", file=sys.stderr)
        while True:
            unseen = _probe(args.url)
            if args.once:
                return 1 if unseen else 0
            time.sleep(EVERY_SECONDS)


def _probe(url: str) -> int:
    made = probe(url, standing())
    unseen = [each for each in made if not each.seen]
    print(f"探测 {len(made)} 条公示，{len(unseen)} 条没有看到", flush=True)
    for each in unseen:
        print(f"  {each.address} 状态 {each.status}", flush=True)
    return len(unseen)
