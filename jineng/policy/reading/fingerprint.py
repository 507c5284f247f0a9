"""Are these the very files that were signed? A pack's fingerprint says so on any machine."""

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize


def fingerprint_of_folder(folder: Path) -> str:
    """Return SHA-256 over every file of the folder: its relative path and its bytes."""
    return fingerprint_of_files(files_of(folder))


def fingerprint_of_files(files: Mapping[str, Path]) -> str:
    """Return the same of files by their relative path.

    Paths are in posix form and sorted, each part is preceded by its length, nothing is left out.
    """
    digest = sha256()
    for name in sorted(files):
        # Many small files are read whole: a buffer for each would only cost.
        with files[name].open("rb", buffering=0) as file:
            content = file.read()
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def fingerprint_of_packs(packs: Iterable[tuple[str, str]]) -> str:
    """Return SHA-256 over the ids and fingerprints of packs that answer together."""
    digest = sha256()
    for pack_id, fingerprint in packs:
        digest.update(f"{pack_id}\0{fingerprint}\n".encode())
    return digest.hexdigest()


def changed_files(one: Path, other: Path) -> list[str]:
    """Return the files, by their path in the folder, that only one folder has or that differ."""
    ours, theirs = files_of(one), files_of(other)
    return [
        name
        for name in sorted({**ours, **theirs})
        if name not in ours
        or name not in theirs
        or ours[name].read_bytes() != theirs[name].read_bytes()
    ]


def files_of(folder: Path) -> dict[str, Path]:
    """Return every file of a folder and of those in it, by its relative path in posix form."""
    found: dict[str, Path] = {}
    for place, _, names in os.walk(folder):
        inside = place[len(str(folder)) + 1 :].replace(os.sep, "/")
        for name in names:
            found[normalize("NFC", f"{inside}/{name}" if inside else name)] = Path(place, name)
    return found
