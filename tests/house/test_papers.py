"""The house style, checked: dependencies, lock file, documents, and what no file may say."""

import re
import socket
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import DOCUMENTS, PYPROJECT, ROOT, shown, tracked

NAME = PYPROJECT["project"]["name"]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
REGISTRIES = {"pypi.org", "files.pythonhosted.org"}
MOST_DEPENDENCIES = 35
GLOSSARY = ROOT / "docs/glossary.md"
# Where somebody's files lie on one machine, and on no other.
PLACES = ("home", "root", "Users", "work", "workspace", "opt", "mnt", "srv", "build", "data")
PLACE = re.compile(rf"(?<![\w.}})/-])/(?:{'|'.join(PLACES)})/[\w.-]")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
FILES = tracked()


def test_every_locked_package_comes_from_the_public_registry_with_its_digest():
    ours, *rest = sorted(LOCK, key=lambda package: package["name"] != NAME)
    hosts, without = set(), []
    for package in rest:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        addresses = [package["source"]["registry"], *(file["url"] for file in files)]
        hosts |= {address.split("/")[2] for address in addresses}
        if not files or not all(file["hash"].startswith("sha256:") for file in files):
            without.append(package["name"])

    assert ours["source"] == {"editable": "."}
    assert hosts == REGISTRIES
    assert without == []


def test_the_lock_file_is_of_the_dependencies_that_are_declared():
    [ours] = [each for each in LOCK if each["name"] == NAME]
    groups = {
        group: {_name(each) for each in wanted}
        for group, wanted in PYPROJECT["dependency-groups"].items()
    }

    assert {each["name"] for each in ours["dependencies"]} == _direct()
    extra = ours["dev-dependencies"].items()
    locked = {group: {each["name"] for each in wanted} for group, wanted in extra}
    assert locked == groups


def test_there_are_few_direct_dependencies():
    assert len(_direct()) <= MOST_DEPENDENCIES


def test_each_direct_dependency_has_its_reason_written_down():
    reasons = (ROOT / "docs/decisions/dependencies.md").read_text("utf-8").lower()

    assert [name for name in sorted(_direct()) if name not in reasons] == []


@pytest.mark.parametrize("column", [0, 1], ids=["english", "chinese"])
def test_the_glossary_gives_each_thing_one_word_of_its_own(column: int):
    words = [row[column] for row in _rows(GLOSSARY)]

    assert len(words) > 50
    assert all(words)
    assert {word for word in words if words.count(word) > 1} == set()


def test_what_a_document_links_to_is_there():
    dead = []
    for path in DOCUMENTS:
        links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        dead += [
            f"{shown(path)} {link}"
            for link in links
            if "://" not in link and not (path.parent / link).exists()
        ]
    assert dead == []


def test_no_file_knows_the_machine_it_was_written_on():
    found = {shown(path): _places_in(path.read_text("utf-8", errors="replace")) for path in FILES}

    assert len(found) > 200
    assert {path: places for path, places in found.items() if places} == {}


def test_no_commit_knows_the_machine_it_was_made_on():
    told = subprocess.run(
        ["git", "log", "--format=%B"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        pytest.skip("not a git checkout")

    assert _places_in(told.stdout) == []


def test_nothing_is_left_to_be_done_later():
    here = Path(__file__)
    unfinished = [
        shown(path)
        for path in FILES
        if path != here and UNFINISHED.search(path.read_text("utf-8", errors="replace"))
    ]
    assert unfinished == []


def _places_in(text: str) -> list[str]:
    """Return what names a folder of one machine, or this machine itself."""
    host = socket.gethostname()
    here = {str(ROOT), host if re.search(r"[0-9.-]", host) else str(ROOT)}
    return [name for name in here if len(name) > 6 and name in text] + PLACE.findall(text)


def _direct() -> set[str]:
    return {_name(each) for each in PYPROJECT["project"]["dependencies"]}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, requirement
    return found.group().lower()


def _rows(path: Path) -> list[list[str]]:
    """Return the rows under the headings of a document's tables."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows[1:] if not set("".join(row)) <= set("-: ")]
