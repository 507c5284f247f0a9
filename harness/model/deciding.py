"""How do a claim, its decisions, its notice and what is said against it move in the world?"""

from harness.model.steps import Step, Steps, by_two, entry, moved, put
from harness.model.world import NO_BATCH, NO_NOTICE, ON_ITS_WAY, Design, Line, World

RECONSIDERED, REVOKED = "reconsidered", "revoked"


def review_and_decide(design: Design, world: World, place: int) -> Steps:
    """A claim is reviewed by one and decided by another, as the rules answer."""
    line, name = world.lines[place], f"line {place + 1}"
    if to := moved(design.claim, "review", line.claim):
        yield Step(f"the claim of {name} is reviewed", put(world, place, claim=to))
    may = line.claim != "submitted" or not design.keeps("reviewed_first")
    if not may:
        return
    claim = moved(design.claim, "decide", line.claim) or line.claim
    for grant in range(1, design.levels + 1):
        if to := moved(design.line, "grant", line.state):
            after = put(world, place, claim=claim, **granted(to, grant))
            if reserved := _reserved(design, after, place):
                said = f"{name} is granted {grant}"
                yield from by_two(design, "two_decide", said, reserved)
    for verb, said in (("refuse", "refused"), ("refer", "referred to a person")):
        if to := moved(design.line, verb, line.state):
            after = put(world, place, claim=claim, state=to, grant=0)
            yield from by_two(design, "two_decide", f"{name} is {said}", after)


def granted(state: str, grant: int) -> dict[str, object]:
    """What a new grant changes: its notice, payment line and attempt are still to come."""
    return {
        **{"state": state, "grant": grant, "notice": NO_NOTICE, "objection": "", "owed": 0},
        **{"attempt": "", "batch": NO_BATCH, "runs": 0, "truth": "", "did": 0},
        **{"word": "", "owner": False},
        "asked": frozenset(),
    }


def _reserved(design: Design, world: World, place: int) -> World | None:
    """What the grant needs beyond what was paid: set aside first, then free; none if too little."""
    line = world.lines[place]
    needs = max(0, line.grant - line.ours)
    aside = min(line.aside, needs)
    world = entry(put(world, place, aside=line.aside - aside), "held", "free", aside)
    if needs > world.fund.free and design.keeps("fund_holds_it"):
        return None
    return entry(world, "free", "owed", needs)


def _released(world: World, place: int) -> World:
    """What the grant before still owed is free again."""
    line = world.lines[place]
    return entry(world, "owed", "free", max(0, line.grant - line.ours))


def show(design: Design, world: World, place: int) -> Steps:
    """A grant is shown; days pass by the clock; anybody may object while the notice stands."""
    line, name = world.lines[place], f"line {place + 1}"
    if to := moved(design.line, "put_on_notice", line.state):
        after = put(world, place, state=to, notice=design.days)
        yield Step(f"{name} is put on notice for {design.days} working days", after)
    if line.notice > 0 and not line.objection:
        yield Step(f"somebody objects to {name}", put(world, place, objection="open"))
    if line.objection == "open":
        after = put(world, place, objection="turned down")
        yield from by_two(
            design, "another_answers", f"the objection to {name} is turned down", after
        )
        if to := moved(design.line, "uphold_objection", line.state):
            after = put(_released(world, place), place, state=to, **nothing_stands())
            said = f"the objection to {name} is upheld, its grant revoked"
            yield from by_two(design, "another_answers", said, after)


def nothing_stands() -> dict[str, object]:
    """What a revocation changes."""
    left = granted("", 0)
    del left["state"]
    return left


def hold(design: Design, world: World, place: int) -> Steps:
    """An inspector stops a line, and lets it go on."""
    line, name = world.lines[place], f"line {place + 1}"
    if not line.held and line.state not in ("submitted", "refused", "referred"):
        yield Step(f"{name} is put on hold", put(world, place, held=True))
    if line.held:
        yield Step(f"the hold on {name} is lifted", put(world, place, held=False))


def clock(design: Design, world: World) -> Steps:
    """A working day passes for every notice that stands."""
    if any(line.notice > 0 for line in world.lines):
        lines = tuple(
            line._replace(notice=line.notice - 1) if line.notice > 0 else line
            for line in world.lines
        )
        yield Step("a working day passes", world._replace(lines=lines))
    if design.calendar and any(line.notice == 0 for line in world.lines):
        lines = tuple(line._replace(notice=1) if line.notice == 0 else line for line in world.lines)
        said = "the calendar changes: what had stood its days stands another"
        yield Step(said, world._replace(lines=lines))


def reopen(design: Design, world: World, place: int) -> Steps:
    """What was paid is opened again by one and decided again, or revoked, by another."""
    line, name = world.lines[place], f"line {place + 1}"
    if not design.reopened:
        return
    stands = {"paid": (RECONSIDERED, REVOKED), "revoked": (RECONSIDERED,)}
    for wanted in stands.get(line.state, ()):
        if wanted not in line.asked and (not line.asked or design.keeps("each_wish_is_heard")):
            after = put(world, place, asked=line.asked | {wanted})
            yield Step(f"somebody asks that {name} be {wanted}", after)
    if RECONSIDERED in line.asked and (
        line.state in stands or not design.keeps("waits_until_paid_again")
    ):
        yield from _reconsidered(design, world, place)
    to = moved(design.line, "revoke", line.state)
    if to and REVOKED in line.asked and _money_waits(design, line):
        after = put(_released(world, place), place, state=to, **nothing_stands())
        yield from by_two(design, "two_reopen", f"{name} is revoked", after)


def _money_waits(design: Design, line: Line) -> bool:
    """Nothing is decided again while its money is on its way."""
    return line.attempt not in ON_ITS_WAY or not design.keeps("decision_waits_for_the_money")


def _reconsidered(design: Design, world: World, place: int) -> Steps:
    line, name = world.lines[place], f"line {place + 1}"
    for grant in range(1, design.levels + 1):
        if grant == line.grant or not _money_waits(design, line):
            continue
        after = put(_released(world, place), place, **granted(line.state, grant))
        if not (after := _reserved(design, after, place)):
            continue
        verb = "raise" if line.state == "paid" else "grant_again"
        if line.state == "revoked" or grant > line.grant:
            after = put(after, place, state=moved(design.line, verb, line.state) or line.state)
        said = f"{name} is decided again: {grant} instead of {line.grant}"
        yield from by_two(design, "two_reopen", said, after)


def decisions_waiting_for_money(design: Design, world: World, place: int) -> Steps:
    """Somebody tries to replace a decision while an attempt is on its way."""
    line, name = world.lines[place], f"line {place + 1}"
    if line.state == "ordered" and not design.keeps("decision_waits_for_the_money"):
        after = put(_released(world, place), place, state="granted", notice=NO_NOTICE)
        if after := _reserved(design, after, place):
            yield Step(f"{name} is decided again under a payment on its way", after)
