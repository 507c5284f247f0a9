"""Every slip in a pack stops it, with a sentence that names the file, the rule and what to do."""

import pytest

from jineng.policy.one.check import check
from jineng.policy.packs.shelf import stock
from jineng.policy.reading.paper import read_page
from jineng.policy.reading.slips import BrokenPack
from tests.policy.small_pack import PACKS, copy_of_packs

NOTICE = "demo-qingchuan/2024-jijiuban-2"
TRAINING = f"{NOTICE}/training-subsidy.yaml"
CITY = "demo-linjiang/2024-shishi-xize"

SLIPS = [
    ("figure not in its clause", TRAINING, "比例: 80%", "比例: 85%", "certificate_not_employed"),
    ("limit not in its clause", TRAINING, "{少于: 3}", "{少于: 5}", "three_times_used"),
    ("months", f"{NOTICE}/derived.yaml", "月数: 3", "月数: 4", "就业期限末日"),
    ("last day", f"{NOTICE}/deadlines.yaml", "2024-10-25", "2024-10-26", "evaluation_reported_by"),
    ("year", f"{NOTICE}/deadlines.yaml", "止: 2024-10-25", "止: 2025-10-25", "evaluation_reported"),
    ("target", f"{NOTICE}/targets.yaml", "13000", "14000", "technician_certified"),
    ("group word", f"{NOTICE}/pack.yaml", "- 就业困难人员", "- 企业职工", "合称"),
    ("unknown word", TRAINING, "证书类型: 培训合格证书,", "证书类型: 结业证,", "结业证"),
    ("unknown fact", TRAINING, "开班当月已领养老金: 否", "已领养老金: 否", "已领养老金"),
    ("unknown clause", TRAINING, "依据: 二3", "依据: 二9", "drawing_a_pension"),
    ("wrong clause", TRAINING, "依据: 二3", "依据: 二1", "drawing_a_pension"),
    ("quote", TRAINING, "没有取得证书的，不发补贴", "没有取得证书的，不给补贴", "no_certificate"),
    ("doubt not listed", TRAINING, "疑问: 三个月以后", "疑问: 半年以后", "半年以后"),
    ("same id twice", TRAINING, "编号: no_certificate", "编号: drawing_a_pension", "用了两次"),
    ("bad id", TRAINING, "编号: no_certificate", "编号: 没有证书", "没有证书"),
    ("unknown key", TRAINING, "不满足时: 没有取得", "不满足: 没有取得", "不满足时"),
    ("unknown page key", TRAINING, "收款: 培训机构", "收款人: 培训机构", "收款人"),
    ("key twice", TRAINING, "收款: 培训机构", "收款: 培训机构\n收款: 本人", "写了两次"),
    ("rounding", TRAINING, "四舍五入到分", "大概", "大概"),
    ("effect", TRAINING, "结果: 转人工", "结果: 待定", "待定"),
    ("comparison", TRAINING, "不晚于", "不大于", "不大于"),
    ("day compared as a number", TRAINING, "{不晚于: 就业期限末日}", "{不晚于: 3}", "首次就业日"),
    ("days with another type", TRAINING, "不晚于: 就业期限末日", "不晚于: 总课时", "不能相比"),
    ("share", f"{CITY}/training-subsidy.yaml", "不少于: 80%", "不少于: 0.8", "attendance_below"),
    (
        "place of a supplement",
        f"{CITY}/training-subsidy.yaml",
        "接在: drawing",
        "接在: paid",
        "paid_a",
    ),
    (
        "same id as above",
        f"{CITY}/training-subsidy.yaml",
        "attendance_below_80",
        "three_times_used",
        "同用",
    ),
    ("permission", f"{CITY}/pack.yaml", "授权: 四(三)3", "授权: 四(三)9", "四(三)9"),
    (
        "supplemented pack",
        f"{CITY}/pack.yaml",
        "补充: demo-qingchuan",
        "补充: demo-hejiang",
        "hejiang",
    ),
    ("area", f"{CITY}/pack.yaml", '"9701"', '"9801"', "适用地区"),
    (
        "unsigned",
        f"{NOTICE}/pack.yaml",
        "状态: 生效\n签署:",
        "状态: 生效\n缺少的文件的签署:",
        "签署",
    ),
    ("period", f"{NOTICE}/pack.yaml", "止: 2024-12-31", "止: 2023-12-31", "早于"),
    ("no such day", f"{NOTICE}/pack.yaml", "止: 2024-12-31", "止: 2024-12-32", "2024-12-32"),
    ("not YAML", TRAINING, "前提:", "前提: [", "YAML"),
    ("a reference", TRAINING, "收款: 培训机构", "收款: *all", "引用"),
    ("method", f"{NOTICE}/derived.yaml", "算法: 之后首日", "算法: 最近一日", "最近一日"),
    ("derived from nothing", f"{NOTICE}/derived.yaml", "列表: 参保起始日", "列表: 参保", "参保"),
    (
        "derived of a wrong type",
        f"{NOTICE}/derived.yaml",
        "列表: 参保起始日",
        "列表: 发证日期",
        "日期列表",
    ),
    (
        "derived name twice",
        f"{NOTICE}/derived.yaml",
        "名称: 首次就业日",
        "名称: 就业期限末日",
        "已经有了",
    ),
    (
        "kind of fact",
        "facts.yaml",
        "部颁新职业: {编号: new_occupation, 类型: 是否}",
        "部颁新职业: {编号: new_occupation, 类型: 对错}",
        "对错",
    ),
    ("id of fact twice", "facts.yaml", "编号: as_of", "编号: level", "level"),
    (
        "case in a word unknown",
        f"{NOTICE}/cases/commitment-mode.yaml",
        "岗前培训}",
        "在岗培训}",
        "在岗培训",
    ),
    (
        "case with a fact unknown",
        f"{NOTICE}/cases/commitment-mode.yaml",
        "{培训情形: 其他",
        "{情形: 其他",
        "情形",
    ),
]


# Where a slip is told on another line than the one that was changed: how far below, or that it is
# told of another page, of the relation of two packs, or has no line because something is missing.
ELSEWHERE = {
    "wrong clause": 1,
    "key twice": 1,
    "not YAML": 1,
    "same id twice": -5,
    "unknown key": -2,
    "rounding": 31,
    "doubt not listed": None,
    "place of a supplement": None,
    "same id as above": None,
    "area": 6,
    "unsigned": None,
}


@pytest.mark.parametrize(
    ("name", "file", "good", "bad", "says"), SLIPS, ids=[slip[0] for slip in SLIPS]
)
def test_a_slip_is_found_and_named_with_its_line(tmp_path, name, file, good, bad, says):
    root = copy_of_packs(tmp_path)
    path = root / file
    text = path.read_text("utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), "utf-8")
    changed = text.count("\n", 0, text.index(good) + _first_difference(good, bad)) + 1

    problems = check(root)

    assert problems
    assert says in " ".join(str(problem) for problem in problems)
    further = ELSEWHERE.get(name, 0)
    if further is not None:
        assert (file, changed + further) in {(each.file, each.line) for each in problems}


def test_a_slip_of_a_rule_says_file_line_clause_and_what_to_do(tmp_path):
    root = copy_of_packs(tmp_path)
    path = root / TRAINING
    path.write_text(path.read_text("utf-8").replace("人员类别: {不是", "人员类型: {不是"), "utf-8")

    [problem] = check(root)

    assert str(problem) == (
        f"{TRAINING}第31行「no_rule_for_category」（依据 二2）："
        "用了 facts.yaml 和本规则包推算里都没有的词“人员类型”；请改用已有的词，或先登记"
    )


@pytest.mark.parametrize(
    ("name", "bad", "says"),
    [
        ("training-subsidy.yaml", "收款: 培训\u200b机构", "第4行：有看不见的字符（U+200B）"),
        ("training-subsidy.yaml", "收款: 培训\u202e机构", "第4行：有看不见的字符（U+202E）"),
        ("training-subsidy.yaml", "收款: 培训\uf967机构", "第4行：“\uf967”不是通行的写法"),
        ("training-subsidy.yaml", "收款: 培训\x00机构", "第4行：有看不见的字符（U+0000）"),
    ],
)
def test_what_no_eye_sees_stops_the_pack(tmp_path, name, bad, says):
    root = copy_of_packs(tmp_path)
    path = root / NOTICE / name
    path.write_text(path.read_text("utf-8").replace("收款: 培训机构", bad), "utf-8")

    with pytest.raises(BrokenPack) as broken:
        stock(root)

    assert f"{NOTICE}/{name}{says}" in broken.value.message


def test_a_page_reads_the_same_with_and_without_the_c_library():
    for path in sorted(PACKS.rglob("*.yaml")):
        assert read_page(path) == read_page(path, plainly=True), path


def _first_difference(good: str, bad: str) -> int:
    both = enumerate(zip(good, bad, strict=False))
    return next((at for at, (one, other) in both if one != other), min(len(good), len(bad)))


@pytest.mark.parametrize("name", ["clauses.md", "pack.yaml", "training-subsidy.yaml"])
def test_a_page_that_is_not_text_is_named(tmp_path, name):
    root = copy_of_packs(tmp_path)
    (root / NOTICE / name).write_bytes("编号: 甲".encode("utf-16"))

    with pytest.raises(BrokenPack, match="UTF-8"):
        stock(root)


def test_every_problem_is_shown_at_once(tmp_path):
    root = copy_of_packs(tmp_path)
    path = root / TRAINING
    text = (
        path.read_text("utf-8").replace("比例: 80%", "比例: 85%").replace("{少于: 3}", "{少于: 4}")
    )
    path.write_text(text, "utf-8")

    with pytest.raises(BrokenPack) as broken:
        stock(root)

    assert [problem.place for problem in broken.value.problems] == [
        "three_times_used",
        "certificate_not_employed",
    ]


def test_a_file_nobody_reads_stops_the_pack(tmp_path):
    root = copy_of_packs(tmp_path)
    (root / NOTICE / "备份.yaml").write_text("", "utf-8")

    with pytest.raises(BrokenPack, match="不认识的文件"):
        stock(root)


def test_an_undecided_question_keeps_a_pack_out_of_force(tmp_path):
    root = copy_of_packs(tmp_path)
    about = root / "cn-hebei/2024-jijiuban-2/pack.yaml"
    signed = "签署: [{姓名: 甲, 职务: 处长, 日期: 2024-01-01}]"
    text = about.read_text("utf-8").replace("状态: 草稿", "状态: 生效").replace("签署: []", signed)
    about.write_text(text, "utf-8")

    with pytest.raises(BrokenPack, match="适用期间"):
        stock(root)


def test_a_draft_is_on_the_shelf_only_when_asked_for():
    hebei = "cn-hebei-2024-jijiuban-2"

    assert hebei not in {pack.id for pack in stock(PACKS).packs}
    assert hebei in {pack.id for pack in stock(PACKS, drafts=True).packs}


def test_a_pack_id_used_twice_stops_both(tmp_path):
    root = copy_of_packs(tmp_path)
    about = root / CITY / "pack.yaml"
    text = about.read_text("utf-8").replace(
        "编号: demo-linjiang-2024-shishi-xize", "编号: demo-qingchuan-2024-jijiuban-2"
    )
    about.write_text(text, "utf-8")

    with pytest.raises(BrokenPack, match="用在两个规则包上"):
        stock(root)


def test_an_empty_folder_is_no_shelf(tmp_path):
    with pytest.raises(BrokenPack, match=r"facts\.yaml"):
        stock(tmp_path)
