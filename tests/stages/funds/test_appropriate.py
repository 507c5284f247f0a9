"""Money is added to a fund on the strength of a document."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.funds.actions import NothingToAppropriate, appropriate
from jineng.stages.funds.models import Fund
from tests.builders import at
from tests.conftest import Database
from tests.papers import AREA
from tests.stages.asking import acts, at_once, look, of_elsewhere


def ask(fen: int = 500_000, document: str = "安财〔2024〕7号", by: Officer | None = None) -> Fund:
    return appropriate(
        area=AREA,
        name="就业补助资金",
        year=2024,
        fen=fen,
        document=document,
        by=by or officer("finance_maker"),
        at=at(9),
    )


def test_a_document_adds_its_sum_once(chain: Database) -> None:
    assert ask().appropriated_fen == 500_000
    assert ask().appropriated_fen == 500_000
    assert ask(document="安财〔2024〕8号").appropriated_fen == 1_000_000
    assert acts("funds.appropriate")[-1].because == ["安财〔2024〕8号"]


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    for by in (officer("finance_checker"), of_elsewhere("finance_maker")):
        with pytest.raises(NotAllowed):
            ask(by=by)


@pytest.mark.parametrize("fen", [0, -1])
def test_a_sum_is_positive(chain: Database, fen: int) -> None:
    with pytest.raises(NothingToAppropriate):
        ask(fen)


def test_appropriated_twice_at_once_the_document_counts_once(chain: Database) -> None:
    at_once(ask, ask)
    assert look(lambda: Fund.objects.get(name="就业补助资金")).appropriated_fen == 500_000
