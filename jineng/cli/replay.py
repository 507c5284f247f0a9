"""Try a draft on real claims: what it would change, for whom, by how much. Nothing is written."""

import argparse
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from jineng.cli.named_pack import named_pack
from jineng.cli.opening import opened
from jineng.cli.replay_file import of_file
from jineng.cli.verify import NothingThere, an_auditor
from jineng.policy.many.replay import Replayed
from jineng.policy.many.replay_words import progress, told, write_list
from jineng.policy.many.table_files import check_suffix
from jineng.policy.packs.shelf import stock
from jineng.stages.claims.replaying import Asked, of_year
from jineng.stages.claims.trial import Part, Trial
from jineng.values.refusal import Refusal

EXAMPLE = (
    "jineng replay --draft 我的草稿 --against demo-qingchuan-2024-jijiuban-2 申领.parquet"
    " --history 既往补贴.parquet -o 变化.xlsx；"
    "jineng replay --draft 我的草稿 --year 2024 --home OUT"
)
SOME_ROWS_REFUSED = 3


class NotTogether(Refusal):
    """A file or a year is wanted, and only one of them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The draft, what it would replace, and on which claims to try it."""
    parser.add_argument("--draft", required=True, metavar="PACK", help="草稿：编号，或它的文件夹")
    parser.add_argument(
        "--against", metavar="PACK", help="和哪一份比：编号，或它的文件夹；试算全年的可以不写"
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="申领表，同 jineng decide"
    )
    parser.add_argument("--history", type=Path, metavar="FILE", help="既往补贴表，同 jineng decide")
    parser.add_argument("--year", type=int, metavar="N", help="代替 FILE：库里这一年的全部核定")
    parser.add_argument(
        "--question", default="", help="哪个问题，如 training_subsidy；只有一个的不写"
    )
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="变化的逐件清单：.csv .xlsx .parquet .arrow"
    )
    parser.add_argument(
        "--keep", action="append", default=[], metavar="列", help="还按这一列汇总，可写多次"
    )


def run(args: argparse.Namespace) -> int:
    """Print what would change; 3 when some rows of the file could not be read, else 0."""
    begun = time.perf_counter()
    check_suffix(args.out)
    if (args.file is None) == (args.year is None):
        raise NotTogether("要写一张申领表，或 --year 哪一年，只写一个；--help 有例子")
    if args.year is not None and args.history:
        raise NotTogether("--history 和申领表一起写；试算全年的，既往补贴取自当时的凭据")
    draft_shelf, draft = named_pack(args.draft)
    if args.file is not None:
        if not args.against:
            raise NotTogether("要用 --against 写明和哪一份规则包比")
        trial = of_file(args, named_pack(args.against), (draft_shelf, draft))
        return _told(args, trial, begun)
    if not os.environ.get("DATABASE_URL") and not (args.home / "database").is_dir():
        raise NothingThere(f"{args.home} 里没有数据库，请用 --home 写出一季结果的文件夹")
    with opened(args.home):
        against = named_pack(args.against)[1] if args.against else None
        asked = Asked(
            url=os.environ["DATABASE_URL"],
            by=an_auditor(),
            year=args.year,
            shelf=stock(settings.PACKS),
            question=args.question,
        )
        with of_year(asked, against, (draft_shelf, draft)) as trials:
            return max(_told(args, trial, begun) for trial in trials)


def _told(args: argparse.Namespace, trial: Trial, begun: float) -> int:
    for line in trial.said:
        print(line, flush=True)
    for _ in _going(trial.parts(), trial, begun):
        pass
    found = trial.replay.found()
    print()
    for line in (*told(found), *trial.remarks()):
        print(line)
    _write(args, trial, found)
    print(f"用时 {time.perf_counter() - begun:.1f} 秒；没有改动任何数据")
    return SOME_ROWS_REFUSED if trial.refused else 0


def _going(parts: Iterable[Part], trial: Trial, begun: float) -> Iterator[None]:
    for claims, history in parts:
        totals = trial.replay.add(claims, history)
        print(progress(totals, trial.lines, time.perf_counter() - begun), flush=True)
        yield


def _write(args: argparse.Namespace, trial: Trial, found: Replayed) -> None:
    if args.out is None:
        return
    path = args.out
    if trial.one_of_several:
        path = path.with_name(f"{path.stem}-{trial.question}{path.suffix}")
    write_list(path, found)
    print(f"清单 {path}（{found.changed.height:,} 件）")
