"""A signed package for the auditor: everything of one batch, to be verified without this system."""

import io
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

from jineng.cli.audit_records import learners_of, records_of, trail_of
from jineng.cli.export_receipts import export_receipts
from jineng.cli.offline.check import MANIFEST, RECEIPTS, SIGNATURE
from jineng.foundation.audit.heads import HEADS_FILE, last_published
from jineng.foundation.audit.seals import seal_all
from jineng.foundation.audit.signing import PUBLIC_FILE, key_in, public_keys
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.sealing import unseal
from jineng.policy.packs.shelf import stock
from jineng.stages.claims.checks import kept_receipts
from jineng.stages.payments.models import Batch, PaymentFile
from jineng.values.refusal import Refusal

OFFLINE = Path(__file__).with_name("offline")
Files = dict[str, bytes]


class NoSuchBatch(Refusal):
    """No batch of that number may be seen by who asks."""


class NoSuchOfficer(Refusal):
    """There is nobody by that name."""


class NotSealed(Refusal):
    """Rows of the trail are still being written: what is not sealed proves nothing."""


def export_audit(path: Path, *, home: Path, number: str, username: str) -> str:
    """Write the signed package of a batch, as this officer may see it; return what it holds."""
    by = Officer.objects.filter(username=username).select_related("post").first()
    if by is None or not (by.may("audit.read") or by.may("payments.send")):
        raise NoSuchOfficer(f"没有 {username} 这个账号，或没有查看审计资料的权限")
    _seal(home)
    with speaking_as(by, verb="audit.read"):
        batch = Batch.objects.filter(number=number).first()
        if batch is None:
            raise NoSuchBatch(f"没有批次 {number}，请核对编号")
        files, packs = collected(batch, by)
    key = write(path, number, files, packs, home=home)
    return f"批次 {number}，文件 {len(files) + 2} 个，签名密钥 {key}"


def collected(batch: Batch, by: Officer) -> tuple[Files, dict[str, str]]:
    """Return the files of a package but for its manifest, and where each pack lies in it."""
    files, keys = records_of(batch.number)
    files |= trail_of(batch.number, keys)
    files["learners.jsonl"] = learners_of(batch.number)
    files[RECEIPTS] = _receipts(files)
    sent = PaymentFile.objects.filter(batch=batch).first()
    # The file names accounts: in whole only for who may see it; for others its digest stands.
    if sent and by.may("payments.send"):
        files["files/payment.csv"] = unseal(sent.content_cipher)
    for answer in batch.answers.select_related("file").order_by("pk"):
        files[f"files/bank/{answer.pk}.csv"] = unseal(answer.file.content_cipher)
    for name in (HEADS_FILE, PUBLIC_FILE):
        files[f"trail/{name}"] = (settings.HEADS / name).read_bytes()
    files["verify.pyz"] = offline_verifier()
    packs = _packs(files)
    return files, packs


def write(out: Path, batch: str, files: Files, packs: dict[str, str], *, home: Path) -> str:
    """Write a package and its signed manifest of digests; return the number of the key."""
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
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest)
        archive.writestr(SIGNATURE, json.dumps(signature))
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return key.number


def offline_verifier() -> bytes:
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


def _receipts(files: Files) -> bytes:
    """Return the bundle of the receipts of the package's decisions, with its own verifier."""
    rows = files["records/claims_decision.jsonl"].decode().splitlines()
    wanted = {f"claims.Decision:{row.split(chr(9))[0]}" for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RECEIPTS
        kept = (each for each in kept_receipts() if each.which in wanted)
        export_receipts(path, stock(settings.PACKS), settings.PACKS, tell=_silent, kept=kept)
        return path.read_bytes()


def _silent(count: int) -> None:
    """A batch is small: nobody needs to be told how far it is."""


def _packs(files: Files) -> dict[str, str]:
    """Add the packs that the receipts rest on; return where each lies in the package."""
    with zipfile.ZipFile(io.BytesIO(files[RECEIPTS])) as bundle:
        wanted = {each["id"] for each in json.loads(bundle.read("manifest.json"))["packs"]}
    root, places = Path(settings.PACKS), {}
    for pack in (each for each in stock(root).packs if each.id in wanted):
        places[pack.id] = f"packs/{pack.folder.relative_to(root).as_posix()}"
        for path in sorted(each for each in pack.folder.rglob("*") if each.is_file()):
            files[f"packs/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    return places


def _seal(home: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        rows, _ = seal_all(raw, settings.HEADS, key_in(home, settings.HEADS))
    if rows:
        raise NotSealed(f"还有 {rows} 行留痕没有封存：有事务没有结束，请稍后再导出")
