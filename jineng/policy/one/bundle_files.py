"""Which files lie in an exported bundle, and are they those that its manifest lists?"""

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol

from jineng.values.refusal import Refusal

MANIFEST, SEAL, RECEIPTS, PACKS = "manifest.json", "manifest.sha256", "receipts.jsonl", "packs/"
FORM = "jineng-receipts-1"
# A name that stays inside the folder it is laid out in.
SAFE = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))[^/\\\0:]+(?:/[^/\\\0:]+)*\Z")
BLOCK = 1 << 20
UNREADABLE = (
    OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


class NotABundle(Refusal):
    """The file is not a bundle of receipts, or cannot be read."""


class Files(Protocol):
    """The files of a bundle, in a zip file or in a folder."""

    def names(self) -> list[str]:
        """Return the names of all files, in order."""

    def read(self, name: str) -> bytes:
        """Return the whole content of a file."""

    def open(self, name: str) -> IO[bytes]:
        """Open a file to be read from the beginning."""

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file; none where it is not there."""


class ZippedFiles:
    """The files in a zip file."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise NotABundle(f"{path} 不是凭据包（读不出来）；请核对文件，或重新下载") from error
        self._names = [each for each in self._zip.namelist() if not each.endswith("/")]
        for name, times in Counter(self._names).items():
            if times > 1 or not SAFE.match(name):
                raise NotABundle(f"{path} 里的“{name}”不是凭据包会有的；请取回原件")

    def names(self) -> list[str]:
        """Return the names of all files, in order."""
        return sorted(self._names)

    def read(self, name: str) -> bytes:
        """Return the whole content of a file."""
        return b"".join(_blocks(self.open(name)))

    def open(self, name: str) -> IO[bytes]:
        """Open a file to be read from the beginning."""
        return self._zip.open(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file; none where it is not there."""
        if name in self._names:
            yield from self._zip.open(name)


class FolderFiles:
    """The files in a folder, as when somebody unpacked the bundle."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        """Return the names of all files, in order."""
        files = (path for path in self._path.rglob("*") if path.is_file())
        return sorted(path.relative_to(self._path).as_posix() for path in files)

    def read(self, name: str) -> bytes:
        """Return the whole content of a file."""
        return (self._path / name).read_bytes()

    def open(self, name: str) -> IO[bytes]:
        """Open a file to be read from the beginning."""
        return (self._path / name).open("rb")

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file; none where it is not there."""
        if (self._path / name).is_file():
            with self.open(name) as file:
                yield from file


def bundle_files(path: Path) -> Files:
    """Open a bundle. Raises NotABundle."""
    return FolderFiles(path) if path.is_dir() else ZippedFiles(path)


@dataclass(frozen=True)
class Manifest:
    """What a bundle says it holds: a digest a file, a fingerprint a pack, and sums."""

    engine: str
    files: Mapping[str, str]
    packs: tuple[tuple[str, str], ...]
    sums: Mapping[str, int]


def read_manifest(files: Files, problems: list[str]) -> Manifest | None:
    """Read the manifest, noting where it is not the one that was sealed. None if unreadable."""
    names = files.names()
    for name in (MANIFEST, SEAL):
        if name not in names:
            problems.append(f"缺 {name}，不是完整的凭据包")
            return None
    try:
        digest = digest_of(files, MANIFEST)
        if files.read(SEAL) != f"{digest}  {MANIFEST}\n".encode():
            problems.append(f"{MANIFEST} 和 {SEAL} 不符：有一个被改过")
        return _manifest(json.loads(files.read(MANIFEST)))
    except (*UNREADABLE, ValueError, KeyError, TypeError, AttributeError):
        problems.append(f"{MANIFEST} 读不出来，无从核对；请取回原件")
        return None


def _manifest(page: Mapping[str, object]) -> Manifest:
    if page["form"] != FORM:
        raise ValueError
    files, packs, sums = page["files"], page["packs"], page["sums"]
    if not (isinstance(files, dict) and isinstance(packs, list) and isinstance(sums, dict)):
        raise TypeError
    return Manifest(
        str(page["engine"]),
        {str(name): str(digest) for name, digest in files.items()},
        tuple((str(each["id"]), str(each["fingerprint"])) for each in packs),
        {str(name): int(value) for name, value in sums.items()},
    )


def files_amiss(files: Files, manifest: Manifest) -> list[str]:
    """Return a sentence for each file that is missing, not listed, or not as it is listed."""
    names = [name for name in files.names() if name not in (MANIFEST, SEAL)]
    found = [f"{name}：清单上有，包里没有" for name in manifest.files if name not in names]
    for name in names:
        if name not in manifest.files:
            found.append(f"{name}：包里有，清单上没有")
        elif digest_of(files, name) != manifest.files[name]:
            found.append(f"{name}：内容和清单上的摘要不符，被改过或损坏")
    return found


def digest_of(files: Files, name: str) -> str:
    """Return the SHA-256 of a file; a text that equals no digest where it cannot be read."""
    digest = sha256()
    try:
        for block in _blocks(files.open(name)):
            digest.update(block)
    except UNREADABLE:
        return "unreadable"
    return digest.hexdigest()


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block
