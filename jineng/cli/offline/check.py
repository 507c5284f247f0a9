"""Is an auditor's package whole, and does everything in it agree? `python3 verify.pyz FILE.zip`.

What is broken is named: the member, the record, the row of the trail, the block, the sum. The key
that signed comes with the package: compare its number, and the head, with what was published, or
give the folder of published heads you kept with --heads.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from . import ed25519, money, trail

MANIFEST, SIGNATURE, RECEIPTS = "manifest.json", "manifest.sig", "receipts.zip"
Members = dict[str, bytes]


def main(arguments: list[str] | None = None) -> int:
    """Check one package; print every sentence; return 0 only when nothing is amiss."""
    parser = argparse.ArgumentParser(prog="verify.pyz", description="离线核验审计包")
    parser.add_argument("package", type=Path, help="审计包 ZIP")
    parser.add_argument("--heads", type=Path, help="你自己保存的公布链头文件夹")
    args = parser.parse_args(arguments)
    members, found = read(args.package)
    if not found:
        found = list(amiss(members, args.heads))
    for each in found:
        print(f"  不符：{each}")
    if not found:
        told = json.loads(members[MANIFEST])
        print(f"批次 {told['batch']}：{len(members)} 个文件")
        print(f"第 {told['block']} 块链头 {told['head']}")
        print(f"签名密钥 {json.loads(members[SIGNATURE])['key']}，请与公布的密钥编号核对")
    print(f"{len(found)} 处不符")
    return 1 if found else 0


def read(package: Path) -> tuple[Members, list[str]]:
    """Return the members, and a sentence for each that is not as the signed manifest says."""
    members: Members = {}
    try:
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                try:
                    members[name] = archive.read(name)
                except (zipfile.BadZipFile, ValueError, OSError) as broken:
                    return members, [f"{name} 读不出：{broken}"]
    except (zipfile.BadZipFile, OSError) as broken:
        return members, [f"{package.name} 不是完整的 ZIP：{broken}"]
    return members, list(_manifest_amiss(members))


def _manifest_amiss(members: Members) -> Iterator[str]:
    for name in (MANIFEST, SIGNATURE):
        if name not in members:
            yield f"缺 {name}"
            return
    try:
        told = json.loads(members[SIGNATURE])
        public, signature = bytes.fromhex(told["public"]), bytes.fromhex(told["signature"])
        number, algorithm = told["key"], told["algorithm"]
    except (ValueError, KeyError, TypeError):
        yield f"{SIGNATURE} 被改动，读不出签名"
        return
    if sha256(public).hexdigest()[:16] != number or algorithm != "ed25519":
        yield f"{SIGNATURE} 被改动：密钥编号与公钥不符，或算法不认识"
    elif not ed25519.right(public, members[MANIFEST], signature):
        yield f"{MANIFEST} 或 {SIGNATURE} 被改动：签名不对"
    else:
        yield from _members_amiss(members)


def _members_amiss(members: Members) -> Iterator[str]:
    listed = json.loads(members[MANIFEST])["members"]
    for name in sorted({*listed, *members} - {MANIFEST, SIGNATURE}):
        if name not in members:
            yield f"缺 {name}"
        elif listed.get(name) != sha256(members[name]).hexdigest():
            yield f"{name} 被改动" if name in listed else f"{name} 不在清单里，是加进去的"


def amiss(members: Members, heads: Path | None) -> Iterator[str]:
    """Yield a sentence for everything inside a whole package that does not agree."""
    changes, blocks = _lines(members, "trail/changes.jsonl"), _lines(members, "trail/blocks.jsonl")
    links = _lines(members, "trail/links.jsonl")
    leaves = {
        int(name.split("/")[-1].split(".")[0]): content
        for name, content in members.items()
        if name.startswith("trail/leaves/")
    }
    digests, records = _records(members)
    yield from trail.records_amiss(digests, changes)
    yield from trail.changes_amiss(changes, blocks, leaves)
    yield from trail.blocks_amiss(blocks)
    yield from trail.links_amiss(links, changes)
    yield from _head_amiss(members, blocks, heads)
    yield from money.amiss(records)
    yield from money.file_amiss(records, members.get("files/payment.csv"))
    yield from money.packs_amiss(records, _packs(members))
    yield from _receipts_amiss(members, records)


def _head_amiss(members: Members, blocks: list[Any], heads: Path | None) -> Iterator[str]:
    told = json.loads(members[MANIFEST])
    if not blocks or (blocks[-1]["number"], blocks[-1]["head"]) != (told["block"], told["head"]):
        yield "清单里的链头不是最后一块的链头"
    if heads is None:
        return
    kept = (heads / "heads.txt").read_text("utf-8").splitlines()
    published = {int(line.split("\t")[0]): line.split("\t")[1] for line in kept}
    keys = {line.split("\t")[0] for line in (heads / "keys.txt").read_text("utf-8").splitlines()}
    for block in blocks:
        if block["number"] in published and published[block["number"]] != block["head"]:
            yield f"第 {block['number']} 块的链头与你保存的不同"
            return
    if json.loads(members[SIGNATURE])["key"] not in keys:
        yield "签名密钥不是公布过的"


def _receipts_amiss(members: Members, records: dict[str, list[Any]]) -> Iterator[str]:
    """Compare the bundle's receipts with the decisions, and let it decide all of them again."""
    if RECEIPTS not in members:
        yield f"缺 {RECEIPTS}"
        return
    with zipfile.ZipFile(io.BytesIO(members[RECEIPTS])) as bundle:
        lines = map(json.loads, bundle.read("receipts.jsonl").decode().splitlines())
        told = {each["which"]: each["receipt"] for each in lines}
        program = bundle.read("verify.pyz")
    for each in records["claims_decision"]:
        if told.get(f"claims.Decision:{each['id']}") != each["receipt"]:
            yield f"核定 {each['id']} 的凭据与凭据包里的不同"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "verify.pyz").write_bytes(program)
        (Path(folder) / RECEIPTS).write_bytes(members[RECEIPTS])
        done = subprocess.run(  # noqa: S603 the verifier of this very package
            [sys.executable, "-I", "verify.pyz", RECEIPTS],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        yield f"重算补贴不符：{(done.stdout + done.stderr).strip()[-400:]}"


def _records(members: Members) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return of every record its key and digest, and of those not withheld their columns."""
    digests: dict[str, list[Any]] = {}
    records: dict[str, list[Any]] = {}
    for name, content in members.items():
        if name.startswith("records/"):
            table = name.removeprefix("records/").removesuffix(".jsonl")
            digests[table], records[table] = [], []
            for line in content.decode().splitlines():
                row, kept = line.split("\t", 1)
                if kept.startswith("withheld "):
                    digests[table].append({"row": row, "digest": kept.removeprefix("withheld ")})
                else:
                    digest = sha256(kept.encode()).hexdigest()
                    digests[table].append({"row": row, "digest": digest})
                    records[table].append(json.loads(kept))
    return digests, records


def _packs(members: Members) -> dict[str, Members]:
    """Return the files of each pack by its id, their paths below the pack's own folder."""
    folders: dict[str, str] = json.loads(members[MANIFEST])["packs"]
    return {
        pack: {
            name.removeprefix(f"{folder}/"): content
            for name, content in members.items()
            if name.startswith(f"{folder}/")
        }
        for pack, folder in folders.items()
    }


def _lines(members: Members, name: str) -> list[Any]:
    return [json.loads(line) for line in members.get(name, b"").decode().splitlines()]
