"""Rows as they would rightly be written, for a test to spoil in one place."""

from typing import Any

from tests.guards.attack import Raw, change, insert, officer, one, rearm, row_of
from tests.papers import AREA, Course

GRANTED_FEN = 1_280_00
_OF_CLASS = """
select {} from claims_line l join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id
left join claims_decision d on d.line_id = l.id
left join claims_posting g on g.decision_id = d.id
left join payments_line p on p.decision_id = d.id
left join payments_attempt a on a.line_id = p.id
where t.number = %s order by l.id offset %s limit 1
"""


def of(raw: Raw, course: Course, what: str, place: int = 1) -> Any:
    """Return something of the learner at a place of a class's roster.

    `what` is a column: of the claim line l, the claim c, the class t, the decision d, the posting
    g, the payment line p or the attempt a.
    """
    return one(raw, _OF_CLASS.format(what), course.number, place - 1)


def training_of(raw: Raw, course: Course) -> int:
    """Return the key of a class."""
    return int(one(raw, "select id from classes_trainingclass where number = %s", course.number))


def fund_of(raw: Raw, course: Course) -> int:
    """Return the key of the fund of a class, of the year in which it ended."""
    return int(one(raw, "select id from funds_fund where name = %s and year = 2024", course.fund))


def batch_of(raw: Raw, course: Course) -> int:
    """Return the key of the batch that pays for a class."""
    return int(one(raw, "select id from payments_batch where fund_id = %s", fund_of(raw, course)))


def a_claim(raw: Raw, course: Course) -> dict[str, Any]:
    """A claim of its institution for an open class."""
    return row_of(
        raw,
        """select 'BT-2024-970124-9001' as number, area, id as training_id,
                  'training_subsidy' as question, '职业培训补贴' as kind,
                  institution_id as payee_id, applied_by_id as submitted_by_id,
                  now() as submitted_at, date '2024-09-20' as as_of
           from classes_trainingclass where number = %s""",
        course.number,
    ) | {"state": "submitted"}


def a_claim_line(raw: Raw, claim: int, course: Course, place: int = 1) -> dict[str, Any]:
    """The line of a claim for the learner at a place of a class's roster."""
    return row_of(
        raw,
        """select e.id as enrolment_id, e.person_id, e.area from enrolment_enrolment e
           join classes_trainingclass t on t.id = e.training_id
           where t.number = %s order by e.id offset %s limit 1""",
        course.number,
        place - 1,
    ) | {"claim_id": claim, "state": "submitted"}


def review(raw: Raw, claim: int, by: str = "county_reviewer") -> None:
    """Pass a claim on to be decided."""
    reviewer = officer(raw, by)
    change(raw, "claims_claim", claim, state="reviewed", reviewed_by_id=reviewer, reviewed_at="now")


def a_decision(raw: Raw, line: int) -> dict[str, Any]:
    """A grant of a line nobody decided yet."""
    found = row_of(
        raw,
        """select l.id as line_id, l.area, p.id as plan_id, f.id as fund_id, c.payee_id,
                  b.account_digest, c.reviewed_by_id as maker_id, now() as at
           from claims_line l join claims_claim c on c.id = l.claim_id
           join classes_trainingclass t on t.id = c.training_id
           join institutions_body b on b.id = c.payee_id
           left join funds_fund f on f.name = t.fund_name and f.area = t.area and f.year = 2024
           join documents_plan p on p.question = c.question and p.area = c.area
             and p.in_force @> t.ends_on
           where l.id = %s""",
        line,
    )
    return found | {
        "seq": 1,
        "outcome": "granted",
        "fen": GRANTED_FEN,
        "rule": "certificate_not_employed",
        "clause": "四(五)2",
        "message": "取得证书，没有就业",
        "receipt": a_receipt(GRANTED_FEN),
        "checker_id": officer(raw, "county_checker"),
    }


def a_receipt(fen: int) -> dict[str, Any]:
    """As much of a receipt as the database reads."""
    return {"answer": {"fen": fen}}


def decide(raw: Raw, line: int, **changes: Any) -> int:
    """Decide a line, and let it say so."""
    row = a_decision(raw, line) | changes
    decision = insert(raw, "claims_decision", row)
    state = "submitted" if row["outcome"] == "revoked" else row["outcome"]
    change(raw, "claims_line", line, state=state)
    return decision


def a_revocation(raw: Raw, decision: int) -> dict[str, Any]:
    """The decision that takes a decision back."""
    before = row_of(raw, "select * from claims_decision where id = %s", decision)
    return a_decision(raw, before["line_id"]) | {
        "seq": before["seq"] + 1,
        "supersedes_id": decision,
        "outcome": "revoked",
        "fen": 0,
        "fund_id": None,
        "receipt": {},
    }


def revoke(raw: Raw, decision: int) -> int:
    """Take a decision back; its line waits again."""
    row = a_revocation(raw, decision)
    revocation = insert(raw, "claims_decision", row)
    change(raw, "claims_line", row["line_id"], state="submitted")
    return revocation


def a_payment_line(raw: Raw, decision: int) -> dict[str, Any]:
    """What is owed for a grant whose notice has stood."""
    return row_of(
        raw,
        """select id as decision_id, area, fund_id, payee_id, fen, account_digest,
                  date '2024-10-14' as ordered_on
           from claims_decision where id = %s""",
        decision,
    )


def a_batch(raw: Raw, fund: int, payee: int, fen: int, count: int = 1) -> dict[str, Any]:
    """A batch of one fund and payee, just made."""
    return {
        "number": "ZF-2024-970124-9001",
        "key": "ZF-2024-970124-9001",
        "area": one(raw, "select area from funds_fund where id = %s", fund),
        "fund_id": fund,
        "payee_id": payee,
        "count": count,
        "fen": fen,
        "state": "made",
        "made_by_id": officer(raw, "finance_maker"),
        "made_at": "2024-10-14 09:00+08",
    }


def batch_for(raw: Raw, line: int, **changes: Any) -> int:
    """Make a batch for one payment line alone, without its attempt."""
    owed = row_of(raw, "select * from payments_line where id = %s", line)
    row = a_batch(raw, owed["fund_id"], owed["payee_id"], owed["fen"])
    return insert(raw, "payments_batch", row | changes)


def an_attempt(raw: Raw, line: int, batch: int) -> dict[str, Any]:
    """The next attempt to pay a line, in a batch that is being made."""
    return {
        "line_id": line,
        "number": one(raw, "select count(*) + 1 from payments_attempt where line_id = %s", line),
        "batch_id": batch,
        "position": 1,
        "area": one(raw, "select area from payments_line where id = %s", line),
        "state": "prepared",
    }


def a_payment_file(raw: Raw, batch: int) -> dict[str, Any]:
    """The one file of a batch."""
    found = row_of(
        raw,
        "select id as batch_id, area, number || '.csv' as name, count, fen from payments_batch"
        " where id = %s",
        batch,
    )
    return found | {"content_cipher": b"sealed", "digest": "sm3"}


def a_file(raw: Raw, digest: str) -> int:
    """Keep some bytes that arrived; return their key."""
    return insert(
        raw,
        "documents_file",
        {
            "digest": digest,
            "name": "回盘.csv",
            "kind": "bank",
            "content_cipher": b"sealed",
            "received_by_id": officer(raw, "finance_checker"),
            "received_at": "2024-10-14 15:00+08",
        },
    )


def bank_says(
    raw: Raw,
    batch: int,
    position: int,
    fen: int,
    *,
    paid: bool = True,
    statement: bool = False,
    came_back: bool = False,
    reference: str = "LS9",
) -> int:
    """Take in a bank's file of one line; return the key of the line."""
    area = one(raw, "select area from payments_batch where id = %s", batch)
    answered = one(raw, "select count(*) from payments_answer")
    answer = insert(
        raw,
        "payments_answer",
        {
            "file_id": a_file(raw, f"bank-{answered}"),
            "area": area,
            "batch_id": batch,
            "is_statement": statement,
            "read_by_id": officer(raw, "finance_checker"),
            "at": "2024-10-14 15:00+08",
        },
    )
    row = {"answer_id": answer, "area": area, "row": 2, "position": position, "paid": paid}
    return insert(
        raw,
        "payments_bankline",
        row
        | {
            "fen": fen,
            "reference": reference if paid else "",
            "remark": "",
            "came_back": came_back,
        },
    )


def a_hold(raw: Raw, line: int) -> dict[str, Any]:
    """A stop on a claim line."""
    return {
        "subject": f"claims.Line:{line}",
        "reason": "举报核查",
        "placed_by_id": officer(raw, "county_leader"),
        "placed_at": "2024-10-12 09:00+08",
        "lifted_because": "",
    }


def an_objection(notice_line: int) -> dict[str, Any]:
    """Somebody objects to a line of a notice."""
    return {
        "line_id": notice_line,
        "said": "此人没有参加培训",
        "lodged_at": "2024-10-09 10:00+08",
        "answer": "",
    }


def object_to(raw: Raw, notice_line: int) -> int:
    """Object to a line of a notice."""
    return insert(raw, "notices_objection", an_objection(notice_line))


def answer_objection(raw: Raw, objection: int, *, upheld: bool, by: str = "county_leader") -> None:
    """Answer an objection."""
    change(
        raw,
        "notices_objection",
        objection,
        upheld=upheld,
        answer="经查",
        answered_by_id=officer(raw, by),
        answered_at="2024-10-10 10:00+08",
    )


def an_appropriation(raw: Raw, fund: int, **changes: Any) -> dict[str, Any]:
    """Money that one officer proposes to give to a fund of the first county."""
    return {
        "fund_id": fund,
        "area": AREA,
        "fen": 100,
        "document": "测试文件",
        "proposed_by_id": officer(raw, "finance_maker"),
        "proposed_at": "2024-09-20 15:00+08",
    } | changes


def confirm(raw: Raw, appropriation: int, by: int | None = None) -> None:
    """Confirm what was proposed, as another officer unless somebody is named."""
    who = by or officer(raw, "finance_checker")
    at = "2024-09-20 16:00+08"
    change(raw, "funds_appropriation", appropriation, confirmed_by_id=who, confirmed_at=at)


def an_enrolment(raw: Raw, course: Course, place: int = 1) -> dict[str, Any]:
    """Somebody of another class joins this one: the first who is not in it, or a later one."""
    row = row_of(
        raw,
        """select t.id as training_id, t.area, t.file_id, (
             select distinct e.person_id from enrolment_enrolment e
             where e.person_id not in (select person_id from enrolment_enrolment
                                       where training_id = t.id)
             order by 1 offset %s limit 1) as person_id
           from classes_trainingclass t where t.number = %s""",
        place - 1,
        course.number,
    )
    told = {"name": "新", "category": "农村转移就业劳动者", "gender": "", "birth_year": 1990}
    return row | told | {"shown_identity": "9701****0010", "row": 99}


def as_owner(bare: Raw, table: str = "", trigger: str = "") -> None:
    """Go on as the owner, whom nobody logs in as; one trigger of a table fires again."""
    if table:
        rearm(bare, table, trigger)
    bare.execute("set local role jineng_owner")


def a_reopening(raw: Raw, decision: int, wanted: str = "revoked") -> dict[str, Any]:
    """One officer asks that a decision that was paid be made again."""
    return row_of(
        raw, "select id as decision_id, area from claims_decision where id = %s", decision
    ) | {
        "wanted": wanted,
        "reason": "冒名顶替",
        "asked_by_id": officer(raw, "county_reviewer"),
        "at": "2024-10-16 09:00+08",
    }


def revoke_paid(raw: Raw, decision: int) -> int:
    """Take back what was paid: asked for by one, done by another."""
    reopened = insert(raw, "claims_reopening", a_reopening(raw, decision))
    maker = one(raw, "select asked_by_id from claims_reopening where id = %s", reopened)
    row = a_revocation(raw, decision) | {"maker_id": maker}
    revocation = insert(raw, "claims_decision", row)
    change(raw, "claims_line", row["line_id"], state="revoked")
    return revocation


def a_recovery(raw: Raw, line: int, fen: int) -> dict[str, Any]:
    """Money of a claim line came back."""
    return {
        "line_id": line,
        "area": one(raw, "select area from claims_line where id = %s", line),
        "fen": fen,
        "reference": "退 1",
        "made_by_id": officer(raw, "finance_maker"),
        "made_at": "2024-10-20 09:00+08",
    }


def confirm_recovery(raw: Raw, recovery: int, by: int | None = None) -> None:
    """Confirm that money came back, as another officer unless somebody is named."""
    who = by or officer(raw, "finance_checker")
    at = "2024-10-21 09:00+08"
    change(raw, "payments_recovery", recovery, confirmed_by_id=who, confirmed_at=at)


def a_finish(raw: Raw, course: Course) -> dict[str, Any]:
    """Every line of a class is decided."""
    return {
        "training_id": training_of(raw, course),
        "area": course.area,
        "finished_by_id": officer(raw, "county_checker"),
        "at": "2024-10-20 09:00+08",
    }


def a_period(raw: Raw, course: Course, **changes: Any) -> dict[str, Any]:
    """The month in which a class was decided, closed by one officer."""
    return {
        "fund_id": fund_of(raw, course),
        "area": course.area,
        "first_day": "2024-10-01",
        "last_day": "2024-10-31",
        "closed_by_id": officer(raw, "finance_maker"),
        "closed_at": "2024-11-02 09:00+08",
    } | changes


def check(raw: Raw, period: int, by: int | None = None) -> None:
    """Check a month that was closed, as another officer unless somebody is named."""
    who = by or officer(raw, "finance_checker")
    at = "2024-11-03 09:00+08"
    change(raw, "funds_period", period, checked_by_id=who, checked_at=at)


def a_signature(raw: Raw, course: Course, **changes: Any) -> dict[str, Any]:
    """One more officer signs a confirmed batch."""
    batch = batch_of(raw, course)
    return {
        "batch_id": batch,
        "area": course.area,
        "number": one(
            raw, "select count(*) + 1 from payments_signature where batch_id = %s", batch
        ),
        "fen": one(raw, "select fen from payments_batch where id = %s", batch),
        "signed_by_id": officer(raw, "county_leader"),
        "at": "2024-10-14 10:30+08",
    } | changes


def change_of(raw: Raw, number: str) -> int:
    """Return the key of the last change of account of a body."""
    return int(
        one(
            raw,
            "select max(c.id) from institutions_accountchange c"
            " join institutions_body b on b.id = c.body_id where b.number = %s",
            number,
        )
    )


def a_change(raw: Raw, number: str, account: str = "新账户") -> dict[str, Any]:
    """A body asks to be paid to another account."""
    return {
        "body_id": one(raw, "select id from institutions_body where number = %s", number),
        "account_cipher": b"sealed",
        "account_digest": account.encode(),
        "account_last4": "9999",
        "old_last4": "",
        "reason": "开户行撤并",
        "state": "asked",
        "asked_by_id": officer(raw, f"institution-{number}"),
        "asked_at": "2024-10-14 09:00+08",
        "channel": "",
        "channel_said": "",
    }


def confirmation(raw: Raw, by: str = "finance_maker") -> dict[str, Any]:
    """What a first officer writes who asked over the old channel."""
    return {
        "state": "confirmed",
        "channel": "原预留电话",
        "channel_said": "确认",
        "confirmed_by_id": officer(raw, by),
        "confirmed_at": "2024-10-14 10:00+08",
    }


def checking(raw: Raw, by: str = "finance_checker") -> dict[str, Any]:
    """What a second officer writes who checks a change of account."""
    who = officer(raw, by)
    return {"state": "checked", "checked_by_id": who, "checked_at": "2024-10-14 11:00+08"}


def put_in_force(raw: Raw, number: str, account: str = "新账户") -> int:
    """Take a change of account to its end, past its days, as only somebody above guards can."""
    change_id = insert(raw, "institutions_accountchange", a_change(raw, number, account))
    change(raw, "institutions_accountchange", change_id, **confirmation(raw))
    change(raw, "institutions_accountchange", change_id, **checking(raw))
    raw.execute("set constraints all immediate")
    raw.execute("alter table institutions_accountchange disable trigger waits")
    change(raw, "institutions_accountchange", change_id, in_force_on="2024-10-14")
    raw.execute("alter table institutions_accountchange enable trigger waits")
    raw.execute("set constraints all deferred")
    change(raw, "institutions_accountchange", change_id, state="in_force")
    return change_id


def a_redirection(raw: Raw, change_id: int, area: str = AREA) -> dict[str, Any]:
    """One officer proposes that what an area decided goes to a body's new account."""
    return {
        "change_id": change_id,
        "area": area,
        "made_by_id": officer(raw, "finance_maker"),
        "made_at": "2024-10-14 11:00+08",
    }


def redirect(raw: Raw, change_id: int, by: str = "finance_checker") -> int:
    """Two send what was decided before to the new account."""
    made = insert(raw, "payments_redirection", a_redirection(raw, change_id))
    agreed = {"confirmed_by_id": officer(raw, by), "confirmed_at": "2024-10-14 12:00+08"}
    change(raw, "payments_redirection", made, **agreed)
    return made


def a_statement(raw: Raw, course: Course) -> dict[str, Any]:
    """What an institution was paid in October."""
    return {
        "payee_id": one(raw, "select id from institutions_body where number = %s", course.body),
        "area": course.area,
        "first_day": "2024-10-01",
        "last_day": "2024-10-31",
        "content": "",
        "count": 0,
        "fen": 0,
        "digest": "",
        "made_by_id": officer(raw, "finance_maker"),
        "at": "2024-11-20 09:00+08",
    }


def found_out(raw: Raw, course: Course, place: int, fen: int) -> None:
    """The statement says that the unknown line was paid, with this sum; two people take it."""
    batch = batch_of(raw, course)
    reference = one(
        raw,
        "select k.reference from payments_bankline k join payments_answer w on w.id = k.answer_id"
        " where w.batch_id = %s and k.position = %s",
        batch,
        place,
    )
    evidence = bank_says(raw, batch, place, fen, statement=True, reference=reference)
    change(
        raw,
        "payments_attempt",
        of(raw, course, "a.id", place),
        state="paid",
        evidence_id=evidence,
        resolved_by_id=officer(raw, "finance_maker"),
        confirmed_by_id=officer(raw, "finance_checker"),
    )


def close_october(raw: Raw, course: Course) -> None:
    """Close October of the fund of a class, by two."""
    check(raw, insert(raw, "funds_period", a_period(raw, course)))
