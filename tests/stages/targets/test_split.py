"""A target is split on a document; every part and what is kept back are written down."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.targets.actions import (
    NotACount,
    NoTarget,
    Part,
    PartsAreNotTheWhole,
    split,
)
from tests import orders
from tests.builders import at
from tests.conftest import Database
from tests.orders import CITY, HALF, PROVINCE, WHOLE, YEAR
from tests.papers import AREA, ELSEWHERE
from tests.stages.asking import acts


def test_the_parts_stand_once_another_officer_approved_them(chain: Database) -> None:
    orders.issued()
    proposed = orders.split(PROVINCE, Part(CITY, HALF))

    assert orders.own(CITY) is None
    orders.approve(proposed)

    assert orders.own(CITY).trained == 500
    assert [each.verb for each in acts("targets.approve")] == ["targets.approve"] * 5
    kept = proposed.shares.filter(kept=True)
    with orders.seen():
        assert [(each.area, each.trained) for each in kept] == [(PROVINCE, 500)]


def test_the_parts_may_not_be_more_than_the_whole(chain: Database) -> None:
    orders.issued()

    with pytest.raises(PartsAreNotTheWhole, match="比总数多 1"):
        orders.split(PROVINCE, Part(CITY, WHOLE | {"trained": 1001}))


def test_what_has_no_target_cannot_be_split(chain: Database) -> None:

    with pytest.raises(NoTarget, match="还没有目标"):
        orders.split(CITY, Part(AREA, HALF))


def test_technicians_are_among_the_senior_ones(chain: Database) -> None:

    with pytest.raises(NotACount, match="技师以上不多于高级工以上"):
        orders.issued(WHOLE | {"technician": 201})


def test_a_second_split_takes_the_place_of_the_first(chain: Database) -> None:
    orders.to_the_county()
    orders.approve(orders.split(CITY, Part(AREA, WHOLE), document="分解 2 号"))

    assert orders.own(AREA).trained == WHOLE["trained"]
    assert orders.own(ELSEWHERE) is None


def test_who_has_no_right_does_not_split(chain: Database) -> None:
    orders.to_the_county()

    with pytest.raises(NotAllowed):
        split(area=AREA, year=YEAR, parts=[], document="x", by=officer("auditor"), at=at(9))
