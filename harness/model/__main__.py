"""Search the worlds of the short form, or with guards left out: python -m harness.model [GUARD…]"""

import sys
from dataclasses import replace

from harness.model.search import search
from harness.model.world import ODD, ONE, TIGHT, TWO

if __name__ == "__main__":
    for design in (ONE, ODD, TWO, TIGHT):
        told = search(replace(design, without=frozenset(sys.argv[1:])))
        sys.stdout.write(f"{design.lines} lines, a fund of {design.fund}: {told}\n")
