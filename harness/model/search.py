"""Is every state reached, what breaks a law, and from where is there no way to an end?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from harness.model import deciding, paying
from harness.model.laws import at_the_end, broken, ended
from harness.model.steps import Steps
from harness.model.world import Design, World


@dataclass
class Found:
    """What a search found: how far it came, and the first counter-example as a list of steps."""

    states: int = 0
    seen: set[str] = field(default_factory=set)  # `line.paid`: every state that something was in
    steps: int = 0
    wrong: str = ""
    trace: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{self.states:,} states, {self.steps:,} steps"
        if not self.wrong:
            return f"{told}: every law holds, from every state there is a way to an end"
        lines = [f"{n}. {words}" for n, words in enumerate(self.trace, 1)]
        return "\n".join([f"{told}: {self.wrong}", *lines])


def steps(design: Design, world: World) -> Steps:
    """Everything that may happen next."""
    for place in range(design.lines):
        yield from deciding.review_and_decide(design, world, place)
        yield from deciding.show(design, world, place)
        yield from deciding.hold(design, world, place)
        yield from deciding.reopen(design, world, place)
        yield from deciding.decisions_waiting_for_money(design, world, place)
        yield from paying.keep(design, world, place)
        yield from paying.recover(design, world, place)
        yield from paying.send_back(design, world, place)
        yield from paying.bounce(design, world, place)
    yield from deciding.clock(design, world)
    yield from paying.order(design, world)
    for number in range(design.lines):
        for what in (
            *(paying.void, paying.confirm_and_send, paying.hand_over, paying.carry_out),
            *(paying.answer, paying.resolve, paying.settle),
        ):
            yield from what(design, world, number)


def search(design: Design) -> Found:
    """Visit every state, the nearest first; stop at the first that breaks a law, or has no end."""
    start, found = design.start(), Found()
    came: dict[World, tuple[World, str] | None] = {start: None}
    into: dict[World, list[World]] = {}
    ring = [start]
    while ring:
        following: list[World] = []
        for world in ring:
            for step in steps(design, world):
                found.steps += 1
                if said := next(broken(world, step), ""):
                    found.states, found.wrong = len(came), said
                    found.trace = [*_trace(came, world), step.words]
                    return found
                into.setdefault(step.world, []).append(world)
                if step.world not in came:
                    came[step.world] = (world, step.words)
                    following.append(step.world)
        ring = following
    found.states, found.seen = len(came), _seen(came)
    _dead_end(design, came, into, found)
    return found


def _seen(came: Iterable[World]) -> set[str]:
    return {
        said
        for world in came
        for kind, states in (
            ("claim", [line.claim for line in world.lines]),
            ("line", [line.state for line in world.lines]),
            ("attempt", [line.attempt for line in world.lines if line.attempt]),
            ("batch", [each.state for each in world.batches if each.state]),
        )
        for said in (f"{kind}.{state}" for state in states)
    }


Came = dict[World, tuple[World, str] | None]


def _dead_end(design: Design, came: Came, into: dict[World, list[World]], found: Found) -> None:
    """Say whether some state has no way to an end."""
    reach = _backwards((world for world in came if at_the_end(world)), into, lambda *_: True)
    _name_first(came, reach, "from here there is no way to an end", found)
    if design.reopened and not found.wrong:
        revoked = (w for w in came if w.lines[0].state == "revoked")
        reach = _backwards(revoked, into, _whatever_the_rules_answer)
        said = "what was paid cannot be revoked any more"
        _name_first(came, reach, said, found, lambda world: world.lines[0].state == "paid")
    for place in range(design.lines if design.lines > 1 else 0):
        if found.wrong:
            return
        other = 1 - place

        def nobody_helps(before: World, after: World, held: int = other) -> bool:
            """Whether a step leaves the other line's hold and objection as they are."""
            was, now = before.lines[held], after.lines[held]
            return (was.held, was.objection) == (now.held, now.objection)

        done = (world for world in came if ended(world.lines[place]))
        reach = _backwards(done, into, nobody_helps)
        said = f"while line {other + 1} is stopped, line {place + 1} has no way to an end"
        _name_first(came, reach, said, found)


def _whatever_the_rules_answer(before: World, after: World) -> bool:
    """Whether a step is no other grant: that the rules answer otherwise is nothing to rely on."""
    was, now = before.lines[0], after.lines[0]
    return now.grant in (was.grant, 0)


def _backwards(
    goals: Iterator[World],
    into: dict[World, list[World]],
    counts: Callable[[World, World], bool],
) -> set[World]:
    reach = set(goals)
    ring = list(reach)
    while ring:
        world = ring.pop()
        for before in into.get(world, ()):
            if before not in reach and counts(before, world):
                reach.add(before)
                ring.append(before)
    return reach


def _name_first(
    came: Came,
    reach: set[World],
    said: str,
    found: Found,
    asked: Callable[[World], bool] = lambda _: True,
) -> None:
    """The nearest state that does not reach; states stand in the order they were found."""
    for world in came:
        if world not in reach and asked(world):
            found.wrong, found.trace = said, _trace(came, world)
            return


def _trace(came: Came, world: World) -> list[str]:
    words: list[str] = []
    while (before := came[world]) is not None:
        world, said = before
        words.append(said)
    return words[::-1]
