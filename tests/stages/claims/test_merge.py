"""Two records prove to be one person: one officer says so, another confirms, nothing is freed."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.audit.actions import subject_of
from jineng.foundation.holds.actions import held
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.foundation.people.merging import (
    MergedAlready,
    NobodyThere,
    NothingToMerge,
    confirm_merge,
    merge,
    one_of,
)
from jineng.foundation.people.models import Merge
from jineng.foundation.people.registry import known
from jineng.stages.claims.actions import decide
from jineng.stages.claims.checks import slots_amiss
from jineng.stages.claims.models import Decision, Line, Slot
from jineng.stages.employment.queries import insured_from, pension_from
from tests.builders import AS_OF, ORDERED, at, shelf
from tests.conftest import Database
from tests.guards.chain import (
    BEGINNER,
    DUE,
    EMPLOYED,
    FIRST,
    FOURTH,
    LAST_HERE,
    NOVICE,
    PENSIONER,
    TIGHT,
)
from tests.papers import AREA, Learner, learner
from tests.stages.asking import acts, at_once, claim_on, look, of_elsewhere

LATER = at(9, ORDERED)
NEVER_SEEN = learner(29, "无")


def say(gone: Learner, kept: Learner, by: str = "county_reviewer") -> Merge:
    told = {"gone": gone.identity, "kept": kept.identity, "document": "户籍证明", "area": AREA}
    return merge(**told, by=officer(by), at=LATER)


def confirm(said: Merge, by: str = "county_checker") -> Merge:
    return confirm_merge(merge_id=said.pk, by=officer(by), at=LATER)


def record_of(who: Learner) -> int:
    return known([who.identity])[who.identity]


def lines_held() -> set[str]:
    found: set[str] = look(lambda: [held([subject_of(each) for each in Line.objects.all()])])[0]
    return found


def live() -> int:
    found: int = look(lambda: [Slot.objects.filter(live=True).count()])[0]
    return found


def test_two_records_are_one_person_once_another_officer_confirms(chain: Database) -> None:
    taken, gone, kept = live(), record_of(FOURTH), record_of(FIRST)
    said = say(FOURTH, FIRST)
    assert one_of([gone, kept]) == {gone: gone, kept: kept}
    confirm(said)
    assert one_of([gone, kept]) == {gone: kept, kept: kept}
    assert live() == taken
    assert look(lambda: Slot.objects.filter(person_id=gone, live=True)) == []
    assert look(lambda: slots_amiss()) == []
    lines = Line.objects.filter(claim__training__number=DUE.number, person_id=gone)
    assert subject_of(look(lambda: lines.get())) in lines_held()
    assert acts("people.confirm_merge")[-1].because == ["户籍证明"]


def test_saying_it_again_says_nothing_new(chain: Database) -> None:
    assert say(FOURTH, FIRST) == say(FOURTH, FIRST)


def test_the_registers_speak_of_the_whole_person(chain: Database) -> None:
    person = record_of(BEGINNER)
    assert insured_from([person], as_of=AS_OF) == {}
    confirm(say(EMPLOYED, BEGINNER))
    confirm(say(PENSIONER, BEGINNER))
    assert look(lambda: insured_from([person], as_of=AS_OF)[person])
    assert look(lambda: [pension_from([person])])[0].keys() == {person}


def test_one_person_twice_in_a_class_is_decided_one_after_the_other(chain: Database) -> None:
    """The rules learn of the first grant before they are asked about the second line."""
    confirm(say(NOVICE, BEGINNER))
    claim, by = claim_on(TIGHT).pk, officer("county_checker")
    made = decide(claim_id=claim, shelf=shelf(), by=by, at=LATER)
    assert [each.outcome for each in made] == ["granted", "refused"]
    assert claim_on(TIGHT).state == "reviewed"
    [second] = decide(claim_id=claim, shelf=shelf(), by=by, at=LATER)
    assert (second.outcome, second.fen) == ("refused", 0)
    assert claim_on(TIGHT).state == "decided"


def test_the_rules_are_told_of_the_whole_past(chain: Database) -> None:
    confirm(say(FIRST, BEGINNER))
    claim, by = claim_on(LAST_HERE).pk, officer("county_checker")
    decide(claim_id=claim, shelf=shelf(), by=by, at=LATER)
    rows = Decision.objects.filter(line__claim=claim, line__person_id=record_of(BEGINNER))
    assert (look(lambda: rows.get()).outcome, look(lambda: rows.get()).rule) == (
        "refused",
        "three_times_used",
    )


def test_who_said_it_does_not_confirm_it(chain: Database) -> None:
    said, same = say(FOURTH, FIRST), officer("county_checker")
    same.natural_person = officer("county_reviewer").natural_person
    with pytest.raises(SamePersonTwice):
        confirm_merge(merge_id=said.pk, by=same, at=LATER)


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    told = {"gone": FOURTH.identity, "kept": FIRST.identity, "document": "无", "area": AREA}
    for by in (officer("finance_maker"), of_elsewhere("county_reviewer")):
        with pytest.raises(NotAllowed):
            merge(**told, by=by, at=LATER)
    said = say(FOURTH, FIRST)
    with pytest.raises(NotAllowed):
        confirm(said, by="county_leader")


def test_a_merge_is_of_two_numbers_that_are_known_and_on_a_document(chain: Database) -> None:
    with pytest.raises(NobodyThere, match="第一个"):
        say(NEVER_SEEN, FIRST)
    with pytest.raises(NobodyThere, match="第二个"):
        say(FIRST, NEVER_SEEN)
    with pytest.raises(NothingToMerge):
        say(FIRST, FIRST)
    told = {"gone": FOURTH.identity, "kept": FIRST.identity, "document": " ", "area": AREA}
    with pytest.raises(NothingToMerge):
        merge(**told, by=officer("county_reviewer"), at=LATER)


def test_what_was_merged_is_not_merged_again(chain: Database) -> None:
    said = say(FOURTH, FIRST)
    confirm(said)
    with pytest.raises(MergedAlready):
        confirm(said)
    with pytest.raises(MergedAlready):
        say(FIRST, FOURTH)


def test_confirmed_twice_at_once_it_is_confirmed_once(chain: Database) -> None:
    said = say(FOURTH, FIRST)
    done = at_once(lambda: confirm(said), lambda: confirm(said))
    assert sorted(type(each).__name__ for each in done) == ["Merge", "MergedAlready"]
