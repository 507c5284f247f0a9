"""Contests about money and caps before it is ordered: the last fen, the last time, a month."""

from harness.races.sessions import Arena, Broken, receipt, winners
from harness.races.statements import (
    AGREE,
    AGREE_AGAIN,
    CHECK,
    CLOSE,
    DAY,
    FIRST_GRANT,
    GRANT,
    LINE_SAYS,
    PROPOSE,
    REVOKE,
)

_FREE = "appropriated_fen - held_fen - owed_fen - sent_fen - paid_fen"
_FUND = f"""select {_FREE}, least(held_fen, owed_fen, sent_fen, paid_fen)
from funds_fund where id = %(fund)s"""
_SLOTS = """
select count(*) - count(distinct (name, key, number)), coalesce(max(number), 0), count(*)
from claims_slot where live and person_id = %(person)s
"""
_PERSON = "select person_id from claims_line where id = %(claim_line)s"
_TIMES = """
select count(*) + (select count(*) from claims_earlier e where e.person_id = %(person)s)
from claims_decision d join claims_line l on l.id = d.line_id
where l.person_id = %(person)s and d.outcome = 'granted'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
"""
MOST_TIMES = 3


async def last_fen(arena: Arena) -> None:
    """Two grants want all that is free in one fund."""
    fund = arena.held["fight fund"]
    free, _ = await arena.ask(_FUND, fund=fund)
    told = {"fund": fund, "fen": free, "receipt": receipt(free), "state": "granted"}
    lines = [arena.held["fight line 1"], arena.held["fight line 2"]]
    said = await arena.fight(
        *[[(GRANT, told | {"claim_line": n}), (LINE_SAYS, told | {"claim_line": n})] for n in lines]
    )
    left, least = await arena.ask(_FUND, fund=fund)
    if winners(said) != 1 or (left, min(least, 0)) != (0, 0):
        raise Broken(f"all {free} fen of a fund granted by {said}; {left} fen are left")
    for line, each in zip(lines, said, strict=True):
        if each == "":
            await _take_back(arena, line)


async def last_move(arena: Arena) -> None:
    """Two moves, and a grant, want all that is free in one fund."""
    fund, others = arena.held["fight fund"], (arena.held["fund 1"], arena.held["fund 2"])
    free, _ = await arena.ask(_FUND, fund=fund)
    names = [arena.next() for _ in others]
    for name, other in zip(names, others, strict=True):
        told = {"fund": other, "source": fund, "fen": free, "document": name}
        await arena.do((PROPOSE, told))
    moves = [
        [(AGREE, {"document": name, "by": arena.people["finance_checker"], "at": DAY})]
        for name in names
    ]
    line = arena.held["fight line 1"]
    told = {"fund": fund, "fen": free, "receipt": receipt(free)} | {"claim_line": line}
    grant = [(GRANT, told), (LINE_SAYS, told | {"state": "granted"})]
    said = await arena.fight(*moves, grant)
    left, least = await arena.ask(_FUND, fund=fund)
    if winners(said) != 1 or (left, min(least, 0)) != (0, 0):
        raise Broken(f"all {free} fen of a fund moved or granted by {said}; {left} fen are left")
    if said[2] == "":
        await _take_back(arena, line)
        return
    source = others[said.index("")]
    name = arena.next()
    told = {"fund": fund, "source": source, "fen": free, "document": name}
    agreed = {"document": name, "by": arena.people["finance_checker"], "at": DAY}
    await arena.do((PROPOSE, told), (AGREE, agreed))


async def last_time(arena: Arena) -> None:
    """One person is granted in two counties; one time of the cap is left."""
    place = arena.held["met"] = arena.held.get("met", -1) + 1
    lines = [arena.held[f"here {place}"], arena.held[f"there {place}"]]
    funds = [arena.held["fight fund"], arena.held["there fund"]]
    told = {"fen": 100, "receipt": receipt(100), "state": "granted"}
    said = await arena.fight(
        *[
            [
                (FIRST_GRANT, told | {"claim_line": line, "fund": fund}),
                (LINE_SAYS, told | {"claim_line": line}),
            ]
            for line, fund in zip(lines, funds, strict=True)
        ]
    )
    person = await arena.ask(_PERSON, claim_line=lines[0])
    doubled, _, _ = await arena.ask(_SLOTS, person=person)
    times = await arena.ask(_TIMES, person=person)
    if winners(said) != 1 or doubled or times > MOST_TIMES:
        raise Broken(f"the last time of a cap taken by {said}: {times} times, {doubled} doubled")


async def confirmed_twice(arena: Arena) -> None:
    """One officer confirms twice at once, and the proposer by a second account."""
    name, fund = arena.next(), arena.held["fund 1"]
    told = {"fund": fund, "source": None, "fen": 1, "document": name}
    await arena.do((PROPOSE, told))
    before, _ = await arena.ask(_FUND, fund=fund)
    checker, twin = arena.people["finance_checker"], arena.people["finance_maker-2"]
    agreed = {"document": name, "at": DAY}
    said = await arena.fight(
        [(AGREE_AGAIN, agreed | {"by": checker})],
        [(AGREE_AGAIN, agreed | {"by": checker})],
        [(AGREE_AGAIN, agreed | {"by": twin})],
    )
    after, _ = await arena.ask(_FUND, fund=fund)
    entries = await arena.ask(
        "select count(*) from funds_entry e join funds_appropriation a"
        " on e.subject = 'funds.Appropriation:' || a.id where a.document = %(document)s",
        document=name,
    )
    if (after - before, entries) != (1, 1) or said[2] == "":
        raise Broken(f"1 fen confirmed by {said}: {entries} entries, {after - before} fen")


async def month_closes(arena: Arena) -> None:
    """A month is closed while money is entered in it."""
    month = arena.held["month"] = arena.held.get("month", -1) + 1
    fund, first = arena.held["fund 2"], f"{2000 + month // 12}-{month % 12 + 1:02d}-01"
    name = arena.next()
    at = first[:8] + "15 09:00+08"
    told = {"fund": fund, "source": None, "fen": 1, "document": name, "first": first}
    await arena.do((PROPOSE, told), (CLOSE, told))
    agreed = {"document": name, "by": arena.people["finance_checker"], "at": at}
    said = await arena.fight([(CHECK, told)], [(AGREE, agreed)])
    late = await arena.ask(
        """select count(*) from funds_entry e join funds_period p on p.fund_id = e.fund_id
           join audit_change c on c."table" = 'funds_entry' and c."row" = e.id::text
           join audit_change k on k."table" = 'funds_period' and k."row" = p.id::text
             and k.operation = 'update'
           where e.fund_id = %(fund)s and p.first_day = %(first)s::date
             and (e.at at time zone 'Asia/Shanghai')::date between p.first_day and p.last_day
             and c.recorded_at > k.recorded_at""",
        fund=fund,
        first=first,
    )
    refused = [each for each in said if each not in ("", "J0F06")]
    if late or refused or said[0] != "":
        raise Broken(f"a month was closed and entered in by {said}: {late} entries came after")


async def _take_back(arena: Arena, line: int) -> None:
    """Revoke the grant of a line, so that it waits again."""
    told = {"claim_line": line}
    await arena.do(
        (LINE_SAYS, told | {"state": "on_notice"}),
        (REVOKE, told),
        (LINE_SAYS, told | {"state": "submitted"}),
    )
