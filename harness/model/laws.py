"""What must be true in every state, and of every step, of the world?"""

from collections.abc import Iterator

from harness.model.steps import Step
from harness.model.world import ON_ITS_WAY, Line, World, due, under_way


def broken(before: World, step: Step) -> Iterator[str]:
    """Every law that a step breaks, or that its state breaks."""
    if step.wrong:
        yield step.wrong
    for place, (was, now) in enumerate(zip(before.lines, step.world.lines, strict=True), 1):
        yield from (f"line {place}: {said}" for said in _of_a_step(was, now))
        yield from (f"line {place}: {said}" for said in _of_a_line(now, step.world))
    yield from _of_the_fund(step.world)


def _of_a_step(was: Line, now: Line) -> Iterator[str]:
    if now.bank > was.bank:
        if now.bank > was.grant:
            yield "the bank paid more than stands"
        if was.notice != 0:
            yield "the bank paid before the notice had stood its days"
        if was.attempt not in ("sent", "unknown"):
            yield "the bank paid what our books did not send"
    if was.attempt == "unknown" and now.attempt in ("prepared", "sent"):
        yield "what was unknown was sent again"
    if was.attempt == "unknown" and now.attempt == "rejected" and was.truth == "paid":
        yield "what the bank paid was taken for rejected"
    if now.attempt == "prepared" and was.attempt != "prepared":
        if was.objection in ("open", "upheld"):
            yield "it was ordered past an objection"
        if was.held:
            yield "it was ordered past a hold"
        if was.notice != 0:
            yield "it was ordered before its notice had stood its days"
        if was.word == "paid":
            yield "it was ordered again though a file of the bank says it was paid"


def _of_a_line(line: Line, world: World) -> Iterator[str]:
    if not line.state:
        yield "a verb was done that its state does not have"
    if line.attempt in ON_ITS_WAY and (line.grant == 0 or line.state != "ordered"):
        yield "money is on its way under a decision that does not stand"
    if under_way(line) > max(0, line.grant - line.ours):
        yield "more is on its way than is due"
    executed = line.owed * line.runs if line.truth == "paid" else 0
    if line.attempt in ("sent", "unknown") and line.bank != line.ours + executed:
        yield "the bank's books are not ours and what is on its way"
    if line.attempt not in ON_ITS_WAY and line.runs and line.bank != line.ours:
        yield "the bank's books are not ours"
    if line.state == "paid" and due(line) > 0:
        yield "it says paid and more is due"
    if line.batch >= 0 and line.attempt in ON_ITS_WAY:
        state = world.batches[line.batch].state
        if (line.attempt == "prepared") != (state in ("made", "confirmed")):
            yield f"its attempt is {line.attempt} in a batch that is {state}"


def _of_the_fund(world: World) -> Iterator[str]:
    fund, lines = world.fund, world.lines
    if min(fund) < 0:
        yield "an account of the fund is below zero"
    borne = (
        sum(line.aside for line in lines),
        sum(max(0, due(line)) for line in lines),
        sum(under_way(line) for line in lines),
        sum(line.ours for line in lines),
    )
    if (fund.held, fund.owed, fund.sent, fund.paid) != borne:
        yield "the accounts of the fund are not what the records bear out"


def ended(line: Line) -> bool:
    """Whether nothing more need happen to a line: refused, with a person, paid, or taken back."""
    if line.attempt in ON_ITS_WAY or line.coming or due(line) != 0:
        return False
    return line.state in ("refused", "referred", "paid", "revoked")


def at_the_end(world: World) -> bool:
    """Whether every line has come to an end and no batch is open."""
    return all(map(ended, world.lines)) and all(
        each.state in ("", "settled", "voided") for each in world.batches
    )
