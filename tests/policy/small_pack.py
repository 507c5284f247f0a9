"""A small folder of packs of its own for one test, written as an officer would write it."""

import shutil
from pathlib import Path

import yaml

from jineng.policy.packs.shelf import Shelf, stock

PACKS = Path(__file__).parents[2] / "packs"
FACTS = yaml.safe_load((PACKS / "facts.yaml").read_text("utf-8"))

ABOUT = {
    "编号": "test-place-1",
    "名称": "测试文件",
    "文号": "测〔2024〕1号",
    "发文机关": "测试机关",
    "适用地区": {"名称": "测试省", "代码": "96"},
    "适用期间": {"起": "2024-01-01", "止": "2024-12-31"},
    "状态": "生效",
    "签署": [{"姓名": "甲", "职务": "处长", "日期": "2024-01-01"}],
}


class _InFull(yaml.SafeDumper):
    """Writes what stands twice twice, as an officer would: a pack has no references."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def copy_of_packs(tmp_path: Path) -> Path:
    """Copy the packs of the project, to be damaged."""
    root = tmp_path / "packs"
    shutil.copytree(PACKS, root)
    return root


def write(path: Path, page: object) -> None:
    """Write a YAML page; days are given as text, so that a test reads like a pack."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(page, Dumper=_InFull, allow_unicode=True, sort_keys=False)
    for quoted in _days(page):
        text = text.replace(f"'{quoted}'", quoted)
    path.write_text(text, "utf-8")


def small_packs(
    root: Path,
    *,
    rows: list[dict],
    premises: list[dict] | None = None,
    derived: list[dict] | None = None,
    tables: list[dict] | None = None,
    clause: str = "没有数值的一条",
    about: dict | None = None,
    folder: str = "place/document",
    more: dict | None = None,
) -> Path:
    """Write one pack with one question, `asked`, and one clause, 一1, that every rule cites."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(PACKS / "facts.yaml", root / "facts.yaml")
    place = root / folder
    write(place / "pack.yaml", ABOUT | (about or {}))
    (place / "clauses.md").parent.mkdir(parents=True, exist_ok=True)
    (place / "clauses.md").write_text(f"# 测试\n\n## 一1\n\n{clause}\n", "utf-8")
    sheet: dict[str, object] = {"问题": "asked"}
    if (about or {}).get("关系", {}).get("补充") is None:
        sheet |= {"补贴": "测试补贴", "收款": "本人", "尾数": "四舍五入到分"}
        sheet["判定"] = [{"依据": "一1", **row} for row in rows]
    sheet["前提"] = [{"依据": "一1", "不满足时": "不符合", **each} for each in premises or []]
    write(place / "asked.yaml", sheet | (more or {}))
    if derived:
        write(place / "derived.yaml", {"推算": [{"依据": "一1", **each} for each in derived]})
    if tables:
        write(place / "tables.yaml", {"表": tables})
    return root


def shelf_of(root: Path) -> Shelf:
    """Stock the shelf, drafts included."""
    return stock(root, drafts=True)


def _days(page: object) -> set[str]:
    if isinstance(page, dict):
        page = list(page.values())
    if isinstance(page, list):
        return {found for each in page for found in _days(each)}
    is_day = isinstance(page, str) and len(page) == 10 and page[4] == page[7] == "-"
    return {str(page)} if is_day else set()
