"""Two people put a plan of rules in force for an area."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.actions import NoSuchReversal, put_in_force
from jineng.foundation.documents.models import Cap, Plan
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.policy.packs.shelf import Shelf, stock
from jineng.stages.claims.queries import to_put_in_force
from tests.builders import at, offices, shelf
from tests.conftest import Database
from tests.papers import AREA, ELSEWHERE
from tests.policy.small_pack import ABOUT, copy_of_packs, write
from tests.stages.asking import acts, at_once, of_elsewhere

QUESTION, DAY = "assessment_subsidy", date(2024, 6, 30)


def ask(by: Officer | None = None, drafted_by: str = "policy_drafter", finger: str = "") -> Plan:
    plan = to_put_in_force(QUESTION, AREA, DAY, shelf())
    return put_in_force(
        plan=replace(plan, fingerprint=finger or plan.fingerprint),
        drafted_by=officer(drafted_by),
        by=by or officer("policy_activator"),
        at=at(8),
    )


def test_a_plan_in_force_names_its_packs_caps_and_two_people(own_database: Database) -> None:
    offices()
    plan = ask()
    assert plan.drafted_by != plan.activated_by
    assert [pack.pack_id for pack in plan.packs.all()] == ["demo-qingchuan-2024-jijiuban-2"]
    assert Cap.objects.filter(plan=plan).exists()
    assert acts("documents.put_in_force")[-1].subject == f"documents.Plan:{plan.pk}"


def test_what_gives_a_time_back_is_the_documents_word(
    own_database: Database, tmp_path: Path
) -> None:
    offices()
    assert to_put_in_force(QUESTION, AREA, DAY, shelf()).reversals == ()
    plan = to_put_in_force(QUESTION, AREA, DAY, saying(tmp_path / "one", "异议成立"))
    told = {"drafted_by": officer("policy_drafter"), "by": officer("policy_activator"), "at": at(8)}
    made = put_in_force(plan=plan, **told)
    assert [each.name for each in made.reversals.all()] == ["异议成立"]
    odd = to_put_in_force(QUESTION, ELSEWHERE, DAY, saying(tmp_path / "two", "搬家"))
    with pytest.raises(NoSuchReversal, match="“搬家”不认识，可以写：异议成立、撤销补贴"):
        put_in_force(plan=odd, **told)


def saying(tmp_path: Path, word: str) -> Shelf:
    """The rules of the repository, and a document that says what gives a time back."""
    tmp_path.mkdir()
    root = copy_of_packs(tmp_path)
    place = root / "demo-qingchuan" / "2024-times"
    about = {"编号": "times", "适用地区": {"名称": "青川省", "代码": "97"}}
    write(place / "pack.yaml", ABOUT | about)
    (place / "clauses.md").write_text(f"# 测\n\n## 一1\n\n{word}的，次数退回。\n", "utf-8")
    value = {"编号": "gives_a_time_back", "取值": [word], "依据": "一1"}
    write(place / "times.yaml", {"问题": "times", "数值": [value]})
    return stock(root)


def test_the_same_plan_again_is_the_plan_that_is_there(own_database: Database) -> None:
    offices()
    assert ask() == ask()


def test_the_drafter_does_not_put_it_in_force(own_database: Database) -> None:
    offices()
    same = officer("policy_activator")
    same.natural_person = officer("policy_drafter").natural_person
    with pytest.raises(SamePersonTwice):
        ask(by=same)


def test_a_post_without_the_right_or_of_another_county_is_refused(own_database: Database) -> None:
    offices()
    for by in (officer("policy_drafter"), of_elsewhere("policy_activator")):
        with pytest.raises(NotAllowed):
            ask(by=by, drafted_by="county_reviewer")


def test_another_answer_for_the_same_days_is_refused(own_database: Database) -> None:
    offices()
    ask()
    with pytest.raises(IntegrityError, match="one_plan_answers_a_question_for_an_area_on_a_day"):
        ask(finger="0" * 64)


def test_put_in_force_twice_at_once_there_is_one_plan(own_database: Database) -> None:
    offices()
    at_once(ask, ask)
    assert Plan.objects.filter(question=QUESTION).count() == 1
