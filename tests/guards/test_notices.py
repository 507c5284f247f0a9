"""Can a notice be changed, shortened, filled later or its objections settled by who posted it?"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from jineng.values.days import HERE
from tests.guards.attack import Raw, accepted, change, insert, officer, one, rearm, refused, twin
from tests.guards.chain import DECIDED, DUE, STANDING
from tests.guards.rows import (
    GRANTED_FEN,
    a_revocation,
    an_objection,
    answer_objection,
    object_to,
    of,
)
from tests.papers import ELSEWHERE

TODAY = datetime.now(HERE).date()
REFUSED = 2


def a_notice(raw: Raw, content: str, **changes: Any) -> dict[str, Any]:
    """A notice of three working days with this content."""
    row = {
        "number": "GS-2024-970124-9001",
        "kind": "subsidy",
        "area": DECIDED.area,
        "title": "补贴公示",
        "opened_on": date(2024, 10, 8),
        "work_days": 3,
        "clause": "四(五)5",
        "content_digest": sha256(content.encode()).hexdigest(),
        "posted_by_id": officer(raw, "county_reviewer"),
        "posted_at": "2024-10-08 09:00+08",
    }
    return row | changes


def a_line(raw: Raw, notice: int, number: int = 1) -> dict[str, Any]:
    """The line of a notice that shows the grant nobody has shown yet."""
    decision = of(raw, DECIDED, "d.id")
    shown = one(
        raw,
        "select e.shown_identity from claims_decision d join claims_line l on l.id = d.line_id"
        " join enrolment_enrolment e on e.id = l.enrolment_id where d.id = %s",
        decision,
    )
    row = {"notice_id": notice, "number": number, "shown_name": "丙*", "shown_identity": shown}
    return row | {"shown_text": "职业培训补贴", "standard": "80%", "fen": GRANTED_FEN}


def content(raw: Raw, *numbers: int) -> str:
    """What the digest of a notice is taken of."""
    lines = [a_line(raw, 0, number) for number in numbers]
    return "\n".join("|".join(str(value) for value in list(line.values())[1:]) for line in lines)


def post(raw: Raw, **changes: Any) -> int:
    """Post a notice of one line; return the key of the line."""
    notice = insert(raw, "notices_notice", a_notice(raw, content(raw, 1), **changes))
    return insert(raw, "notices_line", a_line(raw, notice))


def notice_of(raw: Raw, line: int, what: str) -> Any:
    """Return something of the notice of a line."""
    query = f"select {what} from notices_notice n join notices_line l on l.notice_id = n.id"
    return one(raw, f"{query} where l.id = %s", line)


def a_posting(raw: Raw, line: int, place: int = 1) -> dict[str, Any]:
    """The tie between a line of a notice and the grant it shows."""
    decision = of(raw, DECIDED, "d.id", place)
    return {"decision_id": decision, "notice_line_id": line, "area": DECIDED.area}


def test_a_notice_shows_a_grant(raw: Raw) -> None:
    with accepted(raw):
        insert(raw, "claims_posting", a_posting(raw, post(raw)))
        change(raw, "claims_line", of(raw, DECIDED, "l.id"), state="on_notice")


def test_the_last_day_of_a_notice_is_counted_from_the_calendar_whatever_is_written(
    raw: Raw,
) -> None:
    line = post(raw, opened_on=date(2024, 9, 27), closes_on=date(2024, 9, 28))

    # The 29th is a working Sunday, the 30th a Monday, and then the week of the national day.
    assert notice_of(raw, line, "closes_on") == date(2024, 10, 8)


def test_a_notice_does_not_say_in_which_transaction_it_was_posted(raw: Raw) -> None:
    """Or a line could join it in a later one."""
    line = post(raw, posted_in=9_999)

    assert notice_of(raw, line, "posted_in = txid_current()") is True


def test_a_notice_is_not_posted_where_the_calendar_ends(raw: Raw) -> None:
    with refused(raw, "J0C01"):
        post(raw, opened_on=date(2022, 12, 1))


def test_a_notice_is_not_posted_in_the_future(raw: Raw) -> None:
    with refused(raw, "J0N03"):
        post(raw, opened_on=TODAY + timedelta(days=1))


def test_a_notice_stands_at_least_one_working_day_even_without_triggers(bare: Raw) -> None:
    with refused(bare, "notice_stands_at_least_one_working_day"):
        post(bare, work_days=0, closes_on=date(2024, 10, 11))


@pytest.mark.parametrize("days", [0, -1])
def test_a_notice_closes_after_it_was_posted_even_without_triggers(bare: Raw, days: int) -> None:
    with refused(bare, "notice_closes_after_it_was_posted"):
        post(bare, closes_on=date(2024, 10, 8) + timedelta(days=days))


def test_a_notice_is_what_its_digest_says(raw: Raw) -> None:
    with refused(raw, "J0N02"):
        post(raw, content_digest=sha256(b"else").hexdigest())


@pytest.mark.parametrize("trigger", ["with_notice", "was_not_yet_whole"])
def test_no_line_joins_a_notice_that_was_published(bare: Raw, trigger: str) -> None:
    """Two guards see it, and each refuses alone."""
    published = one(bare, "select min(id) from notices_notice")
    post(bare, closes_on=TODAY, posted_in=one(bare, "select txid_current()"))
    rearm(bare, "notices_line", trigger)

    with refused(bare, "J0N01"):
        insert(bare, "notices_line", a_line(bare, published, 99))


def test_no_line_joins_a_notice_that_was_whole_already(raw: Raw) -> None:
    """Also when the deferred digest was asked early and so is not asked again."""
    line = post(raw)
    notice = notice_of(raw, line, "n.id")
    raw.execute("set constraints all immediate")

    with refused(raw, "J0N01"):
        insert(raw, "notices_line", a_line(raw, notice, 2))


def test_a_number_stands_once_in_a_notice(bare: Raw) -> None:
    published = one(bare, "select min(id) from notices_notice")

    with refused(bare, "line_number_stands_once_in_a_notice"):
        insert(bare, "notices_line", a_line(bare, published, 1))


@pytest.mark.parametrize(
    ("wrong", "by"),
    [
        ({"fen": -1}, "notice_line_shows_no_negative_amount"),
        (
            {"shown_identity": "970124197603150063"},
            "notice_line_shows_a_masked_number_only",
        ),
    ],
    ids=["negative", "unmasked"],
)
def test_the_public_reads_neither_negative_amounts_nor_whole_numbers(
    raw: Raw, wrong: dict[str, Any], by: str
) -> None:
    notice = insert(raw, "notices_notice", a_notice(raw, "of other lines"))

    with refused(raw, by):
        insert(raw, "notices_line", a_line(raw, notice) | wrong)


@pytest.mark.parametrize(
    "wrong", [{"fen": GRANTED_FEN - 1}, {"shown_identity": "970124********0001"}], ids=str
)
def test_a_posting_shows_its_person_and_amount(raw: Raw, wrong: dict[str, Any]) -> None:
    notice = insert(raw, "notices_notice", a_notice(raw, "of other lines"))
    line = insert(raw, "notices_line", a_line(raw, notice) | wrong)

    with refused(raw, "J0D09"):
        insert(raw, "claims_posting", a_posting(raw, line))


def test_a_posting_shows_no_refusal(raw: Raw) -> None:
    notice = insert(raw, "notices_notice", a_notice(raw, "of other lines"))
    shown = one(
        raw,
        "select shown_identity from enrolment_enrolment where id = %s",
        of(raw, DECIDED, "l.enrolment_id", REFUSED),
    )
    line = insert(raw, "notices_line", a_line(raw, notice) | {"shown_identity": shown, "fen": 0})

    with refused(raw, "J0D09"):
        insert(raw, "claims_posting", a_posting(raw, line, REFUSED))


def test_a_posting_lies_in_the_area_of_its_notice(raw: Raw) -> None:
    line = post(raw, area=ELSEWHERE)

    with refused(raw, "J0D09"):
        insert(raw, "claims_posting", a_posting(raw, line))


def test_a_posting_does_not_lie_in_wait_on_an_older_notice(raw: Raw) -> None:
    """It shows the same person and amount, but for another grant, and was posted before."""
    with refused(raw, "J0D09"):
        insert(raw, "claims_posting", a_posting(raw, of(raw, STANDING, "g.notice_line_id")))


def test_a_grant_that_was_revoked_is_not_shown(bare: Raw) -> None:
    decision = of(bare, DECIDED, "d.id")
    now = one(bare, "select txid_current()")
    line = post(bare, closes_on=date(2024, 10, 11), posted_in=now)
    posting = a_posting(bare, line)
    insert(bare, "claims_decision", a_revocation(bare, decision))
    rearm(bare, "claims_posting")

    with refused(bare, "J0D09"):
        insert(bare, "claims_posting", posting)


def test_a_grant_is_shown_once_and_a_line_shows_one_grant(bare: Raw) -> None:
    shown = {"decision_id": of(bare, DUE, "d.id"), "notice_line_id": post(bare, closes_on=TODAY)}
    with refused(bare, "claims_posting_decision_id_key"):
        insert(bare, "claims_posting", shown | {"area": DUE.area})

    shown = {"decision_id": of(bare, DECIDED, "d.id")}
    with refused(bare, "claims_posting_notice_line_id_key"):
        line = of(bare, DUE, "g.notice_line_id")
        insert(bare, "claims_posting", shown | {"notice_line_id": line, "area": DUE.area})


def test_an_objection_begins_unanswered(raw: Raw) -> None:
    answered = {
        "upheld": False,
        "answer": "经查",
        "answered_by_id": officer(raw, "county_leader"),
        "answered_at": TODAY,
    }

    with refused(raw, "J0N04"):
        objection = an_objection(of(raw, DUE, "g.notice_line_id"))
        insert(raw, "notices_objection", objection | answered)


@pytest.mark.parametrize("upheld", [True, False])
def test_an_objection_is_answered_once(raw: Raw, upheld: bool) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))
    answer_objection(raw, objection, upheld=True)

    with refused(raw, "J0N04"):
        answer_objection(raw, objection, upheld=upheld)


@pytest.mark.parametrize("by", ["county_reviewer", "county_checker"])
def test_an_objection_is_not_answered_by_who_decided(raw: Raw, by: str) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))

    with refused(raw, "J0N05"):
        answer_objection(raw, objection, upheld=False, by=by)


@pytest.mark.parametrize("username", ["county_reviewer", "county_checker"])
def test_an_objection_is_not_answered_by_who_decided_under_another_account(
    raw: Raw, username: str
) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))
    twin(raw, username)

    with refused(raw, "J0N05"):
        answer_objection(raw, objection, upheld=False, by=f"{username}-2")


def test_an_objection_is_not_answered_by_who_posted_the_notice(raw: Raw) -> None:
    """A notice that shows no decision has only its poster to keep away, and from it alone."""
    objection = object_to(raw, post(raw, posted_by_id=officer(raw, "county_leader")))
    to_another = object_to(raw, of(raw, DUE, "g.notice_line_id"))

    with refused(raw, "J0N05"):
        answer_objection(raw, objection, upheld=False)
    with accepted(raw):
        answer_objection(raw, to_another, upheld=False)


@pytest.mark.parametrize("lacking", ["answer", "answered_by_id", "answered_at"])
def test_an_answered_objection_says_why_when_and_by_whom(raw: Raw, lacking: str) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))
    said = {
        "upheld": False,
        "answer": "经查",
        "answered_by_id": officer(raw, "county_leader"),
        "answered_at": TODAY,
    }
    nothing = {lacking: "" if lacking == "answer" else None}

    with refused(raw, "answered_objection_says_why_and_by_whom"):
        change(raw, "notices_objection", objection, **said | nothing)
