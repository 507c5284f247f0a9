"""Files go to banks, and come back, in the layout of each; what is damaged is told, not applied."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.models import Intake
from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.people.sealing import sm3, unseal
from jineng.stages.funds.models import Fund
from jineng.stages.institutions.models import Body
from jineng.stages.payments import actions
from jineng.stages.payments.actions import WrongBatch, read_answer
from jineng.stages.payments.layouts import (
    FOLDER,
    PLAIN,
    DoesNotFit,
    WrongLayout,
    layout_from,
    layouts,
)
from jineng.stages.payments.models import Batch, PaymentFile
from jineng.stages.payments.papers import (
    BankRow,
    Transfer,
    read_bank_file,
    read_order,
    write_bank_file,
    write_order,
)
from jineng.stages.payments.queries import attempts_of, transfers_of
from jineng.stages.payments.reconciling import answer_errors
from tests.builders import ORDERED, at
from tests.conftest import Database
from tests.guards.chain import DUE
from tests.papers import AREA
from tests.stages.asking import look

REAL = ("fixed", "bars")
NUMBER = "ZF-2024-970124-0001"
# A name of two-byte and of four-byte characters of GB18030, beyond the basic plane and private.
RARE = "𠮷䶮\ue5e5培训学校"
TRANSFERS = [
    Transfer(1, "6217000000000001", RARE, 128_000, "BT-2024-970124-0001/2"),
    Transfer(2, "6217000000000002", "虚构培训学校2", 160_005, "BT-2024-970124-0001/3"),
]
SAID = [
    BankRow(2, 1, True, 128_000, "LS1", "", "6217000000000001"),
    BankRow(3, 2, False, 160_005, "", "账户状态异常", "6217000000000002"),
]


def answer(layout: str, rows: list[BankRow] | None = None, *, statement: bool = False) -> bytes:
    return write_bank_file(layout, NUMBER, rows or SAID, statement=statement)


@pytest.mark.parametrize("layout", layouts())
def test_an_order_is_read_by_the_bank_as_it_was_written(layout: str) -> None:
    content = write_order(layout, NUMBER, TRANSFERS)
    assert read_order(content, "代发") == (layout, NUMBER, TRANSFERS)
    assert write_order(layout, NUMBER, TRANSFERS[::-1]) == content


def test_the_fixed_layout_is_gb18030_with_count_and_sum_at_its_end() -> None:
    lines = write_order("fixed", NUMBER, TRANSFERS).split(b"\r\n")
    assert lines[-1] == b""
    assert {len(line) for line in lines[1:-2]} == {177}
    assert RARE in lines[1].decode("gb18030")
    assert lines[-2] == b"DFT1" + b"00000002" + b"000000000000288005"


@pytest.mark.parametrize("layout", layouts())
@pytest.mark.parametrize("statement", [False, True])
def test_a_bank_file_is_read_as_it_was_written(layout: str, statement: bool) -> None:
    paper = read_bank_file(answer(layout, statement=statement), "回盘")
    shown = [replace(row, account="") for row in SAID] if layout == PLAIN else SAID
    assert (paper.layout, paper.batch, paper.is_statement) == (layout, NUMBER, statement)
    assert (list(paper.rows), paper.errors) == (shown, ())


def cut_in_two(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_a_line(content: bytes) -> bytes:
    first, _, *rest = content.split(b"\n")
    return b"\n".join([first, *rest])


def with_a_line_twice(content: bytes) -> bytes:
    first, second, *rest = content.split(b"\n")
    return b"\n".join([first, second, second, *rest])


def with_another_sum(content: bytes) -> bytes:
    return content.replace(b"288005", b"288006").replace(b"2880.05", b"2880.06")


def with_another_amount(content: bytes) -> bytes:
    return content.replace(b"0128000", b"0128001").replace(b"1280.00", b"1280.01")


def with_no_amount(content: bytes) -> bytes:
    return content.replace(b"0128000", b"012800O").replace(b"1280.00", b"1280.O0")


def without_its_end(content: bytes) -> bytes:
    return b"\n".join(content.split(b"\n")[:-2]) + b"\n"


def with_more_after_its_end(content: bytes) -> bytes:
    return content + b"1\n"


DAMAGE: dict[Callable[[bytes], bytes], str] = {
    cut_in_two: "没有尾行",
    without_a_line: "写明 2 笔，实有 1 行",
    with_a_line_twice: "写明 2 笔，实有 3 行",
    with_another_sum: "写明合计 2880.06 元，各行加起来 2880.05 元",
    with_another_amount: "写明合计 2880.05 元，各行加起来 2880.06 元",
    with_no_amount: "第 2 行：“.*”不是",
    without_its_end: "没有尾行",
    with_more_after_its_end: "没有尾行",
}


@pytest.mark.parametrize("layout", REAL)
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda each: each.__name__)
def test_a_damaged_file_is_refused_whole(layout: str, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(WrongPaper, match=rf"^回盘 .*{DAMAGE[damage]}"):
        read_bank_file(damage(answer(layout)), "回盘")


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    saved = answer("fixed").decode("gb18030").encode()
    with pytest.raises(WrongPaper, match="第 3 行是 UTF-8 编码，.*应为 GB18030"):
        read_bank_file(saved, "回盘")
    with pytest.raises(WrongPaper, match="第 3 行有读不出的字，.*应为 UTF-8"):
        read_bank_file(answer("bars").decode().encode("gb18030"), "回盘")
    with pytest.raises(WrongPaper, match="第 1 行读不出"):
        read_bank_file(answer(PLAIN).decode().encode("gb18030"), "回盘")
    with pytest.raises(WrongPaper, match="第 2 行有读不出的字"):
        read_bank_file(answer("fixed").replace(b"LS1", b"\xff\xff1"), "回盘")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"DFH2", b"PAYRSP|\n", b"\x00"])
def test_a_file_of_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(WrongPaper, match="^回盘 第 1 行"):
        read_bank_file(content, "回盘")


def test_every_cut_of_every_file_is_refused_or_loses_only_whole_lines() -> None:
    for layout in layouts():
        content, whole = answer(layout), {1: True, 2: False}
        for end in range(len(content)):
            try:
                paper = read_bank_file(content[:end], "回盘")
            except WrongPaper:
                continue
            assert {row.position: row.paid for row in paper.rows}.items() <= whole.items()
            assert NUMBER.startswith(paper.batch)
            assert layout == PLAIN or paper.batch == NUMBER


def test_a_name_that_has_no_room_is_not_cut_off() -> None:
    long = replace(TRANSFERS[0], holder="长" * 41)
    with pytest.raises(DoesNotFit, match=r"82 字节.*只有 80 字节"):
        write_order("fixed", NUMBER, [long])
    with pytest.raises(DoesNotFit, match="分隔"):
        write_order("bars", NUMBER, [replace(long, holder="甲|乙")])


def test_a_layout_that_no_file_can_follow_is_refused() -> None:
    told = yaml.safe_load((FOLDER / "bars.yaml").read_text("utf-8"))
    assert layout_from(told).code == "bars"
    told["回盘"]["明细"] = [{"项": "序号"}, {"项": "手机"}]
    with pytest.raises(WrongLayout, match="手机、流水号、结果、金额"):
        layout_from(told)


def sent(layout: str) -> Batch:
    """Take what is due through a bank of another layout."""
    maker, checker = officer("finance_maker"), officer("finance_checker")
    fund = look(lambda: Fund.objects.get(name=DUE.fund))
    payee = Body.objects.get(number=DUE.body)
    money = {"area": AREA, "fund_id": fund.pk, "payee_id": payee.pk, "layout": layout}
    batch = actions.order(**money, by=maker, at=at(9, ORDERED))
    actions.confirm(number=batch.number, fen=batch.fen, by=checker, at=at(10, ORDERED))
    actions.send(number=batch.number, by=maker, at=at(11, ORDERED))
    return batch


def says(batch: Batch, **changes: object) -> list[BankRow]:
    return [
        BankRow(
            each.position + 1, each.position, True, each.fen, f"DF{each.position}", "", each.account
        )
        for each in look(lambda: transfers_of(batch))
    ]


def take(batch: Batch, rows: list[BankRow], layout: str = "", *, statement: bool = False) -> Intake:
    content = write_bank_file(layout or batch.layout, batch.number, rows, statement=statement)
    by = officer("finance_checker")
    return read_answer(content=content, name="回盘", area=AREA, by=by, at=at(15, ORDERED))


def states(batch: Batch) -> list[str]:
    return [each.state for each in look(lambda: attempts_of(batch))]


@pytest.mark.parametrize("layout", REAL)
def test_a_batch_goes_out_and_comes_back_in_the_layout_of_its_bank(
    chain: Database, layout: str
) -> None:
    batch = sent(layout)
    kept = PaymentFile.objects.filter(batch=batch)
    file = look(lambda: kept)[0]
    content = unseal(file.content_cipher)
    transfers = look(lambda: transfers_of(batch))
    assert content == write_order(layout, batch.number, transfers)
    assert (file.count, file.fen, file.digest) == (2, batch.fen, sm3(content))
    assert re.fullmatch(rf"{batch.number}\.(txt|dat)", file.name)
    take(batch, says(batch))
    assert states(batch) == ["paid", "paid"]


def test_what_is_not_ours_or_contradicts_the_order_is_told_and_not_applied(chain: Database) -> None:
    batch = sent("bars")
    first, second = says(batch)
    other = replace(second, account="6217999999999999")
    taken = take(batch, [first, other, replace(first, position=9, reference="DF9")])
    assert (taken.good, taken.bad) == (1, 2)
    told = [(each.row, each.says) for each in look(lambda: answer_errors(batch))]
    assert told == [
        (3, "收款账户与制单的不同"),
        (4, f"批次 {batch.number} 里没有这个序号"),
    ]
    assert states(batch) == ["paid", "unknown"]


@pytest.mark.parametrize("twice", [{"position": 1}, {"reference": "DF1"}], ids=str)
def test_of_two_lines_that_contradict_each_other_neither_is_applied(
    chain: Database, twice: dict[str, object]
) -> None:
    batch = sent("bars")
    first, second = says(batch)
    taken = take(batch, [first, replace(second, **twice)])  # type: ignore[arg-type]
    assert (taken.good, taken.bad) == (0, 2)
    assert states(batch) == ["unknown", "unknown"]


def test_a_reference_that_another_batch_has_is_not_counted_again(chain: Database) -> None:
    batch = sent("bars")
    first, second = says(batch)
    taken = take(batch, [replace(first, reference="LS00021"), second])
    told = look(lambda: answer_errors(batch))
    assert taken.bad == 1
    assert re.fullmatch(r"流水号 LS00021 已用于批次 ZF-2024-970124-\d{4}", told[0].says)
    assert states(batch) == ["unknown", "paid"]


def test_a_damaged_file_changes_nothing(chain: Database) -> None:
    batch = sent("fixed")
    content = write_bank_file("fixed", batch.number, says(batch), statement=False)
    by = officer("finance_checker")
    for damage in (cut_in_two, without_a_line, with_a_line_twice, without_its_end):
        with pytest.raises(WrongPaper):
            read_answer(content=damage(content), name="回盘", area=AREA, by=by, at=at(15, ORDERED))
    assert states(batch) == ["sent", "sent"]


def test_a_file_in_the_layout_of_another_bank_is_refused(chain: Database) -> None:
    batch = sent("fixed")
    with pytest.raises(WrongBatch, match=batch.number):
        take(batch, says(batch), "bars")
