"""A signed package for the auditor: everything of one batch, to be verified without this system."""

import argparse
import json
import os
import tempfile
import zipapp
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import psycopg
from django.conf import settings

from jineng.cli.audit_records import learners_of, receipts_of, records_of, trail_of
from jineng.cli.offline.check import MANIFEST, RECEIPTS, SIGNATURE
from jineng.cli.opening import opened
from jineng.foundation.audit.heads import HEADS_FILE, last_published
from jineng.foundation.audit.seals import seal_all
from jineng.foundation.audit.signing import PUBLIC_FILE, key_in, public_keys
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.sealing import unseal
from jineng.policy.shelf import stock
from jineng.stages.payments.models import Batch, PaymentFile
from jineng.values.refusal import Refusal

HELP = "导出一个批次的审计包：自带一切，离线用一个脚本核验"
EXAMPLE = "jineng export audit --home OUT --batch ZF-2025-970124-0001 -o 审计包.zip"
OFFLINE = Path(__file__).with_name("offline")
Files = dict[str, bytes]


class NoSuchBatch(Refusal):
    """No batch of that number may be seen by who asks."""


class NoSuchOfficer(Refusal):
    """There is nobody by that name."""


class NotSealed(Refusal):
    """Rows of the trail are still being written: what is not sealed proves nothing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is exported, of which batch, where it goes and for whom."""
    parser.add_argument("what", choices=["audit"], help="审计包")
    parser.add_argument("--batch", required=True, help="批次编号")
    parser.add_argument("-o", "--out", type=Path, required=True, help="写到哪个 ZIP")
    parser.add_argument("--by", default="auditor", help="以谁的权限导出，默认审计")
    parser.add_argument("--receipts", type=Path, help="凭据核验程序（.pyz），随包带走")


def run(args: argparse.Namespace) -> int:
    """Write the package; print what it holds."""
    with opened(args.home):
        by = Officer.objects.filter(username=args.by).select_related("post").first()
        if by is None or not by.may("audit.read") and not by.may("payments.send"):
            raise NoSuchOfficer(f"没有 {args.by} 这个账号，或没有查看审计资料的权限")
        _seal(args.home)
        with speaking_as(by, verb="audit.read"):
            batch = Batch.objects.filter(number=args.batch).first()
            if batch is None:
                raise NoSuchBatch(f"没有批次 {args.batch}，请核对编号")
            files, packs = collected(batch, by)
        if args.receipts:
            files[RECEIPTS] = args.receipts.read_bytes()
        write(args.out, args.batch, files, packs, home=args.home)
    print(f"已写出 {args.out}：{len(files) + 2} 个文件；核验：python3 verify.pyz {args.out.name}")
    return 0


def collected(batch: Batch, by: Officer) -> tuple[Files, dict[str, str]]:
    """Return the files of a package but for its manifest, and where each pack lies in it."""
    files, keys = records_of(batch.number)
    files |= trail_of(batch.number, keys)
    files["learners.jsonl"] = learners_of(batch.number)
    files["receipts.jsonl"] = receipts_of(batch.number)
    sent = PaymentFile.objects.filter(batch=batch).first()
    # The file names accounts: in whole only for who may see it; for others its digest stands.
    if sent and by.may("payments.send"):
        files["files/payment.csv"] = unseal(sent.content_cipher)
    for answer in batch.answers.select_related("file").order_by("pk"):
        files[f"files/bank/{answer.pk}.csv"] = unseal(answer.file.content_cipher)
    for name in (HEADS_FILE, PUBLIC_FILE):
        files[f"trail/{name}"] = (settings.HEADS / name).read_bytes()
    files["verify.pyz"] = verifier()
    packs = _packs(files)
    return files, packs


def write(out: Path, batch: str, files: Files, packs: dict[str, str], *, home: Path) -> None:
    """Write a package with its manifest of digests, signed by the key of the heads."""
    head = last_published(settings.HEADS)
    assert head is not None, "there is a batch, so there is a trail that was sealed"
    told = {
        "batch": batch,
        "made_at": datetime.now(UTC).isoformat(),
        "block": head.number,
        "head": head.head.hex(),
        "packs": packs,
        "members": {name: sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    manifest = json.dumps(told, ensure_ascii=False, indent=1).encode()
    key = key_in(home, settings.HEADS)
    signature = {
        "algorithm": key.algorithm,
        "key": key.number,
        "public": public_keys(settings.HEADS)[key.number].public.hex(),
        "signature": key.sign(manifest).hex(),
    }
    part = out.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest)
        archive.writestr(SIGNATURE, json.dumps(signature))
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    part.rename(out)


def verifier() -> bytes:
    """Return the stand-alone verifier as one file that any Python runs."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "app" / "offline"
        package.mkdir(parents=True)
        for path in sorted(OFFLINE.glob("*.py")):
            (package / path.name).write_bytes(path.read_bytes())
        done = Path(folder) / "verify.pyz"
        main = "offline.check:main"
        zipapp.create_archive(package.parent, done, main=main, compressed=True)
        return done.read_bytes()


def _packs(files: Files) -> dict[str, str]:
    """Add the packs whose receipts are in the package; return where each lies."""
    told = [json.loads(line) for line in files["receipts.jsonl"].decode().splitlines()]
    wanted = {pack["id"] for each in told for pack in each["receipt"]["packs"]}
    root, shelf = Path(settings.PACKS), stock(settings.PACKS)
    places = {}
    for pack in (each for each in shelf.packs if each.id in wanted):
        places[pack.id] = f"packs/{pack.folder.relative_to(root).as_posix()}"
        for path in sorted(each for each in pack.folder.rglob("*") if each.is_file()):
            files[f"packs/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    for path in sorted(root.glob("*.yaml")):
        files[f"packs/{path.name}"] = path.read_bytes()
    return places


def _seal(home: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        rows, _ = seal_all(raw, settings.HEADS, key_in(home, settings.HEADS))
    if rows:
        raise NotSealed(f"还有 {rows} 行留痕没有封存：有事务没有结束，请稍后再导出")
