"""Money is added to a fund on a document: proposed by one, confirmed by another."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.funds.actions import (
    ConfirmedAlready,
    DocumentTaken,
    NothingToAppropriate,
    appropriate,
    confirm_appropriation,
)
from jineng.stages.funds.models import Appropriation, Entry, Fund
from tests.builders import at
from tests.conftest import Database
from tests.papers import AREA
from tests.stages.asking import acts, at_once, look, of_elsewhere


def ask(
    fen: int = 500_000, document: str = "安财〔2024〕7号", by: Officer | None = None
) -> Appropriation:
    return appropriate(
        area=AREA,
        name="就业补助资金",
        year=2024,
        fen=fen,
        document=document,
        by=by or officer("finance_maker"),
        at=at(9),
    )


def confirm(proposed: Appropriation, by: Officer | None = None) -> Appropriation:
    who = by or officer("finance_checker")
    return confirm_appropriation(appropriation_id=proposed.pk, by=who, at=at(10))


def given() -> int:
    found: Fund = look(lambda: Fund.objects.get(name="就业补助资金"))
    return found.appropriated_fen


def test_a_document_adds_its_sum_once_and_when_a_second_officer_confirmed(chain: Database) -> None:
    proposed = ask()
    assert given() == 0
    confirm(proposed)
    assert given() == 500_000
    assert ask() == proposed
    assert given() == 500_000
    assert acts("funds.confirm_appropriation")[-1].because == ["安财〔2024〕7号"]
    entry = look(lambda: Entry.objects.get(subject=f"funds.Appropriation:{proposed.pk}"))
    assert (entry.source, entry.target, entry.entered_by.name) == ("outside", "free", "高远")


def test_the_same_document_does_not_give_another_sum(chain: Database) -> None:
    ask()
    with pytest.raises(DocumentTaken, match="5,000.00 元"):
        ask(600_000)


def test_who_proposed_does_not_confirm(chain: Database) -> None:
    same = officer("finance_checker")
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        confirm(ask(), by=same)
    assert given() == 0


def test_what_was_confirmed_is_not_confirmed_again(chain: Database) -> None:
    proposed = ask()
    confirm(proposed)
    with pytest.raises(ConfirmedAlready):
        confirm(proposed)


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    for by in (officer("finance_checker"), of_elsewhere("finance_maker")):
        with pytest.raises(NotAllowed):
            ask(by=by)
    proposed = ask()
    with pytest.raises(NotAllowed):
        confirm(proposed, by=officer("county_leader"))
    with pytest.raises(Appropriation.DoesNotExist):
        confirm(proposed, by=of_elsewhere("finance_checker"))


@pytest.mark.parametrize(("fen", "document"), [(0, "文"), (-1, "文"), (1, " ")])
def test_a_sum_is_positive_and_has_its_document(chain: Database, fen: int, document: str) -> None:
    with pytest.raises(NothingToAppropriate):
        ask(fen, document)


def test_proposed_and_confirmed_twice_at_once_the_document_counts_once(chain: Database) -> None:
    first, second = at_once(ask, ask)
    assert first == second
    assert isinstance(first, Appropriation)
    proposed = first
    said = at_once(lambda: confirm(proposed), lambda: confirm(proposed))
    assert sorted(type(each).__name__ for each in said) == ["Appropriation", "ConfirmedAlready"]
    assert given() == 500_000
