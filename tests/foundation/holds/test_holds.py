"""A hold stops money on a record until it is lifted, and both are somebody's act."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.audit.actions import subject_of
from jineng.foundation.holds.actions import held, lift, place
from jineng.foundation.offices.permission import NotAllowed
from jineng.foundation.regions.models import Region
from tests.builders import at, offices
from tests.conftest import Database
from tests.papers import AREA
from tests.stages.asking import acts, of_elsewhere


def test_a_record_is_held_until_every_hold_on_it_is_lifted(own_database: Database) -> None:
    offices()
    record, by = Region.objects.get(code=AREA), officer("county_leader")
    place(subject=record, area=AREA, reason="举报核查", by=by, at=at(9))
    place(subject=record, area=AREA, reason="审计抽查", by=by, at=at(10))
    assert held([subject_of(record)]) == {subject_of(record)}
    lift(subject=record, area=AREA, because="查无实据", by=by, at=at(11))
    assert held([subject_of(record)]) == set()
    assert [each.verb for each in acts("holds.place") + acts("holds.lift")] == [
        "holds.place",
        "holds.place",
        "holds.lift",
    ]


def test_a_post_without_the_right_or_of_another_county_is_refused(own_database: Database) -> None:
    offices()
    record = Region.objects.get(code=AREA)
    for by in (officer("finance_maker"), of_elsewhere("county_leader")):
        with pytest.raises(NotAllowed):
            place(subject=record, area=AREA, reason="无", by=by, at=at(9))
        with pytest.raises(NotAllowed):
            lift(subject=record, area=AREA, because="无", by=by, at=at(9))
