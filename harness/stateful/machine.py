"""The machine of Hypothesis: anybody does anything to a county that has a class at every point.

A failure prints its steps; the seed of the run replays it.
"""

import random
from contextlib import ExitStack

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from harness.stateful import forward
from harness.stateful.county import County
from harness.stateful.desk import Broken, as_superuser, example
from harness.stateful.intruder import TRIES, intrude
from harness.stateful.verbs import NAMED, keys_of, poster
from jineng.foundation.offices.models import Officer

ANY = st.integers(0, 10_000)
OTHERS = (
    *("county_reviewer", "county_checker", "county_leader", "finance_maker", "finance_checker"),
    *("county_checker-as-county_reviewer", "county_leader-as-county_reviewer"),
    *("county_leader-as-county_checker", "finance_checker-as-finance_maker"),
    *("county_reviewer-as-institution-PX001", "auditor", "institution-PX001"),
    *("county_checker@elsewhere", "finance_maker@elsewhere", "finance_checker@elsewhere"),
)
# A guard may speak before the act where the act cannot know, or need not look: by verb.
GUARD_SPEAKS: dict[str, set[str]] = {}


# In this county a third person signs from 2,000 yuan on.
_MORE_SIGN = """
insert into documents_limit (name, above_fen, number, source)
values ('signatures', 200000, 3, '财务审批权限')
"""


class AnybodyDoesAnything(RuleBasedStateMachine):
    """Verbs by right and wrong officers, plain SQL, days that pass, and steps towards the end.

    `turns`: how many things an intruder tries at a time.
    """

    turns = 4

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.open.enter_context(example())

    @staticmethod
    def planted() -> list[str]:
        """Statements that plant a fault in the database of this example: none."""
        return []

    def teardown(self) -> None:
        """Tell what was done, where something broke, and take everything back."""
        self.open.close()

    @initialize(chance=ANY)
    def begin(self, chance: int) -> None:
        """The county as it stands, a bank of some temper, and whatever fault is planted."""
        as_superuser([_MORE_SIGN, *self.planted()])
        self.county = County(random.Random(chance))

    @rule(chosen=ANY)
    def push_something_forward(self, chosen: int) -> None:
        """One right step of anything."""
        told = list(forward.pushes(self.county))
        if told:
            forward.push(self.county, told[chosen % len(told)])

    @rule(which=st.sampled_from(sorted(NAMED)), key=ANY, more=st.integers(0, 11))
    def somebody_acts(self, which: str, key: int, more: int) -> None:
        """A verb on any record, by the officer whose it is."""
        self._act(which, key, more, "")

    @rule(
        which=st.sampled_from(sorted(NAMED)),
        key=ANY,
        more=st.integers(0, 11),
        other=st.sampled_from(OTHERS),
    )
    def somebody_else_acts(self, which: str, key: int, more: int, other: str) -> None:
        """A verb on any record, by anybody."""
        self._act(which, key, more, other)

    @rule(kind=st.integers(0, len(TRIES) - 1), chance=ANY)
    def an_intruder_tries(self, kind: int, chance: int) -> None:
        """Plain SQL under the application's role: one thing after another."""
        for turn in range(self.turns):
            intrude(self.county, kind + 5 * turn, chance + turn)

    @rule(days=st.sampled_from([1, 3, 7, 30]))
    def days_pass(self, days: int) -> None:
        """The clock goes on."""
        if self.county.day.month < 12:
            self.county.pass_days(days)

    @rule(now=st.integers(0, 2))
    def everything_comes_to_its_end(self, now: int) -> None:
        """Whatever was done, what is open can be ended; and the trail has all of it."""
        if not now:
            forward.to_the_end(self.county)

    def _act(self, which: str, key: int, more: int, other: str) -> None:
        verb, county = NAMED[which], self.county
        if not (keys := keys_of(verb)):
            return
        chosen = keys[key % len(keys)]
        by = county.who(other or poster(verb, chosen))
        words = f"{which} {chosen} by {other or by.username}"
        no = county.do(words, lambda: verb.act(county, chosen, by, more))
        if no == "" and which != "notices.lodge":
            _has_the_right(which, by)
            county.left_a_trail(which, by)
        is_code = len(no) == 5 and no[1:3].isdigit() or no[:2] == "J0"
        if is_code and no not in GUARD_SPEAKS.get(which, set()):
            raise Broken(f"{words}: a guard of the database had to say no: {no}")
        if no == "DoesNotExist" and "@" not in other:
            raise Broken(f"{words}: it stopped for want of a record")


def _has_the_right(which: str, by: Officer) -> None:
    verbs = [which] if which != "holds" else ["holds.place", "holds.lift"]
    if not set(verbs) & set(by.post.verbs):
        raise Broken(f"{which} was done by {by.username}, who has no right to it")


def play(
    examples: int,
    steps: int,
    chance: int,
    *,
    machine: type[AnybodyDoesAnything] = AnybodyDoesAnything,
    find_only: bool = False,
) -> None:
    """Play so many examples of so many steps from a seed; raise what breaks."""
    told = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        verbosity=Verbosity.quiet if find_only else Verbosity.normal,
    )
    try:
        run_state_machine_as_test(seed(chance)(machine), settings=told)
    except Exception as broken:
        broken.add_note(f"seed {chance}, {examples} examples of {steps} acts")
        raise
