"""A pack damaged at random is stopped with file and place, or means the same, or is another pack.

`DAMAGE_SEED=n` sets the seed; `DAMAGE_SEED=n DAMAGE_NUMBER=k` repeats the one damage that failed.
"""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from jineng.policy.language import mentions
from jineng.policy.language.glossary import Glossary
from jineng.policy.language.rule import Rule
from jineng.policy.packs.cases import read_cases
from jineng.policy.packs.pack import CASES, Pack, rules_of
from jineng.policy.packs.shelf import Shelf, stock
from jineng.policy.reading.figures import stands_in
from jineng.policy.reading.slips import BrokenPack, Slip
from tests.policy.damage import damage
from tests.policy.small_pack import PACKS

SEED = int(os.environ.get("DAMAGE_SEED", "20240601"))
ONE = os.environ.get("DAMAGE_NUMBER")
WHOLE = stock(PACKS, drafts=True)
PLACES = [pack.folder.relative_to(PACKS).as_posix() for pack in WHOLE.packs]
TIMES = 360
NO_LINE = (
    "请补上这个文件",
    "不认识的文件",
    "现为“None”",
    "text.md 里没有",
    "没有列在疑问清单里",
    "没有规则包",
    "没有封面",
)
MINUTES = float(os.environ.get("SOAK_MINUTES", "2"))


def test_a_pack_damaged_at_random_never_loads_silently(tmp_path: Path):
    numbers = [int(ONE)] if ONE else range(TIMES)

    stopped = sum(_damaged(tmp_path / "packs", SEED, number) for number in numbers)

    assert stopped > len(numbers) // 2


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_pack_damaged_at_random_never_loads_silently_for_minutes(tmp_path: Path):
    seed, number = random.SystemRandom().randrange(10**9), 0
    deadline = time.monotonic() + MINUTES * 60
    while time.monotonic() < deadline:
        _damaged(tmp_path / "packs", seed, number)
        number += 1
    assert number > 0


def _damaged(root: Path, seed: int, number: int) -> bool:
    """Damage one pack once and look at what comes of it; return whether it was stopped."""
    chance = random.Random(f"{seed}:{number}")
    place = PLACES[number % len(PLACES)]
    whole = WHOLE.packs[number % len(PLACES)]
    _laid_out(root, place, whole)
    done = damage(root / place, chance)
    told = f"DAMAGE_SEED={seed} DAMAGE_NUMBER={number}：{place}/{done}"
    try:
        return _is_stopped(root, place, whole, told)
    except Exception as error:
        error.add_note(told)
        raise


def _is_stopped(root: Path, place: str, whole: Pack, told: str) -> bool:
    try:
        shelf = stock(root, drafts=True)
        pack = next(each for each in shelf.packs if each.folder == root / place)
    except BrokenPack as broken:
        for problem in broken.problems:
            assert problem.file.startswith((place, "facts.yaml")), told
            assert (root / problem.file).parent.is_dir(), told
            assert problem.line or _has_no_line(problem.message), told
        return True
    _is_told_apart(pack, whole, told)
    for sheet in pack.sheets.values():
        for rule in rules_of(sheet):
            _stands_in_its_clause(rule, pack, shelf.glossary, told)
    return _cases_stop(root / place, shelf)


def _has_no_line(message: str) -> bool:
    """A page that is not there or empty, or a folder's list of files, has no line."""
    return any(said in message for said in NO_LINE)


def _is_told_apart(pack: Pack, whole: Pack, told: str) -> None:
    same_bytes = _files(pack.folder) == _files(whole.folder)
    assert (pack.fingerprint == whole.fingerprint) == same_bytes, told


def _stands_in_its_clause(rule: Rule, pack: Pack, glossary: Glossary, told: str) -> None:
    clause = pack.clauses[rule.clause]
    years = range(pack.about.first_day.year, pack.about.last_day.year + 1)
    figures = [
        *mentions.in_condition(rule.condition, glossary),
        *mentions.in_amount(rule.amount, glossary),
    ]
    for figure in figures:
        assert all(stands_in(figure, text, years) for text in clause.texts), told
    assert rule.text in clause.texts or rule.text in clause.official, told


def _cases_stop(folder: Path, shelf: Shelf) -> bool:
    """A page of cases is read when it is run; it too is stopped or read whole."""
    try:
        for path in sorted((folder / CASES).glob("*.yaml")):
            read_cases(path, path.name, shelf.glossary)
    except Slip:
        return True
    return False


def _laid_out(root: Path, place: str, whole: Pack) -> None:
    """Lay out the pack whole, with the one it supplements, and nothing else."""
    if root.exists():
        shutil.rmtree(root)
    relation = whole.about.relation
    for pack in (whole, *([WHOLE.pack(relation.pack_id)] if relation else [])):
        shutil.copytree(pack.folder, root / pack.folder.relative_to(PACKS))
    shutil.copy(PACKS / "facts.yaml", root)


def _files(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
