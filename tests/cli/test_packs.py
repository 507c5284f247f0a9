"""What officers type to check packs, to see what changed, to write a guide; and what they read."""

import shutil
from pathlib import Path

from tests.cli.seasons import jineng
from tests.policy.small_pack import PACKS

IN_FORCE = "demo-qingchuan-2024-jijiuban-2"
PLACE = "demo-qingchuan/2024-jijiuban-2"


def _draft(tmp_path: Path) -> Path:
    """A copy on somebody's desk in which those without work get 85% instead of 80%."""
    draft = tmp_path / "draft"
    shutil.copytree(PACKS / PLACE, draft)
    for name in ("clauses.md", "text.md", "training-subsidy.yaml"):
        page = draft / name
        text = page.read_text("utf-8")
        for was in ("标准的80%发给", "比例: 80%", "没有就业的发80%"):
            text = text.replace(was, was.replace("80%", "85%"))
        page.write_text(text, "utf-8")
    return draft


def test_the_list_says_of_every_pack_where_it_rules_also_of_a_national_one():
    done = jineng("packs", "list")

    places = [line.split("　")[3] for line in done.stdout.splitlines()[1::2]]
    assert done.returncode == 0
    assert "全国" in places
    assert "福建省 35" in places
    assert all(places)


def test_check_of_a_broken_pack_says_file_line_rule_and_clause(tmp_path: Path):
    root = tmp_path / "packs"
    shutil.copytree(PACKS, root)
    page = root / PLACE / "training-subsidy.yaml"
    page.write_text(page.read_text("utf-8").replace("比例: 80%", "比例: 81%"), "utf-8")

    done = jineng("packs", "check", root)

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{PLACE}/training-subsidy.yaml第57行「certificate_not_employed」："
        "数值“81%”在所引的“四(五)2”里找不到；请核对数值或依据",
        "1 处问题",
    ]


def test_diff_says_in_words_what_changed(tmp_path: Path):
    done = jineng("packs", "diff", IN_FORCE, _draft(tmp_path))

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "问题 training_subsidy「certificate_not_employed」取得证书，没有就业",
        "  · 结果由“按培训补贴标准的80%发给，四舍五入到分”"
        "改为“按培训补贴标准的85%发给，四舍五入到分”",
        "  · 原文由“没有就业的，按补贴标准的80%发给”改为“没有就业的，按补贴标准的85%发给”",
    ]


def test_diff_of_equal_packs_says_so(tmp_path: Path):
    shutil.copytree(PACKS / PLACE, tmp_path / "copy")

    assert jineng("packs", "diff", IN_FORCE, tmp_path / "copy").stdout == "两份规则包完全相同\n"


def test_diff_of_packs_that_differ_in_a_comment_names_the_file(tmp_path: Path):
    shutil.copytree(PACKS / PLACE, tmp_path / "copy")
    with (tmp_path / "copy/targets.yaml").open("a") as page:
        page.write("# 抄写时加的一行\n")

    done = jineng("packs", "diff", IN_FORCE, tmp_path / "copy")

    assert done.stdout.startswith("规则没有差别；字节有别的文件：targets.yaml")


def test_a_guide_is_written_as_a_page_and_as_text(tmp_path: Path):
    page = jineng("packs", "guide", IN_FORCE, "training_subsidy", "-o", tmp_path / "guide.html")
    text = jineng("packs", "guide", IN_FORCE, "training_subsidy")

    assert page.returncode == text.returncode == 0, page.stderr
    assert (tmp_path / "guide.html").read_text("utf-8").startswith("<!doctype html>")
    assert text.stdout.startswith("# 职业培训补贴办事指南\n")


def test_each_no_is_one_sentence(tmp_path: Path):
    for arguments, says in (
        (["diff", IN_FORCE, "gone"], "架上没有规则包“gone”"),
        (["guide", IN_FORCE, "pensions"], "没有问题“pensions”"),
        (["guide", IN_FORCE, "training_subsidy", "-o", tmp_path / "guide.pdf"], ".md、.html"),
        (["guide", IN_FORCE, "training_subsidy", "-o", tmp_path / "no/guide.md"], "写不进去"),
        (["check", tmp_path], "facts.yaml"),
    ):
        done = jineng("packs", *arguments)

        assert done.returncode == 1, arguments
        said = (done.stderr or done.stdout).splitlines()
        assert says in said[0], said
        assert "Traceback" not in done.stderr


def test_every_act_has_help_with_an_example():
    for act in ("check", "cases", "list", "diff", "guide"):
        done = jineng("packs", act, "--help")

        assert done.returncode == 0
        assert f"例：jineng packs {act}" in done.stdout
