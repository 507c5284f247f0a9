"""Is everything that docs/money.md names still there?"""

import re

from tests.house.tree import ROOT, SOURCE

PAGE = (ROOT / "docs/money.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| Promise")
]
SQL = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("migrations/0*.sql"))
MODELS = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("models.py"))
TESTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


def test_every_promise_says_where_it_is_kept_and_what_proves_it() -> None:
    bare = [promise for promise, kept, proved in ROWS if not (_names(kept) and _names(proved))]

    assert len(ROWS) > 30
    assert bare == []


def test_what_keeps_a_promise_is_there() -> None:
    gone = [name for _, kept, _ in ROWS for name in _names(kept) if not _keeps(name)]

    assert gone == []


def test_what_proves_a_promise_is_a_test() -> None:
    proofs = {name for *_, proved in ROWS for name in _names(proved)}

    assert {name for name in proofs if f"def {name}(" not in TESTS} == set()


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _keeps(name: str) -> bool:
    """A file of ours, a code, a constraint, or a function or procedure of the guards."""
    if "/" in name:
        return (ROOT / name).is_file()
    if name.startswith("J0"):
        return f"'{name}'" in SQL
    made = rf"(create (or replace )?(function|procedure)|add constraint) {name}\b"
    return bool(re.search(made, SQL)) or f'name="{name}"' in MODELS
