"""A target changes with a reason, when another officer of the level above approves."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.targets import actions
from jineng.stages.targets.actions import NoDocument, PartsAreNotTheWhole
from jineng.stages.targets.models import Order
from jineng.stages.targets.queries import standing
from jineng.stages.targets.states import CannotMove
from tests import orders
from tests.builders import at
from tests.conftest import Database
from tests.orders import CITY, HALF, YEAR
from tests.papers import AREA


def ask(trained: int = 450, reason: str = "停训", by: Officer | None = None) -> Order:
    return actions.adjust(
        area=AREA,
        year=YEAR,
        amounts=HALF | {"trained": trained},
        document="县 9 号",
        reason=reason,
        by=by or officer("county_reviewer"),
        at=at(12),
    )


def test_what_is_taken_off_goes_to_what_the_level_above_keeps(chain: Database) -> None:
    orders.to_the_county()
    asked = ask()

    assert orders.own(AREA).trained == 500
    orders.approve(asked)

    assert orders.own(AREA).trained == 450
    with orders.seen():
        assert standing(YEAR).kept(CITY).trained == 50
        assert standing(YEAR).difference(CITY) == {}


def test_more_than_the_level_above_keeps_is_refused(chain: Database) -> None:
    orders.to_the_county()
    asked = ask(501)

    with pytest.raises(PartsAreNotTheWhole, match="比总数多 1"):
        orders.approve(asked)
    assert orders.own(AREA).trained == 500


def test_a_change_says_why(chain: Database) -> None:
    orders.to_the_county()

    with pytest.raises(NoDocument, match="理由"):
        ask(reason=" ")


def test_the_county_does_not_approve_its_own_change(chain: Database) -> None:
    orders.to_the_county()
    asked = ask()

    with pytest.raises(NotAllowed):
        orders.approve(asked, officer("county_leader"))


def test_who_proposes_does_not_approve_with_another_account(chain: Database) -> None:
    orders.to_the_county()
    asked = ask(by=officer("target_maker"))
    checker = officer("target_checker")
    checker.natural_person = "target_maker"

    with pytest.raises(SamePersonTwice):
        orders.approve(asked, checker)


def test_an_order_is_answered_once(chain: Database) -> None:
    orders.to_the_county()
    asked = ask()
    by = officer("target_checker")
    actions.refuse(order_id=asked.pk, answer="理由不足", by=by, at=at(13))

    with pytest.raises(CannotMove, match="未批准"):
        orders.approve(asked)
    assert orders.own(AREA).trained == 500
