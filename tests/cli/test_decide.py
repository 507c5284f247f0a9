"""Does the real command decide a table, write what it decided, and say what it could not read?"""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import psycopg
import pytest
from openpyxl import load_workbook

from jineng.cli.main import main
from tests.claims_on_paper import GRANT, PACK, QUESTION, csv_of, lines, row, xlsx_of
from tests.cli.seasons import jineng

SOME_REFUSED = 3
HEADS = ["编号", "结论", "金额（分）", "规则", "依据", "说明"]


def decide(*words: object, status: int = 0, **more: str) -> str:
    """Run the command; return what it prints on either side."""
    done = jineng("decide", PACK, QUESTION, *words, **more)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def decisions(path: Path) -> dict[str, tuple[str, str]]:
    """Return (conclusion, fen) by number."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {each["编号"]: (each["结论"], each["金额（分）"]) for each in csv.DictReader(file)}


def test_a_table_is_decided_in_words_that_officers_know(tmp_path):
    claims = csv_of(
        tmp_path / "申领.csv",
        [
            row(1, 参保起始日="2024-07-01", 地区="970124", 姓名="=1+1"),
            row(2, 养老待遇起始月="2024-01"),
            row(3, 人员类别="企业职工"),
            row(4, 养老待遇起始月="未知", 培训开始日="未知"),
        ],
    )
    out = tmp_path / "结论.csv"

    said = decide(claims, "-o", out)

    with out.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert list(table[0]) == [*HEADS, "地区", "姓名"]
    assert [each["结论"] for each in table] == ["准予", "不予", "转人工", "缺事实"]
    assert table[0]["金额（分）"] == "160000"
    assert table[0]["依据"] == "青就办字〔2024〕2号 四(五)2"
    assert table[0]["姓名"] == "'=1+1"
    assert "缺“养老待遇起始月、培训开始日”，不能判断是否符合“" in table[3]["说明"]
    assert "合计" in said
    assert "1,600.00 元" in said
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_earlier_grants_and_earlier_claims_count_in_their_order(tmp_path):
    same = {"人员": GRANT["人员"], "职业（工种）": "养老护理员"}
    claims = csv_of(
        tmp_path / "申领.csv",
        [
            row(3, **same, 日期="2024-06-13"),
            row(1, **same, 日期="2024-06-11"),
            row(2, **same | {"职业（工种）": "保育师"}, 日期="2024-06-12"),
        ],
    )
    history, out = csv_of(tmp_path / "既往.csv", [GRANT]), tmp_path / "结论.csv"

    decide(claims, "--history", history, "-o", out)

    assert decisions(out) == {"3": ("不予", "0"), "1": ("准予", "128000"), "2": ("不予", "0")}


def test_wrong_cells_are_told_in_a_table_and_the_other_rows_are_decided(tmp_path):
    claims = csv_of(tmp_path / "申领.csv", [row(1), row(2, 部颁新职业="对"), row(3), row(3)])
    out, errors = tmp_path / "结论.csv", tmp_path / "错误.csv"

    said = decide(claims, "-o", out, "--errors", errors, status=SOME_REFUSED)

    with errors.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert list(decisions(out)) == ["1"]
    assert [(each["行"], each["列"], each["值"]) for each in told] == [
        ("3", "部颁新职业", "对"),
        ("4", "编号", "3"),
        ("5", "编号", "3"),
    ]
    assert told[0]["怎么改"] == "请填写 是 或 否"
    assert "没有判定：3 行，3 处错误" in said


def test_a_line_that_was_cut_off_is_an_error_and_not_a_claim_without_a_pension(tmp_path):
    claims = csv_of(tmp_path / "申领.csv", [row(1), row(2)])
    claims.write_bytes(claims.read_bytes().rsplit(b",", 4)[0])

    said = decide(claims, "-o", tmp_path / "结论.csv", status=SOME_REFUSED)

    assert list(decisions(tmp_path / "结论.csv")) == ["1"]
    assert "申领.csv 第 3 行" in said
    assert "列名有 15 个" in said


@pytest.mark.parametrize("kind", ["gb18030", "xlsx", "parquet", "arrow"])
def test_the_same_claims_come_out_the_same_from_a_file_of_any_kind(kind, tmp_path):
    claims = [row(1, 参保起始日="2024-07-01"), row(2, 养老待遇起始月="2024-01"), row(3)]
    heads, *cells = lines(claims)
    frame = pl.DataFrame(cells, schema=heads, orient="row")
    path = tmp_path / f"申领.{'csv' if kind == 'gb18030' else kind}"
    if kind == "xlsx":
        dates = [[date(2024, 6, 11) if cell == "2024-06-11" else cell for cell in c] for c in cells]
        xlsx_of(path, [["职业培训补贴申领表"], [], heads, *dates])
    elif kind == "parquet":
        frame.write_parquet(path)
    elif kind == "arrow":
        frame.write_ipc(path)
    else:
        csv_of(path, claims, "gb18030")
    out = tmp_path / "结论.csv"

    decide(path, "-o", out)

    assert decisions(out) == {"1": ("准予", "160000"), "2": ("不予", "0"), "3": ("准予", "128000")}


def test_a_workbook_shows_text_as_text_and_every_rule_on_request(tmp_path):
    claims = csv_of(tmp_path / "申领.csv", [row(1, 姓名="=HYPERLINK(1)")])
    out = tmp_path / "结论.xlsx"

    decide(claims, "-o", out, "--rules")

    sheet = load_workbook(out).active
    heads, first = list(sheet.iter_rows())
    cells = {head.value: cell for head, cell in zip(heads, first, strict=True)}
    assert cells["姓名"].value == "=HYPERLINK(1)"
    assert cells["姓名"].data_type != "f"
    assert cells["drawing_a_pension"].value == "符合"
    assert cells["completion_certificate"].value == "不符合"


def test_typed_files_hold_the_masks_of_all_rules(tmp_path):
    claims = csv_of(tmp_path / "申领.csv", [row(1)])

    decide(claims, "-o", tmp_path / "结论.parquet")

    [found] = pl.read_parquet(tmp_path / "结论.parquet").rows(named=True)
    assert found["number"] == 1
    assert found["outcome"] == "granted"
    assert found["holds"] == 0b100001111
    assert found["unknown"] == 0


def test_a_supplement_is_decided_with_the_document_it_supplements(tmp_path):
    claims = csv_of(tmp_path / "申领.csv", [row(1, 出勤课时="63")])
    out = tmp_path / "结论.csv"

    done = jineng("decide", "demo-linjiang-2024-shishi-xize", QUESTION, claims, "-o", out)

    assert done.returncode == 0, done.stderr
    assert decisions(out) == {"1": ("不予", "0")}


def test_what_cannot_be_done_is_one_sentence(tmp_path, capsys):
    good = csv_of(tmp_path / "申领.csv", [row(1)])
    empty = tmp_path / "空.csv"
    empty.write_bytes(b"")
    typo = csv_of(tmp_path / "错.csv", [row(1) | {"人员类型": "企业职工"}])
    only_heads = csv_of(tmp_path / "表头.csv", [])
    only_heads.write_text("编号,人员,日期\n", "utf-8")
    asked = {
        (tmp_path / "没有.csv",): "没有文件",
        (empty,): "空.csv 是空文件",
        (only_heads,): "表头.csv 里没有一行申领",
        (typo,): "列“人员类型”不认识",
        (good, "-o", tmp_path / "结论.pdf"): "不是能写的种类",
        (good, "-o", good): "是要读的文件",
        (good, "-o", tmp_path / "无" / "结论.csv"): "没有文件夹",
        (good, "--cluster", "http://x"): "要写成 sc://",
        (good, "--cluster", "sc://127.0.0.1:1"): "连不上",
        (good, "--into", "a.b.c"): "不是表名",
        (good, good): "要写 3 个词",
        ("--query", "select 1", "--history", good, "--history-query", "select 1"): "只能写一个",
    }
    for words, says in asked.items():
        assert main(["decide", PACK, QUESTION, *map(str, words)]) == 1
        said = capsys.readouterr().err
        assert says in said
        assert said.startswith("jineng：")
        assert said.count("\n") == 1


def test_a_claim_goes_from_the_database_to_the_database(own_database, tmp_path):
    owner = own_database.admin_url
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute(
            "create table claims as select 7 as number, 'P' as person, date '2024-06-11' as"
            " \"on\", text '就业困难人员' as learner_category"
        )
    said = decide("--query", "table claims", "--into", "decided", DATABASE_URL=owner)

    with psycopg.connect(owner) as raw:
        decided = raw.execute("select number, outcome, rule from decided").fetchall()
    assert decided == [(7, "missing", "drawing_a_pension")]
    assert "表里没有这些事实，每一行都按未知办" in said


def test_a_table_is_kept_cut_by_person_and_decided_bucket_by_bucket(tmp_path):
    same = {"人员": GRANT["人员"], "职业（工种）": "养老护理员"}
    claims = [row(1, **same), row(2, **same, 日期="2024-06-12"), row(3), row(4, 地区="970124")]
    table, history = csv_of(tmp_path / "申领.csv", claims), csv_of(tmp_path / "既往.csv", [GRANT])
    store, out = tmp_path / "全年", tmp_path / "结论"

    kept = jineng(
        *("store", PACK, QUESTION, table, "--history", history),
        *("--out", store, "--buckets", "3"),
    )
    said = decide(store, "-o", out)

    found = pl.read_parquet(out / "*.parquet").sort("number")
    assert kept.returncode == 0, kept.stderr
    assert found["outcome"].to_list() == ["granted", "refused", "granted", "granted"]
    assert found["region"].to_list() == [None, None, None, "970124"]
    assert "第 3 / 3 桶，已判定 4 件" in said


def test_a_store_is_not_made_of_a_table_with_a_wrong_row(tmp_path, capsys):
    table = csv_of(tmp_path / "申领.csv", [row(1), row(2, 部颁新职业="对")])

    status = main(["store", PACK, QUESTION, str(table), "--out", str(tmp_path / "全年")])

    assert status == 1
    assert "有 1 行读不出，没有存放" in capsys.readouterr().err
    assert not (tmp_path / "全年").exists()


def test_help_gives_an_example():
    assert "例：jineng decide" in jineng("decide", "--help").stdout
