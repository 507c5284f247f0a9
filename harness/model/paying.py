"""How do orders, batches, the bank and what it answers move in the world?"""

from itertools import product

from harness.model.steps import Step, Steps, batch, by_two, entry, moved, put
from harness.model.world import NO_BATCH, ON_ITS_WAY, Batch, Design, Line, World, due

# What an answer lets an attempt become; and what the statement does with an unknown one.
ANSWERED = {"paid": "pay", "back": "pay", "refused": "reject"}
FOUND = {"paid": "find_paid", "back": "find_rejected", "refused": "find_rejected"}


def may_be_ordered(design: Design, line: Line) -> bool:
    """What the query and the triggers ask before a line joins a batch."""
    guards = {
        "notice_stood": line.notice == 0,
        "objection_stops": line.objection in ("", "turned down"),
        "hold_stops": not line.held,
        "one_live_attempt": line.attempt not in ON_ITS_WAY,
        "bank_said_paid": line.word != "paid" or line.attempt not in ("rejected", "voided"),
        "something_is_due": due(line) > 0,
    }
    verb = "order_again" if line.state == "returned" else "order"
    return all(met or not design.keeps(name) for name, met in guards.items()) and bool(
        moved(design.line, verb, line.state)
    )


def order(design: Design, world: World) -> Steps:
    """One officer orders what is due: every line, or each alone where they are of two payees."""
    ready = [n for n, line in enumerate(world.lines) if may_be_ordered(design, line)]
    free = [n for n, each in enumerate(world.batches) if not each.state]
    if not ready or not free:
        return
    begins = next(iter(design.batch.values()))[0]
    wishes = [ready] if len(ready) == 1 else [ready, ready[:1], ready[1:]]
    for wish in wishes:
        after = batch(world, free[0], state=begins)
        for place in wish:
            after = _tried(design, after, place, free[0])
        said = " and ".join(f"line {place + 1}" for place in wish)
        yield Step(f"{said} ordered in batch {free[0] + 1}", after)


def _tried(design: Design, world: World, place: int, number: int) -> World:
    line = world.lines[place]
    verb = "order_again" if line.state == "returned" else "order"
    owed = due(line) if design.keeps("order_is_what_is_due") else line.grant
    begins = next(iter(design.attempt.values()))[0]
    changes = {"state": moved(design.line, verb, line.state), "owed": owed, "attempt": begins}
    fresh = {"runs": 0, "truth": "", "did": 0, "word": "", "owner": False}
    world = put(world, place, **changes, **fresh, batch=number)
    return entry(world, "owed", "sent", owed)


def keep(design: Design, world: World, place: int) -> Steps:
    """A grant was made again of which everything is paid: it says paid when its notice stood."""
    line = world.lines[place]
    stood = line.notice == 0 and line.objection in ("", "turned down") and not line.held
    to = moved(design.line, "keep", line.state)
    if to and design.keeps("nothing_due_is_kept") and stood and line.ours and due(line) <= 0:
        yield Step(f"line {place + 1} is kept as paid: nothing is due", put(world, place, state=to))


def void(design: Design, world: World, number: int) -> Steps:
    """A batch that was not sent is given up whole: its lines may be ordered again without it."""
    state = world.batches[number].state
    given_up = moved(design.batch, "void", state) or moved(design.batch, "void_confirmed", state)
    if not given_up or world.batches[number].copies:
        return
    after = batch(world, number, state=given_up)
    for place, line in _of(world, number):
        if to := moved(design.attempt, "void", line.attempt):
            back = moved(design.line, "return", line.state)
            after = put(after, place, attempt=to, state=back, owed=0)
            after = entry(after, "sent", "owed", line.owed)
    yield Step(f"batch {number + 1} is given up", after)


def confirm_and_send(design: Design, world: World, number: int) -> Steps:
    """Another officer confirms; the file is written down with the batch, and leaves only then."""
    each, name = world.batches[number], f"batch {number + 1}"
    if to := moved(design.batch, "confirm", each.state):
        yield from by_two(design, "two_pay", f"{name} is confirmed", batch(world, number, state=to))
    if not (to := moved(design.batch, "send", each.state)):
        return
    stopped = [
        place
        for place, line in _of(world, number)
        if line.held
        or line.objection in ("open", "upheld")
        or line.notice != 0
        and design.keeps("sent_after_its_notice")
    ]
    if not design.keeps("intent_comes_first") and not each.copies:
        after = batch(world, number, copies=1)
        yield Step(f"the file of {name} leaves, and the machine stops before it is noted", after)
    if stopped and design.keeps("send_asks_again"):
        return
    after = batch(world, number, state=to)
    for place, line in _of(world, number):
        after = put(after, place, attempt=moved(design.attempt, "send", line.attempt))
    wrong = "a line was sent past its hold, objection or notice" if stopped else ""
    yield Step(f"{name} is sent: its file lies in the outbox", after, wrong)


def hand_over(design: Design, world: World, number: int) -> Steps:
    """The worker puts the file in the bank's folder and notes it; it may be killed in between."""
    each, name = world.batches[number], f"batch {number + 1}"
    if each.state != "sent" or each.marked:
        return
    there = each.copies > 0
    copies = each.copies if there and design.keeps("file_lies_there_once") else each.copies + 1
    if copies > 2:
        return
    after = batch(world, number, copies=copies)
    if copies != each.copies and design.detail:
        yield Step(f"the file of {name} is put down, and the worker is killed", after)
    yield Step(f"the file of {name} is handed over", batch(after, number, marked=True))


def carry_out(design: Design, world: World, number: int) -> Steps:
    """The bank does what a file asks, each copy of it, and may lose its answer."""
    each, name = world.batches[number], f"batch {number + 1}"
    for place, line in _of(world, number):
        if line.runs < each.copies:
            for did in _sums(design, line):
                ran = {"runs": line.runs + 1, "truth": "paid", "did": did, "bank": line.bank + did}
                words = f"the bank pays line {place + 1}"
                words += "" if did == line.owed else f" {did} instead of {line.owed}"
                yield Step(words, put(world, place, **ran))
            if not line.truth:
                ran = {"runs": line.runs + 1, "truth": "refused"}
                yield Step(f"the bank refuses line {place + 1}", put(world, place, **ran))
    if each.state == "sent" and each.copies and not each.lost and design.detail:
        yield Step(f"the bank loses its answer to {name}", batch(world, number, lost=True))


def _sums(design: Design, line: Line) -> list[int]:
    """What the bank may pay of a line, which it has begun to pay or not."""
    if line.truth == "paid":
        return [line.did]
    if not design.sums or line.ours:
        return [line.owed]
    return [sum_ for sum_ in (line.owed, line.owed - 1, line.owed + 1) if sum_ > 0]


def send_back(design: Design, world: World, place: int) -> Steps:
    """What the bank paid comes back to it, and it gives it back to us: before we know, or after."""
    line, name = world.lines[place], f"line {place + 1}"
    if not design.returns or line.back:
        return
    if line.truth == "paid" and line.runs == 1 and line.batch != NO_BATCH:
        known = line.did if line.attempt == "paid" else 0
        gone = {"truth": "back", "bank": line.bank - line.did, "back": known}
        if known <= line.ours:
            yield Step(f"the bank sends back what it paid of {name}", put(world, place, **gone))
    elif not line.attempt and line.ours:
        gone = {"bank": line.bank - line.ours, "back": line.ours}
        said = f"the bank sends back what it paid of {name} before it was decided again"
        yield Step(said, put(world, place, **gone))


def bounce(design: Design, world: World, place: int) -> Steps:
    """What the statement says came back is taken back by another than read it: it is due again."""
    line, name = world.lines[place], f"line {place + 1}"
    to = moved(design.attempt, "bounce", line.attempt)
    told = line.word == "back" or not design.keeps("bounced_as_the_bank_says")
    if to and told and line.did <= line.ours:
        state = moved(design.line, "bounce", line.state) or line.state
        left = {"ours": line.ours - line.did, "back": line.back - line.did, "owed": 0}
        after = put(world, place, attempt=to, state=state, **left)
        again = max(0, due(after.lines[place])) - max(0, due(line))
        after = entry(entry(after, "paid", "owed", again), "paid", "free", line.did - again)
        yield from by_two(design, "two_bounce", f"what came back of {name} is taken back", after)


def answer(design: Design, world: World, number: int) -> Steps:
    """A file of the bank is read: an answer that may leave lines out, or its statement."""
    each, of = world.batches[number], list(_of(world, number))
    if each.state not in ("sent", "settled") or not each.copies:
        return
    if not each.lost and any(line.attempt == "sent" for _, line in of):
        yield from _answers(design, world, number)
    if not all(line.truth for _, line in of):
        return
    after = world
    for place, line in of:
        lost = moved(design.attempt, "lose", line.attempt)
        if not lost or not design.keeps("statement_ends_waiting"):
            lost = line.attempt
        after = put(after, place, word=line.truth, attempt=lost)
    if after != world:
        yield Step(f"the bank's statement of batch {number + 1} is read", after)


def _answers(design: Design, world: World, number: int) -> Steps:
    of = list(_of(world, number))
    told = [(True, False) if line.truth else (False,) for _, line in of]
    for choice in product(*told):
        after = world
        for (place, line), said in zip(of, choice, strict=True):
            after = _answered(design, after, place, line, said)
        left = [f"line {p + 1}" for (p, _), said in zip(of, choice, strict=True) if not said]
        words = f" that leaves out {' and '.join(left)}" if left else ""
        yield Step(f"an answer to batch {number + 1}{words} is read", after)


def _answered(design: Design, world: World, place: int, line: Line, said: bool) -> World:
    if line.attempt != "sent":
        return world
    if said and line.did == line.owed or line.truth == "refused" and said:
        return _moved(design, world, place, ANSWERED[line.truth])
    if not design.keeps("silence_is_unknown"):
        return _moved(design, world, place, "reject")
    return put(world, place, attempt=moved(design.attempt, "lose", line.attempt))


def _moved(design: Design, world: World, place: int, verb: str) -> World:
    """Let an attempt, its line and the fund move as the bank said."""
    line = world.lines[place]
    attempt = moved(design.attempt, verb, line.attempt)
    if attempt == "paid":
        return _paid(design, world, place, attempt)
    to = moved(design.line, "return", line.state)
    after = put(world, place, attempt=attempt, state=to, word=line.word or "refused", owed=0)
    return entry(after, "sent", "owed", line.owed)


def _paid(design: Design, world: World, place: int, attempt: str) -> World:
    """Our books say paid, as much as the bank paid: what is lacking is owed again."""
    line = world.lines[place]
    short = line.did < line.owed and design.keeps("short_is_returned")
    to = moved(design.line, "return" if short else "pay", line.state)
    told = {"word": line.word or "paid", "ours": line.ours + line.did}
    told["back"] = line.did if line.truth == "back" else line.back
    after = put(world, place, attempt=attempt, state=to, **told)
    after = entry(after, "sent", "paid", min(line.did, line.owed))
    after = entry(after, "sent", "owed", max(0, line.owed - line.did))
    beyond = max(0, line.did - line.owed) if design.keeps("beyond_is_entered") else 0
    return entry(after, "free", "paid", beyond)


def resolve(design: Design, world: World, number: int) -> Steps:
    """What is unknown is owned by one and settled by another, by the bank's statement alone."""
    unknown = [(p, line) for p, line in _of(world, number) if line.attempt == "unknown"]
    if any(not line.owner for _, line in unknown):
        after = world
        for place, _ in unknown:
            after = put(after, place, owner=True)
        yield Step(f"somebody takes charge of what is unknown in batch {number + 1}", after)
    for place, line in unknown:
        if line.word and line.owner:
            after = _moved(design, world, place, FOUND[line.word])
            yield from by_two(
                design, "two_resolve", f"line {place + 1} is found {line.word}", after
            )
        if not design.keeps("unknown_goes_by_evidence"):
            after = _moved(design, world, place, "find_rejected")
            yield Step(f"line {place + 1} is taken for rejected, without a word of the bank", after)


def settle(design: Design, world: World, number: int) -> Steps:
    """A batch of which every line was answered is closed, and forgotten when nothing is of it."""
    each, of = world.batches[number], list(_of(world, number))
    still = [line for _, line in of if line.attempt in ON_ITS_WAY]
    if (to := moved(design.batch, "settle", each.state)) and not (
        still and design.keeps("settled_when_answered")
    ):
        wrong = "a batch was settled while lines of it were open" if still else ""
        yield Step(f"batch {number + 1} is settled", batch(world, number, state=to), wrong)
    open_ = any(line.truth == "back" and line.attempt == "paid" for _, line in of)
    done = all(line.runs == each.copies for _, line in of)
    if each.state in ("settled", "voided") and done and not open_:
        after = world._replace(
            lines=tuple(
                line._replace(batch=NO_BATCH) if line.batch == number else line
                for line in world.lines
            ),
            batches=tuple(Batch() if n == number else b for n, b in enumerate(world.batches)),
        )
        yield Step(f"batch {number + 1} is laid in the archive", after)


def recover(design: Design, world: World, place: int) -> Steps:
    """What was paid beyond what stands comes back: recorded by one, confirmed by another."""
    line, name = world.lines[place], f"line {place + 1}"
    over = -due(line)
    if over > 0 and not line.coming:
        for shares in range(1, over + 1):
            after = put(world, place, coming=shares)
            yield Step(f"somebody records that {shares} of {name} came back", after)
    if line.coming and (line.coming <= over or not design.keeps("recovered_is_overpaid")):
        back = min(line.back, line.coming)
        left = {"ours": line.ours - line.coming, "bank": line.bank - line.coming + back}
        after = put(world, place, **left, back=line.back - back, coming=0)
        after = entry(after, "paid", "free", line.coming)
        yield from by_two(design, "two_recover", f"what came back of {name} is confirmed", after)


def _of(world: World, number: int) -> list[tuple[int, Line]]:
    return [(place, line) for place, line in enumerate(world.lines) if line.batch == number]
