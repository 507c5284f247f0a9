"""Contests about lines that are ordered: batches, voids, answers, revocations, recoveries."""

from harness.races.sessions import Arena, Broken, Steps, receipt, winners
from harness.races.statements import (
    ANSWER,
    ATTEMPT,
    BACK,
    BANK_LINE,
    BATCH,
    CONFIRM,
    DISMISS,
    FILE,
    GIVE_UP,
    GRANT,
    HOLD,
    LIFT,
    LINE_SAYS,
    LOSE,
    NOTICE,
    NOTICE_LINE,
    OBJECT,
    OWE,
    OWN,
    PAPER,
    POSTING,
    RECOVER,
    REOPEN,
    RESOLVE,
    REVOKE,
    REVOKE_PAID,
    SAID,
    SEND,
    SEND_ATTEMPT,
    VOID,
)

_MAY_HAVE_MOVED = """
select count(*) from payments_attempt a join payments_line p on p.id = a.line_id
join claims_decision d on d.id = p.decision_id
where d.line_id = %(claim_line)s and a.state in ('prepared', 'sent', 'unknown', 'paid')
"""
_OF_BATCH = """
select b.state, (select count(*) from payments_attempt a where a.batch_id = b.id
                 and a.state = 'voided'), (select count(*) from payments_paymentfile f
                                           where f.batch_id = b.id)
from payments_batch b where b.number = %(batch)s
"""
_STATE = """
select a.state from payments_attempt a join payments_batch b on b.id = a.batch_id
where b.number = %(batch)s
"""
_LINE = "select max(p.id) from payments_line p join claims_decision d on d.id = p.decision_id" + (
    " where d.line_id = %(claim_line)s"
)
_SHOWN = """select p.notice_line_id, d.fund_id, d.fen from claims_posting p
join claims_decision d on d.id = p.decision_id where d.line_id = %(claim_line)s
order by d.id desc limit 1"""
_STANDS = """
select exists (select 1 from claims_decision d where d.id = (select max(id) from claims_decision
  where line_id = %(claim_line)s) and d.outcome = 'granted')
"""


async def two_batches(arena: Arena) -> None:
    """Three sessions order the same line, each in a batch of its own."""
    claim_line, line = await _a_line(arena)
    batches = [arena.next() for _ in range(3)]
    said = await arena.fight(*[_order(line, batch) for batch in batches])
    live = await arena.ask(_MAY_HAVE_MOVED, claim_line=claim_line)
    if (winners(said), live) != (1, 1):
        raise Broken(f"one line ordered three times by {said}: {live} attempts may move money")
    await arena.do(*_give_up(batches[said.index("")]))


async def void_or_send(arena: Arena) -> None:
    """A batch is given up while it is confirmed and sent."""
    _, line = await _a_line(arena)
    batch = arena.next()
    await arena.do(*_order(line, batch))
    said = await arena.fight(_give_up(batch), _send(batch))
    state, voided, files = await arena.ask(_OF_BATCH, batch=batch)
    if winners(said) != 1 or (state == "sent", voided) not in ((True, 0), (False, 1)):
        raise Broken(f"voided and sent by {said}: {state}, {voided} voided, {files} files")
    if state == "sent":
        await _reject(arena, batch)


async def sent_twice(arena: Arena) -> None:
    """Two sessions confirm and send the same batch."""
    _, line = await _a_line(arena)
    batch = arena.next()
    await arena.do(*_order(line, batch))
    said = await arena.fight(_send(batch), _send(batch), _send(batch))
    state, _, files = await arena.ask(_OF_BATCH, batch=batch)
    if (winners(said), state, files) != (1, "sent", 1):
        raise Broken(f"sent three times by {said}: {state}, {files} files")
    await _reject(arena, batch)


async def answered_at_once(arena: Arena) -> None:
    """One answer says paid, another that it was rejected, a third nothing: one is believed."""
    claim_line, line = await _a_line(arena)
    batch, papers = arena.next(), [arena.next() for _ in range(2)]
    await arena.do(*_order(line, batch))
    await arena.do(*_send(batch))
    rejected, paid = [_says(batch, papers[0], paid=False), _says(batch, papers[1], paid=True)]
    last = arena.held["paid lines"] >= arena.held["may be paid"]
    sides = (
        [rejected, [(LOSE, {"batch": batch})]]
        if last
        else [
            rejected,
            paid,
            [(LOSE, {"batch": batch})],
        ]
    )
    said = await arena.fight(*sides)
    state = await arena.ask(_STATE, batch=batch)
    entries = await arena.ask(
        "select count(*) filter (where movement = 'pay'), count(*) filter (where movement ="
        " 'return') from funds_entry e join payments_attempt a on e.subject ="
        " 'payments.Attempt:' || a.id join payments_batch b on b.id = a.batch_id"
        " where b.number = %(batch)s",
        batch=batch,
    )
    wanted = {"paid": (1, 0), "rejected": (0, 1), "unknown": (0, 0)}
    if winners(said) != 1 or tuple(entries) != wanted.get(state):
        raise Broken(f"answered by {said}: {state}, entries {entries}")
    if state == "unknown":
        await _resolve_at_once(arena, batch, claim_line, line)
    elif state == "paid":
        await _recover_at_once(arena, claim_line)


async def revoked_or_ordered(arena: Arena) -> None:
    """A decision is taken back while its line is ordered."""
    claim_line, line = await _a_line(arena)
    batch, told = arena.next(), {"claim_line": claim_line}
    shown, fund, fen = await arena.ask(_SHOWN, claim_line=claim_line)
    said = await arena.fight(
        [(REVOKE, told), (LINE_SAYS, told | {"state": "submitted"})], _order(line, batch)
    )
    live = await arena.ask(_MAY_HAVE_MOVED, claim_line=claim_line)
    stands = await arena.ask(_STANDS, claim_line=claim_line)
    if winners(said) != 1 or bool(live) != stands:
        raise Broken(f"revoked and ordered by {said}: {live} attempts, stands: {stands}")
    if stands:
        await arena.do(*_give_up(batch))
        return
    notice = {"notice": arena.next(), "shown": shown, "claim_line": claim_line}
    again = {"fund": fund, "fen": fen, "receipt": receipt(fen), "claim_line": claim_line}
    await arena.do(
        (GRANT, again),
        (LINE_SAYS, told | {"state": "granted"}),
        (NOTICE, notice),
        (NOTICE_LINE, notice),
        (POSTING, notice),
        (LINE_SAYS, told | {"state": "on_notice"}),
    )


async def stopped_or_sent(arena: Arena) -> None:
    """Somebody objects, or an officer stops the line, while it is ordered and sent."""
    claim_line, line = await _a_line(arena)
    batch, told = arena.next(), {"claim_line": claim_line}
    stop, undo, code = arena.chance.choice([(OBJECT, DISMISS, "J0L03"), (HOLD, LIFT, "J0L04")])
    said = await arena.fight([(stop, told)], [*_order(line, batch)])
    if said[0] != "" or said[1] not in ("", code):
        raise Broken(f"stopped and ordered by {said}")
    if said[1] == "":
        # It was ordered first: the stop stands now, and it must not leave.
        said = await arena.fight(_send(batch), _send(batch))
        if said != [code, code]:
            raise Broken(f"a line that is stopped was sent: {said}, not {code} twice")
        await arena.do(*_give_up(batch))
    await arena.do((undo, told))


async def _resolve_at_once(arena: Arena, batch: str, claim_line: int, line: int) -> None:
    """Unknown is never sent again, and leaves once, by the statement and two people."""
    paper, again = arena.next(), arena.next()
    said_of = {"batch": batch, "paper": paper, "paid": False, "statement": True}
    resolve = (RESOLVE, {"batch": batch, "paper": paper, "state": "rejected"})
    await arena.do(*_paper(said_of))
    said = await arena.fight([resolve], _order(line, again))
    if said[0] != "J0B06" or said[1] == "":
        raise Broken(f"unknown, and nobody owns it: resolved and sent again by {said}")
    await arena.do((OWN, {"batch": batch}))
    said = await arena.fight([resolve], [resolve], _order(line, again))
    live = await arena.ask(_MAY_HAVE_MOVED, claim_line=claim_line)
    if winners(said[:2]) != 1 or live != (said[2] == ""):
        raise Broken(f"unknown resolved twice and ordered by {said}: {live} attempts are live")
    if said[2] == "":
        await arena.do(*_give_up(again))


async def _recover_at_once(arena: Arena, claim_line: int) -> None:
    """A paid line is revoked, and two receipts each bring all of it back: one is believed."""
    told = {"claim_line": claim_line}
    _paid(arena, claim_line)
    await arena.do(
        (LINE_SAYS, told | {"state": "ordered"}),
        (LINE_SAYS, told | {"state": "paid"}),
        (REOPEN, told),
        (REVOKE_PAID, told),
        (LINE_SAYS, told | {"state": "revoked"}),
    )
    fen = -await arena.ask("select due_of(%(claim_line)s)", claim_line=claim_line)
    names = [arena.next(), arena.next()]
    back = [told | {"fen": fen, "document": name} for name in names]
    said = await arena.fight(*[[(RECOVER, each), (BACK, each)] for each in back])
    due = await arena.ask("select due_of(%(claim_line)s)", claim_line=claim_line)
    if (winners(said), due) != (1, 0):
        raise Broken(f"{fen} fen came back by {said}: {due} fen are due")


async def _a_line(arena: Arena) -> tuple[int, int]:
    """Return a claim line that may be ordered and its payment line; owe it first if it is not."""
    unpaid = range(arena.held["paid lines"], arena.held["may be paid"] + 1)
    claim_line = arena.held[f"due {arena.chance.choice(unpaid)}"]
    if not await arena.ask(
        "select exists (select 1 from payments_line where decision_id = (select max(id)"
        " from claims_decision where line_id = %(claim_line)s))",
        claim_line=claim_line,
    ):
        await arena.do((OWE, {"claim_line": claim_line}))
    return claim_line, await arena.ask(_LINE, claim_line=claim_line)


def _paid(arena: Arena, claim_line: int) -> None:
    """Count a line among those that were paid, which are the first."""
    place = arena.held["paid lines"]
    last = next(
        n
        for n in range(place, arena.held["may be paid"] + 1)
        if arena.held[f"due {n}"] == claim_line
    )
    first, other = f"due {place}", f"due {last}"
    arena.held[first], arena.held[other] = arena.held[other], arena.held[first]
    arena.held["paid lines"] += 1


def _order(line: int, batch: str) -> Steps:
    told = {"line": line, "batch": batch}
    return [(BATCH, told), (ATTEMPT, told)]


def _send(batch: str) -> Steps:
    told = {"batch": batch}
    return [(CONFIRM, told), (FILE, told), (SEND, told), (SEND_ATTEMPT, told)]


def _give_up(batch: str) -> Steps:
    told = {"batch": batch}
    return [(GIVE_UP, told), (VOID, told)]


def _paper(told: dict[str, object]) -> Steps:
    return [(PAPER, told), (ANSWER, told), (BANK_LINE, told)]


def _says(batch: str, paper: str, *, paid: bool) -> Steps:
    told = {"batch": batch, "paper": paper, "paid": paid, "statement": False}
    return [*_paper(told), (SAID, told | {"state": "paid" if paid else "rejected"})]


async def _reject(arena: Arena, batch: str) -> None:
    """The bank turned it away: the line may be ordered again."""
    await arena.do(*_says(batch, arena.next(), paid=False))
