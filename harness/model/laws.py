"""What must be true in every state, and of every step, of the world?"""

from collections.abc import Iterator

from harness.model.steps import Step
from harness.model.world import ON_ITS_WAY, Line, World, due, under_way

SENT = ("sent", "unknown")


def broken(before: World, step: Step) -> Iterator[str]:
    """Every law that a step breaks, or that its state breaks."""
    if step.wrong:
        yield step.wrong
    for place, (was, now) in enumerate(zip(before.lines, step.world.lines, strict=True), 1):
        yield from (f"line {place}: {said}" for said in _of_a_step(was, now))
        yield from (f"line {place}: {said}" for said in _of_a_line(now, step.world))
    yield from _of_the_fund(step.world)


def _of_a_step(was: Line, now: Line) -> Iterator[str]:
    paid = now.bank > was.bank
    amiss = max(0, now.did - now.owed)  # what the bank paid beyond the order is its own error
    ordered = now.attempt == "prepared" != was.attempt
    sent = now.attempt == "sent" != was.attempt
    unknown = was.attempt == "unknown"
    yield from _said(
        (paid and now.bank - amiss > was.grant, "the bank paid more than stands"),
        (sent and was.notice != 0, "it left for the bank before its notice had stood its days"),
        (paid and was.attempt not in SENT, "the bank paid what our books did not send"),
        (unknown and now.attempt in ("prepared", "sent"), "what was unknown was sent again"),
        (
            unknown and now.attempt == "rejected" and was.truth not in ("refused", "back"),
            "what was unknown was taken for rejected, and the bank did not refuse it",
        ),
        (ordered and was.objection in ("open", "upheld"), "it was ordered past an objection"),
        (ordered and was.held, "it was ordered past a hold"),
        (ordered and was.notice != 0, "it was ordered before its notice had stood its days"),
        (
            ordered and was.word == "paid" and was.attempt in ("rejected", "voided"),
            "it was ordered again and a file of the bank says paid",
        ),
        (
            now.attempt == "bounced" != was.attempt and was.word != "back",
            "it was taken back, and the bank did not send it back",
        ),
    )


def _of_a_line(line: Line, world: World) -> Iterator[str]:
    way, executed = line.attempt in ON_ITS_WAY, line.did * line.runs * (line.truth == "paid")
    state = world.batches[line.batch].state if line.batch >= 0 else ""
    waits = (line.attempt == "prepared") == (state in ("made", "confirmed"))
    yield from _said(
        (
            line.state != "submitted" == line.claim,
            "it was decided and nobody had reviewed its claim",
        ),
        (way and line.owed <= 0, "nothing was ordered"),
        (not line.state, "a verb was done that its state does not have"),
        (
            way and (line.grant == 0 or line.state != "ordered"),
            "money is on its way under a decision that does not stand",
        ),
        (under_way(line) > max(0, line.grant - line.ours), "more is on its way than is due"),
        (
            line.attempt in SENT and line.bank != line.ours - line.back + executed,
            "the bank's books are not ours and what is on its way",
        ),
        (not way and line.bank != line.ours - line.back, "the bank's books are not ours"),
        (line.state == "paid" and due(line) > 0, "it says paid and more is due"),
        (min(line.ours, line.back) < 0, "more came back than was paid"),
        (way and not waits, f"its attempt is {line.attempt} in a batch that is {state}"),
    )


def _said(*laws: tuple[bool, str]) -> Iterator[str]:
    return (sentence for is_broken, sentence in laws if is_broken)


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
    if line.attempt in ON_ITS_WAY or line.coming or line.back or due(line) != 0:
        return False
    return line.state in ("refused", "referred", "paid", "revoked")


def at_the_end(world: World) -> bool:
    """Whether every line has come to an end and no batch is open."""
    return all(map(ended, world.lines)) and all(
        each.state in ("", "settled", "voided") for each in world.batches
    )
