"""The list of institutions, dated, says who may teach what."""

from jineng.stages.institutions.actions import import_institutions
from jineng.stages.institutions.models import Body, Listing
from jineng.stages.institutions.queries import listing_of
from tests.conftest import Database
from tests.papers import AREA, BODY_HEAD
from tests.stages.asking import look
from tests.stages.registers import book, errors_of, hand_in, keeps_the_rules_of_a_register

ROW = ("PX009", "虚构新学校", "", AREA, "焊工、养老护理员", "2024-05-01", "6217000000000099")


def listings() -> int:
    return len(look(lambda: Listing.objects.all()))


def test_a_body_is_listed_since_a_day_for_its_occupations(chain: Database) -> None:
    hand_in(import_institutions, book(BODY_HEAD, [ROW]))
    body = Body.objects.get(number="PX009")
    listing = look(lambda: [listing_of(body)])[0]
    assert (str(listing.listed_on), listing.scope) == ("2024-05-01", ["焊工", "养老护理员"])
    assert body.account_last4 == "0099"


def test_an_account_that_became_a_number_or_an_area_of_no_form_is_an_error(chain: Database) -> None:
    taken = hand_in(import_institutions, book(BODY_HEAD, [(*ROW[:3], "安平", *ROW[4:])]))
    assert (taken.good, taken.bad) == (0, 1)
    assert errors_of(taken)[0] == (2, "所在地区代码", "not_an_area")


def test_a_list_that_names_a_body_twice_keeps_its_first_row(chain: Database) -> None:
    taken = hand_in(import_institutions, book(BODY_HEAD, [ROW, (*ROW[:4], "焊工", *ROW[5:])]))
    assert (taken.good, taken.bad) == (1, 1)
    assert errors_of(taken) == [(3, "机构编号", "listed_twice")]


def test_an_area_typed_in_full_width_digits_is_that_area(chain: Database) -> None:
    hand_in(import_institutions, book(BODY_HEAD, [(*ROW[:3], "９７０１２４", *ROW[4:])]))
    assert Body.objects.get(number="PX009").area == AREA


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_institutions,
        "institutions.import_institutions",
        book(BODY_HEAD, [ROW]),
        listings,
    )
