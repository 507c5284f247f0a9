"""Asking to open a class."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.classes.actions import NumberTaken, apply
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from tests.builders import at
from tests.conftest import Database
from tests.guards.chain import OPEN
from tests.papers import Course, sheets, workbook
from tests.stages.asking import acts, at_once, look, of_elsewhere, school

NEW = Course(30, "applied", OPEN.learners)


def ask(course: Course = NEW, **changed: object) -> TrainingClass:
    told = {"content": workbook(course), "name": "班.xlsx", "by": school(course), "at": at(9)}
    return apply(**{**told, **changed})  # type: ignore[arg-type]


def test_an_application_waits_for_its_answer_with_what_it_says(chain: Database) -> None:
    training = ask()
    assert training.state == State.APPLIED
    assert (training.occupation, training.level, training.lessons) == ("焊工", "五级", 4)
    assert training.fund_name == NEW.fund
    assert acts("classes.apply")[-1].officer.body_number == NEW.body


def test_the_same_bytes_again_are_the_same_application(chain: Database) -> None:
    count = len(acts("classes.apply"))
    assert ask() == ask()
    assert len(acts("classes.apply")) == count + 1


def test_another_application_of_the_same_number_is_refused(chain: Database) -> None:
    longer = replace(NEW, taught=("养老护理员", "五级"))
    ask()
    with pytest.raises(NumberTaken, match=NEW.number):
        ask(longer)


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    for by in (officer("auditor"), of_elsewhere("registrar")):
        with pytest.raises(NotAllowed):
            ask(by=by)
    assert look(lambda: TrainingClass.objects.filter(number=NEW.number)) == []


def test_a_class_that_ends_before_it_starts_is_refused_with_both_days(chain: Database) -> None:
    form = [
        ("班期编号", NEW.number),
        *[("机构编号", "PX001"), ("职业（工种）", "焊工"), ("总课时", 4)],
        *[("开班日期", str(NEW.ends_on)), ("结业日期", str(NEW.ends_on - timedelta(days=1)))],
    ]
    with pytest.raises(WrongPaper, match=str(NEW.ends_on)):
        ask(content=sheets({"开班申请表": form}))


def test_a_place_that_fills_a_page_is_refused_by_its_row(chain: Database) -> None:
    form = [("班期编号", NEW.number), ("机构编号", "PX001"), ("职业（工种）", "焊" * 101)]
    with pytest.raises(WrongPaper, match="第 3 行“职业（工种）”有 101 个字，最多 100 个字"):
        ask(content=sheets({"开班申请表": form}))


def test_asked_twice_at_once_there_is_one_class(chain: Database) -> None:
    said = at_once(ask, ask)
    assert {type(each) for each in said} <= {TrainingClass, NumberTaken}
    assert len(look(lambda: TrainingClass.objects.filter(number=NEW.number))) == 1
