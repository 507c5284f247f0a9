"""Are these the very files that were signed? A pack's fingerprint says so on any machine."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize


def fingerprint_of_folder(folder: Path) -> str:
    """Return SHA-256 over every file of the folder: its relative path and its bytes.

    Paths are in posix form and sorted, each part is preceded by its length, nothing is left out.
    """
    digest = sha256()
    files = _files(folder)
    for name in sorted(files):
        for part in (name.encode(), files[name].read_bytes()):
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
    ours, theirs = _files(one), _files(other)
    return [
        name
        for name in sorted({**ours, **theirs})
        if name not in ours
        or name not in theirs
        or ours[name].read_bytes() != theirs[name].read_bytes()
    ]


def _files(folder: Path) -> dict[str, Path]:
    return {
        normalize("NFC", path.relative_to(folder).as_posix()): path
        for path in folder.rglob("*")
        if not path.is_dir()
    }
