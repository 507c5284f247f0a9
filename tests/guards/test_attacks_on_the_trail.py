"""Is each of twelve attacks on the trail, by who has the whole server in hand, found and named?

Every attack is made as the superuser with all triggers off.
"""

import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from jineng.foundation.audit.heads import HEADS_FILE, HeadDiffers, refuse_unless_published
from jineng.foundation.audit.seals import seal
from jineng.foundation.audit.signing import key_in
from tests.conftest import copy_of, drop
from tests.guards.attack import Raw, one
from tests.guards.sealed import Sealed, a_row_of

AGAIN = """
do $$
declare each record; h bytea := decode(repeat('00', 32), 'hex'); d bytea; l bytea;
  was bytea;
begin
  for each in select * from audit_block order by number loop
    select string_agg(change_leaf(c), '' order by transaction, id) into l from audit_change c
      where c.transaction >= each.begins and c.transaction < each.horizon;
    d := sha256(l);
    was := h;
    h := sha256(h || int8send(each.number) || d || int8send(each.count)
      || timestamptz_send(each.sealed_at) || int8send(each.begins) || int8send(each.horizon)
      || int8send(each.ahead) || convert_to(each.chains, 'UTF8'));
    update audit_block set leaves = l, digest = d, head = h, before = was
      where number = each.number;
  end loop;
end $$
"""
_INSERT = """insert into audit_change
  ("table", "row", operation, after, officer, verb, role, transaction, recorded_at)
  select "table", "row", operation, after, officer, verb, role, transaction, recorded_at
  from audit_change where id = %s returning id"""


def test_nothing_is_found_in_an_untouched_trail(mighty: Raw, sealed_chain: Sealed) -> None:
    assert sealed_chain.found(mighty) == []


def test_1_an_edited_row_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    row = a_row_of(mighty, 1)
    mighty.execute("update audit_change set verb = 'mine' where id = %s", [row])
    told = _told_of(mighty, row)

    assert sealed_chain.found(mighty) == [f"第 1 块：{told}被改动"]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_2_to_4_a_deleted_row_is_named(mighty: Raw, sealed_chain: Sealed, place: str) -> None:
    row = a_row_of(mighty, 2, place)
    transaction = one(mighty, "delete from audit_change where id = %s returning transaction", row)

    [found] = sealed_chain.found(mighty)
    assert found.startswith(f"第 2 块：留痕第 {row} 号（事务 {transaction}，封存于 ")
    assert found.endswith("被删除")


def test_5_an_inserted_row_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    row = one(mighty, _INSERT, a_row_of(mighty, 1))
    told = _told_of(mighty, row)

    assert sealed_chain.found(mighty) == [f"第 1 块：{told}是插入的"]


def test_5_a_row_of_a_transaction_that_has_not_happened_is_named(
    mighty: Raw, sealed_chain: Sealed
) -> None:
    row = one(mighty, _INSERT, a_row_of(mighty, 1))
    mighty.execute("update audit_change set transaction = 1::bigint << 60 where id = %s", [row])

    [found] = sealed_chain.found(mighty)
    assert found.startswith(f"留痕第 {row} 号")
    assert found.endswith("的事务还没有发生，是插入的")


def test_6_two_rows_that_were_swapped_are_named(mighty: Raw, sealed_chain: Sealed) -> None:
    one_row = a_row_of(mighty, 1)
    other = one(mighty, "select min(id) from audit_change where id > %s", one_row)
    for before, after in ((one_row, -1), (other, one_row), (-1, other)):
        mighty.execute("update audit_change set id = %s where id = %s", [after, before])
    first, second = _told_of(mighty, one_row), _told_of(mighty, other)

    assert sorted(sealed_chain.found(mighty)) == sorted(
        [
            f"第 1 块：{first}的内容原在第 {other} 号，被调换了次序",
            f"第 1 块：{second}的内容原在第 {one_row} 号，被调换了次序",
        ]
    )


def test_7_a_tail_that_was_cut_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    begins, count = mighty.execute(
        "select begins, count from audit_block where number = 3"
    ).fetchall()[0]
    mighty.execute("delete from audit_signature where block_id = 3")
    mighty.execute("delete from audit_block where number = 3")
    mighty.execute("delete from audit_change where transaction >= %s", [begins])

    [found] = sealed_chain.found(mighty)
    assert found.startswith(f"第 3 至 3 块不见了（至少 {count} 行留痕，")
    _is_not_gone_on_with(sealed_chain, mighty)


def test_8_a_history_that_was_rewritten_from_end_to_end_is_named(
    mighty: Raw, sealed_chain: Sealed
) -> None:
    row = a_row_of(mighty, 2)
    mighty.execute("update audit_change set verb = 'mine' where id = %s", [row])
    mighty.execute(AGAIN)

    found = sealed_chain.found(mighty)
    assert found[0].startswith("第 2 块（封存于 ")
    assert found[0].endswith("的链头与公布在外的不同：自此块起历史被改写")
    assert any(each.startswith("第 2 块有一个签名不对") for each in found)
    _is_not_gone_on_with(sealed_chain, mighty)


def test_8_signing_the_rewritten_history_with_another_key_does_not_help(
    mighty: Raw, sealed_chain: Sealed, tmp_path: Path
) -> None:
    mine = key_in(tmp_path / "mine", tmp_path / "mine")
    mighty.execute("update audit_change set verb = 'x' where id = %s", [a_row_of(mighty, 3)])
    mighty.execute(AGAIN)
    mighty.execute("delete from audit_signature")
    heads = mighty.execute("select number, head from audit_block").fetchall()
    for number, head in heads:
        signature = mine.sign(bytes(head))
        mighty.execute(
            "select sign_block(%s, %s, %s, %s)",
            [number, mine.algorithm, mine.number, signature],
        )

    found = sealed_chain.found(mighty)
    assert found[0].startswith("第 3 块（封存于 ")
    assert f"第 3 块有一个签名不对（密钥 {mine.number}）" in found
    assert "第 1 块没有可信的签名" in found


def test_9_a_number_that_is_used_again_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    row = a_row_of(mighty, 1)
    mighty.execute("delete from audit_change where id = %s", [row])
    mighty.execute(
        """insert into audit_change (id, "table", "row", operation, officer, verb, role,
             transaction, recorded_at)
           values (%s, 'offices_post', '1', 'update', 1, '', 'jineng_app',
             (select max(horizon) from audit_block), clock_timestamp())""",
        [row],
    )

    [found] = sealed_chain.found(mighty)
    assert found.startswith(f"第 1 块：留痕第 {row} 号（事务 ")
    assert "被删除，编号又被事务 " in found
    assert found.endswith(" 的 offices_post 第 1 行重用")


def test_10_an_older_backup_that_was_put_back_is_named(own_sealed: Sealed) -> None:
    older = copy_of(conninfo_to_dict(own_sealed.database.admin_url)["dbname"])
    own_sealed.act()
    own_sealed.seal()

    with psycopg.connect(older.app_url) as raw:
        [found] = own_sealed.found(raw)
        assert found.startswith("第 4 至 4 块不见了（至少 ")
        _is_not_gone_on_with(own_sealed, raw)
    drop(older)


def test_11_a_clock_that_was_set_back_is_named(own_sealed: Sealed) -> None:
    with psycopg.connect(own_sealed.database.admin_url) as mighty:
        source = one(mighty, "select pg_get_functiondef('keep_trail'::regproc)")
        mighty.execute(source.replace("clock_timestamp()", "clock_timestamp() - interval '9 days'"))
    own_sealed.act()
    own_sealed.seal()

    found = own_sealed.found()
    assert found
    for each in found:
        assert each.startswith("留痕第 ")
        assert each.endswith("号的记录时间不在第 4 块的时段里：时钟被改动，或被倒签")


def test_12_a_second_seal_over_the_same_rows_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    mighty.execute(
        """insert into audit_block select number + 1, begins, horizon, ahead, count, first,
             last, leaves, digest, chains, head, head, clock_timestamp()
           from audit_block where number = 3"""
    )

    found = sealed_chain.found(mighty)
    assert found[0].startswith("第 4 块（封存于 ")
    assert found[0].endswith("与上一块的事务范围不相接：重复封存或跳过")


def test_a_block_that_was_rewritten_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    mighty.execute("update audit_block set count = count + 1 where number = 2")

    assert sealed_chain.found(mighty)[0].endswith("的内容与其链头不符：块被改写")


def test_a_head_that_was_edited_outside_is_named(
    mighty: Raw, sealed_chain: Sealed, tmp_path: Path
) -> None:
    edited = Sealed(sealed_chain.database, tmp_path)
    shutil.copytree(sealed_chain.heads, edited.heads)
    path = edited.heads / HEADS_FILE
    lines = path.read_text("utf-8").splitlines()
    told = lines[1].split("\t")
    lines[1] = "\t".join([told[0], "00" * 32, *told[2:]])
    path.write_text("\n".join(lines) + "\n", "utf-8")

    assert "公布在外的第 2 块链头签名不对：公布文件被改动" in edited.found(mighty)


def test_the_tail_of_a_funds_chain_that_was_cut_is_named(mighty: Raw, sealed_chain: Sealed) -> None:
    fund, number = _last_link(mighty)
    mighty.execute("delete from audit_link where fund = %s and number = %s", [fund, number])

    assert sealed_chain.found(mighty)[0] == (
        f"资金 {fund} 的链应到第 {number} 环，现在只到第 {number - 1} 环：末尾被截去"
    )


def test_a_funds_chain_that_was_cut_with_its_end_is_named_by_what_was_sealed(
    mighty: Raw, sealed_chain: Sealed
) -> None:
    fund, number = _last_link(mighty)
    mighty.execute("delete from audit_link where fund = %s and number = %s", [fund, number])
    mighty.execute(
        "update audit_chain e set (number, chain) = (select number, chain from audit_link"
        " where fund = e.fund order by number desc limit 1) where fund = %s",
        [fund],
    )

    assert sealed_chain.found(mighty) == [f"资金 {fund} 的链第 {number} 环与第 1 块封存的不同"]


def test_a_funds_links_that_changed_places_are_named(mighty: Raw, sealed_chain: Sealed) -> None:
    fund, _ = _last_link(mighty)
    for before, after in ((1, 0), (2, 1), (0, 2)):
        mighty.execute(
            "update audit_link set number = %s where fund = %s and number = %s",
            [after, fund, before],
        )

    assert sealed_chain.found(mighty)[0].startswith(f"资金 {fund} 的链第 1 环")
    assert sealed_chain.found(mighty)[0].endswith("不接前一环：被改写或调换了次序")


def test_a_link_that_was_rewritten_with_all_after_it_is_unlike_the_trail(
    mighty: Raw, sealed_chain: Sealed
) -> None:
    fund, number = _last_link(mighty)
    mighty.execute(
        "update audit_link set digest = sha256('mine') where fund = %s and number = %s",
        [fund, number],
    )

    assert any(
        each.startswith(f"资金 {fund} 的链第 {number} 环") and each.endswith("与留痕不符")
        for each in sealed_chain.found(mighty)
    )


def _is_not_gone_on_with(trail: Sealed, raw: Raw) -> None:
    """Neither does the application start on this database, nor is anything more of it signed."""
    with pytest.raises(HeadDiffers, match="数据库与最后公布的链头不符"):
        refuse_unless_published(raw, trail.heads)
    with pytest.raises(HeadDiffers):
        seal(raw, trail.heads, trail.key)


def _last_link(raw: Raw) -> tuple[int, int]:
    """Return the fund with the longest chain, and the number of its last link."""
    fund, number = raw.execute(
        "select fund, number from audit_chain order by number desc, fund limit 1"
    ).fetchall()[0]
    return int(fund), int(number)


def _told_of(raw: Raw, row: int) -> str:
    """Return how a row of the trail is named: its number, what it tells of, when it was written."""
    table, key, transaction, at = raw.execute(
        'select "table", "row", transaction, recorded_at at time zone \'UTC\''
        " from audit_change where id = %s",
        [row],
    ).fetchall()[0]
    return f"留痕第 {row} 号（{table} 第 {key} 行，事务 {transaction}，{at} UTC）"
