"""The larger a batch, the more people sign it before it leaves."""

import psycopg
import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.limits import SIGNATURES, limit_of
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.payments.actions import NotSignedEnough, send
from jineng.stages.payments.models import Batch, PaymentFile, Signature
from jineng.stages.payments.signing import NotToSign, sign, signatures_lacking
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import CONFIRMED, MADE
from tests.stages.asking import acts, at_once, look, of_elsewhere


@pytest.fixture
def large(chain: Database) -> Batch:
    """A confirmed batch for which three must sign."""
    with psycopg.connect(chain.admin_url) as raw:
        raw.execute("set session_replication_role = replica")
        raw.execute("update documents_limit set above_fen = 1 where number = 3")
    return batch_of(CONFIRMED)


def ask(batch: Batch, by: Officer | None = None, fen: int = 0) -> Signature:
    who = by or officer("county_leader")
    return sign(number=batch.number, fen=fen or batch.fen, by=who, at=at(11, ORDERED))


def leave(batch: Batch) -> PaymentFile:
    return send(number=batch.number, by=officer("finance_maker"), at=at(12, ORDERED))


@pytest.mark.parametrize(
    ("yuan", "people"), [(1, 2), (999_999, 2), (1_000_000, 3), (4_999_999, 3), (5_000_000, 4)]
)
def test_how_many_sign_grows_with_the_sum_and_says_its_source(
    chain: Database, yuan: int, people: int
) -> None:
    limit = limit_of(SIGNATURES, yuan * 100)
    assert limit.number == people
    assert "审批权限" in limit.source


def test_it_leaves_when_enough_have_signed(large: Batch) -> None:
    with pytest.raises(NotSignedEnough, match="还须 1 人签字"):
        leave(large)
    assert look(lambda: PaymentFile.objects.filter(batch=large)) == []
    ask(large)
    assert look(lambda: [signatures_lacking(large)]) == [0]
    assert leave(large).fen == large.fen
    assert acts("payments.sign")[-1].subject == f"payments.Batch:{large.pk}"


def test_who_signs_types_the_total(large: Batch) -> None:
    with pytest.raises(NotToSign, match="合计"):
        ask(large, fen=1)


@pytest.mark.parametrize("earlier", ["finance_maker", "finance_checker"])
def test_who_made_or_confirmed_it_does_not_sign_again(large: Batch, earlier: str) -> None:
    same = officer("county_leader")
    same.natural_person = officer(earlier).natural_person
    with pytest.raises(SamePersonTwice):
        ask(large, same)


def test_a_batch_that_lacks_no_signature_is_not_signed(large: Batch) -> None:
    ask(large)
    other = officer("county_leader")
    other.natural_person = "another"
    with pytest.raises(NotToSign, match="不缺签字"):
        ask(large, other)
    with pytest.raises(NotToSign):
        ask(batch_of(MADE))


def test_a_post_without_the_right_or_of_another_county_is_refused(large: Batch) -> None:
    with pytest.raises(NotAllowed):
        ask(large, officer("county_checker"))
    with pytest.raises(Batch.DoesNotExist):
        ask(large, of_elsewhere("county_leader"))


def test_signed_twice_at_once_it_counts_once(large: Batch) -> None:
    said = at_once(lambda: ask(large), lambda: ask(large))
    assert sorted(type(each).__name__ for each in said) == ["SamePersonTwice", "Signature"]
