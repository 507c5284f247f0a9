"""The answer of the rules to an application."""

from pathlib import Path

import pytest
import yaml

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.policy.one.decide import decide
from jineng.policy.packs.shelf import NoSingleDocument, stock
from jineng.stages.classes.actions import NotComplete, answer
from jineng.stages.classes.models import Opening
from jineng.stages.classes.queries import opening_question
from jineng.stages.classes.states import CannotMove, State
from tests.builders import apply as apply_for
from tests.builders import at, shelf
from tests.conftest import Database
from tests.guards.chain import APPLIED, OPEN, REFUSED
from tests.papers import Course
from tests.policy.small_pack import copy_of_packs, write
from tests.stages.asking import acts, at_once, class_of, look, school


def ask(course: Course = APPLIED, by: str = "county_reviewer") -> Opening:
    return answer(number=course.number, shelf=shelf(), by=officer(by), at=at(10))


def test_a_class_that_meets_every_clause_opens(chain: Database) -> None:
    opening = ask()
    assert (opening.outcome, opening.rule) == ("granted", "may_open")
    assert class_of(APPLIED).state == State.OPEN
    assert acts("classes.answer")[-1].moved == "applied → open"


def test_a_class_of_an_unlisted_institution_is_refused_by_its_clause(chain: Database) -> None:
    opening = look(lambda: Opening.objects.get(training__number=REFUSED.number))
    assert (opening.outcome, opening.rule) == ("refused", "institution_not_listed")
    assert opening.clause == "四(二)2"
    assert class_of(REFUSED).state == State.REFUSED


def test_an_answer_is_given_once(chain: Database) -> None:
    with pytest.raises(CannotMove, match="已批准开班"):
        ask(OPEN)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="county_checker")
    assert class_of(APPLIED).state == State.APPLIED


def test_who_asked_does_not_answer(chain: Database) -> None:
    same = officer("county_reviewer")
    same.natural_person = school(APPLIED).natural_person
    with pytest.raises(SamePersonTwice):
        answer(number=APPLIED.number, shelf=shelf(), by=same, at=at(10))


def test_on_a_day_no_document_covers_a_person_must_decide(chain: Database) -> None:
    late = Course(245, "applied", ())
    apply_for(late)
    with pytest.raises(NoSingleDocument, match="2025-01-06"):
        ask(late)
    assert class_of(late).state == State.APPLIED


def test_answered_twice_at_once_there_is_one_answer(chain: Database) -> None:
    said = at_once(ask, ask)
    assert sorted(type(each).__name__ for each in said) == ["CannotMove", "Opening"]


def test_what_could_never_be_paid_does_not_open_whatever_the_rules_ask(
    chain: Database, tmp_path: Path
) -> None:
    unknown = Course(33, "applied", (), taught=("占卜师", "五级"))
    apply_for(unknown)
    assert look(lambda: decide(*opening_question(class_of(unknown), shelf())).rule) == (
        "not_in_catalogue"
    )
    root = copy_of_packs(tmp_path)
    page = root / "demo-qingchuan" / "2024-jijiuban-2" / "class-opening.yaml"
    told = yaml.safe_load(page.read_text("utf-8"))
    told["前提"] = [each for each in told["前提"] if each["编号"] != "not_in_catalogue"]
    write(page, told)
    by = officer("county_reviewer")
    with pytest.raises(NotComplete, match="目录里的补贴标准"):
        answer(number=unknown.number, shelf=stock(root), by=by, at=at(10))
