"""Write out what others check without us: the receipts with their packs, or the verifier alone."""

import argparse
import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from jineng.cli.export_audit import export_audit
from jineng.cli.export_receipts import export_receipts
from jineng.cli.opening import opened
from jineng.cli.verifier_file import verifier
from jineng.cli.verify import NothingThere, an_auditor
from jineng.foundation.offices.acting import speaking_as
from jineng.policy.packs.shelf import stock
from jineng.values.refusal import Refusal

EXAMPLE = "jineng export receipts --home OUT -o 凭据.zip；python verify.pyz 凭据.zip"


class CannotWrite(Refusal):
    """The file to be written is there already, or cannot be written."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to write, and where."""
    words = "receipts 全部办理凭据；verifier 核对程序；audit 一个批次的审计包"
    parser.add_argument("what", choices=["receipts", "verifier", "audit"], help=words)
    parser.add_argument("--batch", default="", help="批次编号（审计包）")
    parser.add_argument("--by", default="auditor", help="以谁的权限导出审计包，默认审计")
    parser.add_argument("-o", "--out", type=Path, required=True, help="写到哪个文件，如 凭据.zip")


def run(args: argparse.Namespace) -> int:
    """Write the file whole, or none; print what it holds and its digest."""
    if args.out.exists():
        raise CannotWrite(f"{args.out} 已经有了；请换一个文件名，导出从不覆盖")
    if not args.out.absolute().parent.is_dir():
        raise CannotWrite(f"没有文件夹 {args.out.parent}；请先建好")
    part = args.out.with_name(f"{args.out.name}.part")
    try:
        told = _told(args, part)
        part.rename(args.out)
    except OSError as error:
        raise CannotWrite(f"{args.out} 写不进去（{error.strerror}）；请换一个地方") from error
    finally:
        part.unlink(missing_ok=True)
    print(f"写好了：{args.out}（{told}）")
    return 0


def _told(args: argparse.Namespace, part: Path) -> str:
    if args.what == "verifier":
        return _verifier(part)
    if not os.environ.get("DATABASE_URL") and not (args.home / "database").is_dir():
        raise NothingThere(f"{args.home} 里没有数据库，请用 --home 写出一季结果的文件夹")
    if args.what == "receipts":
        return _receipts(part, args.home)
    with opened(args.home):
        return export_audit(part, home=args.home, number=args.batch, username=args.by)


def _verifier(path: Path) -> str:
    content = verifier()
    path.write_bytes(content)
    return f"核对程序，摘要 {sha256(content).hexdigest()}"


def _receipts(path: Path, home: Path) -> str:
    with opened(home), speaking_as(an_auditor()):
        made = export_receipts(path, stock(settings.PACKS), settings.PACKS, tell=_tell)
    return f"凭据 {made.receipts:,} 件，规则包 {made.packs} 份，清单摘要 {made.manifest}"


def _tell(count: int) -> None:
    print(f"  已写出 {count:,} 件", flush=True)
