"""How are receipts written out so that a stranger can check them with no database of ours?"""

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jineng.cli.verifier_file import ALWAYS, verifier
from jineng.policy.language.glossary import FILE
from jineng.policy.one.bundle import GRANTED, REVOKED
from jineng.policy.one.bundle_files import FORM, MANIFEST, PACKS, RECEIPTS, SEAL
from jineng.policy.one.receipt import ENGINE_VERSION
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.checks import Kept, kept_receipts

VERIFIER, READ_ME = "verify.pyz", "README.txt"
TELL_EVERY = 20_000
HOW = """这个包里是办理补贴时存下的全部凭据，和当时所用的规则包。核对不用数据库，也不用联网。

装有 Python 3.11 或更新版本的电脑上运行：

    python verify.pyz 这个包.zip

它核对每个文件的摘要（manifest.json）和每份规则包的指纹，再按规则包把每一件重算一遍，
结论、金额、规则、依据和每条规则的判断都要与凭据相同；有不同的逐件列出，退出码不为 0。

清单本身的摘要在 manifest.sha256 里；请与导出时打印的、或另外公布的摘要对照。
核对程序可以另外取得：同一版源代码运行 jineng export verifier，得到的文件每个字节都相同。

receipts.jsonl 一行一件：which 是记录编号，number 是申领或班期编号，receipt 里有事实、历史、
规则包编号和指纹、每条规则的判断、答复。里面没有姓名和证件号码。撤销的记录不重算，只列出。
"""


@dataclass(frozen=True)
class Made:
    """What a bundle holds, and the digest of its manifest."""

    receipts: int
    packs: int
    manifest: str


def export_receipts(
    path: Path,
    shelf: Shelf,
    root: Path,
    *,
    tell: Callable[[int], None],
    kept: Iterator[Kept] | None = None,
) -> Made:
    """Write receipts, every one of the open database unless told which `kept`, to decide again.

    The same receipts always make the same bytes. `root` is the folder of the shelf's packs.
    """
    writing = _Writing(path)
    with writing.archive:
        used = writing.receipts(kept or kept_receipts(), tell)
        packs = [shelf.pack(pack_id) for pack_id in sorted(used)]
        writing.file(f"{PACKS}{FILE}", (root / FILE).read_bytes())
        for pack in packs:
            for file in sorted(each for each in pack.folder.rglob("*") if each.is_file()):
                writing.file(f"{PACKS}{file.relative_to(root).as_posix()}", file.read_bytes())
        writing.file(VERIFIER, verifier())
        writing.file(READ_ME, HOW.encode())
        manifest = {
            "form": FORM,
            "engine": ENGINE_VERSION,
            "sums": writing.sums,
            "packs": [{"id": pack.id, "fingerprint": pack.fingerprint} for pack in packs],
            "files": dict(sorted(writing.digests.items())),
        }
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        digest = sha256(content).hexdigest()
        writing.file(MANIFEST, content)
        writing.file(SEAL, f"{digest}  {MANIFEST}\n".encode())
    return Made(writing.sums["receipts"], len(packs), digest)


class _Writing:
    """A bundle being written: its archive, the digests of its files, the sums of its receipts."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.digests: dict[str, str] = {}
        self.sums: Counter[str] = Counter(receipts=0, granted=0, revoked=0, fen=0)

    def file(self, name: str, content: bytes) -> None:
        """Write a whole file."""
        info = zipfile.ZipInfo(name, ALWAYS)
        info.compress_type = zipfile.ZIP_DEFLATED
        self.archive.writestr(info, content)
        self.digests[name] = sha256(content).hexdigest()

    def receipts(self, kept: Iterator[Kept], tell: Callable[[int], None]) -> set[str]:
        """Write receipts line by line; return the ids of the packs they rest on."""
        digest, used = sha256(), set[str]()
        info = zipfile.ZipInfo(RECEIPTS, ALWAYS)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(info, "w", force_zip64=True) as file:
            for number, each in enumerate(kept, start=1):
                line = _line(each)
                file.write(line)
                digest.update(line)
                used |= _packs_of(each)
                self._count(each)
                if number % TELL_EVERY == 0:
                    tell(number)
        self.digests[RECEIPTS] = digest.hexdigest()
        return used

    def _count(self, kept: Kept) -> None:
        self.sums["receipts"] += 1
        self.sums["fen"] += kept.fen
        self.sums["granted"] += kept.outcome == GRANTED
        self.sums["revoked"] += kept.outcome == REVOKED


def _line(kept: Kept) -> bytes:
    record = {
        "which": kept.which,
        "number": kept.number,
        "area": kept.area,
        "at": kept.at.isoformat(),
        "outcome": kept.outcome,
        "fen": kept.fen,
        "rule": kept.rule,
        "receipt": kept.receipt,
    }
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def _packs_of(kept: Kept) -> set[str]:
    packs = kept.receipt.get("packs", [])
    return {str(each["id"]) for each in packs} if isinstance(packs, list) else set()
