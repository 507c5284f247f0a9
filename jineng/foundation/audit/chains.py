"""Does the chain of each fund hold: every link after the one before it, none missing at the end?"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import psycopg

from jineng.foundation.audit.unbroken import NOTHING, Block

_LINKS = 'select fund, number, "table", "row", digest, chain from audit_link order by fund, number'
_ENDS = "select fund, number, chain from audit_chain order by fund"
# A link says the digest with which its row was written, and so does the trail of that row.
_UNLIKE = """select l.fund, l.number, l."table", l."row" from audit_link l
left join audit_change c on c."table" = l."table" and c."row" = l."row" and c.operation = 'insert'
where c.after is distinct from l.digest order by l.fund, l.number"""

Links = Mapping[tuple[int, int], bytes]


def chains_amiss(raw: psycopg.Connection[Any], blocks: Sequence[Block]) -> tuple[int, list[str]]:
    """Return how many links there are, and a sentence for each chain that is broken."""
    links, found = _read(raw)
    found += [
        f"资金 {fund} 的链第 {number} 环（{table} 第 {row} 行）与留痕不符"
        for fund, number, table, row in raw.execute(_UNLIKE)
    ]
    found += list(_ends_amiss(raw, links))
    found += list(_sealed_amiss(blocks, links))
    return len(links), found


def _read(raw: psycopg.Connection[Any]) -> tuple[dict[tuple[int, int], bytes], list[str]]:
    """Return every link's chain digest, and each fund's first link that does not follow."""
    links: dict[tuple[int, int], bytes] = {}
    broken: dict[int, str] = {}
    fund_before, number_before, chain_before = 0, 0, NOTHING
    with raw.cursor(binary=True) as cursor:
        for fund, number, table, row, digest, chain in cursor.execute(_LINKS):
            if fund != fund_before:
                number_before, chain_before = 0, NOTHING
            told = _int8(fund) + _int8(number) + f"{table}:{row}".encode() + bytes(digest)
            which = f"资金 {fund} 的链第 {number} 环（{table} 第 {row} 行）"
            if number != number_before + 1:
                broken.setdefault(fund, f"{which}之前缺第 {number_before + 1} 环")
            elif sha256(chain_before + told).digest() != bytes(chain):
                broken.setdefault(fund, f"{which}不接前一环：被改写或调换了次序")
            links[fund, number] = bytes(chain)
            fund_before, number_before, chain_before = fund, number, bytes(chain)
    return links, list(broken.values())


def _ends_amiss(raw: psycopg.Connection[Any], links: Links) -> Iterator[str]:
    """Yield each chain whose last link is not where its end says."""
    last: dict[int, int] = {}
    for fund, number in links:
        last[fund] = number
    for fund, number, chain in raw.execute(_ENDS).fetchall():
        there = last.pop(fund, 0)
        if there != number:
            yield f"资金 {fund} 的链应到第 {number} 环，现在只到第 {there} 环：末尾被截去"
        elif links[fund, number] != bytes(chain):
            yield f"资金 {fund} 的链末端与第 {number} 环不符"
    for fund in last:
        yield f"资金 {fund} 的链没有末端记录"


def _sealed_amiss(blocks: Sequence[Block], links: Links) -> Iterator[str]:
    """Yield the first place where a chain is not as a block sealed it, fund by fund."""
    told = set()
    for block in blocks:
        for each in filter(None, block.chains.split(";")):
            fund, number, chain = each.split(":")
            if fund not in told and links.get((int(fund), int(number)), NOTHING).hex() != chain:
                told.add(fund)
                yield f"资金 {fund} 的链第 {number} 环与第 {block.number} 块封存的不同"


def _int8(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)
