"""What does somebody try who has the application's password and writes plain SQL?

Each try is spoilt in a way that chance chooses; some spoil nothing. Whatever the database takes
must still leave every law true. No try says what the bank did: that is the bank's to say.
"""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from harness.stateful.county import LIVES, County
from harness.stateful.desk import Broken, raw, run, seen
from jineng.values.refusal import Refusal
from tests.builders import AREAS
from tests.guards import rows
from tests.guards.attack import change, insert, row_of, speak


class NothingToTry(Refusal):
    """There is no record on which this could be tried."""


Try = Callable[[County, random.Random], None]


def pick(chance: random.Random, query: str, arguments: Sequence[Any] = ()) -> Any:
    """One of the values a query finds."""
    found = [value for (value,) in seen(query, arguments)]
    return chance.choice(found) if found else 0


def somebody(chance: random.Random) -> int:
    """Any officer."""
    return int(pick(chance, "select id from offices_officer order by id"))


def a_line(chance: random.Random, *states: str) -> int:
    """A claim line in one of these states, or in any."""
    where = "where state = any (%s)" if states else ""
    query = f"select id from claims_line {where} order by id"
    return int(pick(chance, query, [list(states)] if states else []))


def standing(line: int) -> int:
    """The decision of a line that stands."""
    found = seen("select max(id) from claims_decision where line_id = %s", [line])
    return int(found[0][0] or 0)


def moves_any_state(county: County, chance: random.Random) -> None:
    """A state is written as one likes."""
    table = chance.choice(sorted(LIVES))
    key = pick(chance, f"select id from {table} order by id")
    states = sorted({state for move in LIVES[table] for state in move})
    told: dict[str, Any] = {"state": chance.choice(states)}
    if table == "payments_attempt" and chance.random() < 0.5:
        told["evidence_id"] = pick(chance, "select id from payments_bankline order by id")
        told |= {"resolved_by_id": somebody(chance), "confirmed_by_id": somebody(chance)}
    change(raw(), table, key, **told)


def decides(county: County, chance: random.Random) -> None:
    """A line is decided, first or again, with something spoilt."""
    line = a_line(chance, *(["submitted"] if chance.random() < 0.6 else []))
    before = standing(line)
    row = rows.a_revocation(raw(), before) if before else rows.a_decision(raw(), line)
    fen = chance.choice([1_280_00, 1_600_00, 640_00, 99_000_00])
    granted = {"outcome": "granted", "fen": fen, "receipt": rows.a_receipt(fen)}
    row |= granted if chance.random() < 0.8 else {}
    row["fund_id"] = row["fund_id"] or pick(chance, _FUND_OF, [line]) if row["fen"] else None
    row |= chance.choice(
        (
            {},
            {},
            {"checker_id": somebody(chance)},
            {"checker_id": _second_account(chance, row["maker_id"])},
            {"maker_id": somebody(chance), "checker_id": somebody(chance)},
            {"receipt": rows.a_receipt(fen - 1)},
            {"fund_id": pick(chance, "select id from funds_fund order by id")},
            {"plan_id": pick(chance, "select id from documents_plan order by id")},
            {"seq": 1, "supersedes_id": None},
            {"payee_id": pick(chance, "select id from institutions_body order by id")},
        )
    )
    insert(raw(), "claims_decision", row)
    state = "submitted" if row["outcome"] == "revoked" else "granted"
    if chance.random() < 0.85:
        change(raw(), "claims_line", line, state=state)


def claims_twice(county: County, chance: random.Random) -> None:
    """A learner who was granted is claimed for once more, and granted again."""
    claim, line = chance.choice(
        seen(
            """select c.id, l.id from claims_line l join claims_claim c on c.id = l.claim_id
               join claims_decision d on d.line_id = l.id and d.outcome = 'granted'
               where not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
               order by l.id"""
        )
    )
    again = row_of(raw(), "select * from claims_claim where id = %s", claim)
    told = {"number": f"BT-2024-970124-8{claim:03d}", "state": "submitted"}
    told |= {"reviewed_by_id": None, "reviewed_at": None}
    told["payee_id"] = pick(chance, "select id from institutions_body order by id")
    copy = {key: value for key, value in (again | told).items() if key != "id"}
    made = insert(raw(), "claims_claim", copy)
    other = row_of(raw(), "select * from claims_line where id = %s", line)
    copy = {key: value for key, value in other.items() if key != "id"}
    second = insert(raw(), "claims_line", copy | {"claim_id": made, "state": "submitted"})
    rows.review(raw(), made)
    rows.decide(raw(), second)


_FUND_OF = """
select f.id from claims_line l join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id
join funds_fund f on f.name = t.fund_name and f.area = t.area where l.id = %s order by f.id
"""


def _second_account(chance: random.Random, person: int | None) -> int:
    return int(
        pick(
            chance,
            """select o.id from offices_officer o join offices_officer p
               on p.natural_person = o.natural_person where p.id = %s order by o.id""",
            [person],
        )
        or somebody(chance)
    )


def orders(county: County, chance: random.Random) -> None:
    """A line is ordered, tried and sent on its way before its time, or for more than is due."""
    line = a_line(chance, *(["on_notice"] if chance.random() < 0.7 else []))
    row = rows.a_payment_line(raw(), standing(line))
    closes = seen(_CLOSES, [row["decision_id"]])
    last = closes[0][0] if closes else county.day
    row["ordered_on"] = chance.choice([county.day, last, last + timedelta(days=1)])
    row |= chance.choice(
        (
            {},
            {},
            {"fen": (row["fen"] or 0) + 1},
            {"payee_id": pick(chance, "select id from institutions_body order by id")},
            {"fund_id": pick(chance, "select id from funds_fund order by id")},
        )
    )
    owed = insert(raw(), "payments_line", row)
    if chance.random() < 0.7:
        _try(chance, owed, line)


_CLOSES = """
select w.closes_on from claims_posting g join notices_line n on n.id = g.notice_line_id
join notices_notice w on w.id = n.notice_id where g.decision_id = %s
"""


def tries_again(county: County, chance: random.Random) -> None:
    """A line that was tried is tried again."""
    owed, line = chance.choice(
        seen(
            """select p.id, d.line_id from payments_line p
               join claims_decision d on d.id = p.decision_id order by 1"""
        )
    )
    _try(chance, owed, line)


def _try(chance: random.Random, owed: int, line: int) -> None:
    serial = len(seen("select 1 from payments_batch"))
    number = {"number": f"ZF-2024-970124-8{serial:03d}", "key": f"K{serial}"}
    spoilt = chance.choice(({}, {}, {"count": 2}, {"fen": 1}))
    batch = rows.batch_for(raw(), owed, **number, **spoilt)
    insert(raw(), "payments_attempt", rows.an_attempt(raw(), owed, batch))
    change(raw(), "claims_line", line, state="ordered")


def confirms_or_sends(county: County, chance: random.Random) -> None:
    """A batch is confirmed by anybody, sent without its file, in part, or past a stop."""
    batch = pick(chance, "select id from payments_batch where state in ('made', 'confirmed')")
    made = seen("select state, made_by_id from payments_batch where id = %s", [batch])
    if made and made[0][0] == "made":
        by = chance.choice([somebody(chance), made[0][1], _second_account(chance, made[0][1])])
        told = {"confirmed_by_id": by, "confirmed_at": county.now()}
        change(raw(), "payments_batch", batch, state="confirmed", **told)
    if chance.random() < 0.7:
        _sends(county, chance, batch)


def _sends(county: County, chance: random.Random, batch: int) -> None:
    if chance.random() < 0.8:
        insert(raw(), "payments_paymentfile", rows.a_payment_file(raw(), batch))
    change(raw(), "payments_batch", batch, state="sent")
    attempts = [
        pk
        for (pk,) in seen(
            "select id from payments_attempt where batch_id = %s order by id", [batch]
        )
    ]
    for pk in attempts[chance.randrange(2) :]:
        change(raw(), "payments_attempt", pk, state="sent")


def settles_what_is_unknown(county: County, chance: random.Random) -> None:
    """An unknown outcome is settled without a statement, by one person, or sent again."""
    key = pick(chance, "select id from payments_attempt where state in ('unknown', 'sent')")
    lines = """select k.id from payments_bankline k join payments_answer w on w.id = k.answer_id
               join payments_attempt a on a.id = %s
               order by w.batch_id <> a.batch_id, k.position <> a.position, k.id limit 4"""
    one = somebody(chance)
    two = chance.choice([somebody(chance), one, _second_account(chance, one)])
    told: dict[str, Any] = {"evidence_id": pick(chance, lines, [key])}
    told |= chance.choice(
        ({"resolved_by_id": one, "confirmed_by_id": two}, {"resolved_by_id": one}, {})
    )
    state = chance.choice(["paid", "rejected", "rejected", "sent", "prepared"])
    ((line,),) = seen(
        """select d.line_id from payments_attempt a join payments_line p on p.id = a.line_id
           join claims_decision d on d.id = p.decision_id where a.id = %s""",
        [key],
    )
    change(raw(), "payments_attempt", key, state=state, **told)
    if state in ("paid", "rejected"):
        state = "paid" if state == "paid" else "returned"
        change(raw(), "claims_line", line, state=state)


def takes_back(county: County, chance: random.Random) -> None:
    """What was paid is taken back without the word of the bank, or by who read it."""
    rows_ = seen(
        """select a.id, k.id, w.read_by_id, d.line_id, k.came_back from payments_attempt a
           join payments_answer w on w.batch_id = a.batch_id
           join payments_bankline k on k.answer_id = w.id
           join payments_line p on p.id = a.line_id join claims_decision d on d.id = p.decision_id
           where a.state = 'paid' and (k.position = a.position or not k.came_back)
           order by not k.came_back, k.position <> a.position, a.id limit 6"""
    )
    back = [row for row in rows_ if row[4]]
    attempt, word, reader, line, _ = chance.choice(
        back if back and chance.random() < 0.7 else rows_
    )
    by = chance.choice([reader, _second_account(chance, reader), somebody(chance)])
    told = {"state": "bounced", "bounce_id": word, "bounced_by_id": by}
    change(raw(), "payments_attempt", attempt, **told)
    change(raw(), "claims_line", line, state="returned")


def signs(county: County, chance: random.Random) -> None:
    """A batch is signed by who made it, who confirmed it, or somebody else, for any sum."""
    found = seen(
        """select id, area, fen, made_by_id, confirmed_by_id from payments_batch
           where state in ('confirmed', 'sent') order by state, id limit 3"""
    )
    batch, area, fen, made, confirmed = chance.choice(found)
    people = [made, confirmed, _second_account(chance, made), somebody(chance)]
    number = len(seen("select 1 from payments_signature where batch_id = %s", [batch])) + 1
    row = {"batch_id": batch, "area": area, "number": number, "fen": fen - chance.randrange(2)}
    row |= {"signed_by_id": chance.choice(people), "at": county.now()}
    insert(raw(), "payments_signature", row)


def takes_charge(county: County, chance: random.Random) -> None:
    """Somebody takes charge of what is unknown and another's already, or of what is not unknown."""
    key = pick(
        chance,
        """select id from payments_attempt where state in ('unknown', 'sent')
           order by state = 'sent', resolved_by_id is null, id limit 2""",
    )
    change(raw(), "payments_attempt", key, resolved_by_id=somebody(chance))


def opens_again(county: County, chance: random.Random) -> None:
    """What was paid is opened again and taken back by one person, or without being asked."""
    line = a_line(chance, *(["paid"] if chance.random() < 0.8 else []))
    before = standing(line)
    wanted = chance.choice(["revoked", "revoked", "reconsidered"])
    asked = rows.a_reopening(raw(), before, wanted) | {"asked_by_id": somebody(chance)}
    if chance.random() < 0.85:
        insert(raw(), "claims_reopening", asked)
    maker = chance.choice([asked["asked_by_id"], somebody(chance)])
    checker = chance.choice([somebody(chance), _second_account(chance, maker), maker])
    row = rows.a_revocation(raw(), before) | {"maker_id": maker, "checker_id": checker}
    insert(raw(), "claims_decision", row)
    change(raw(), "claims_line", line, state=chance.choice(["revoked", "submitted", "paid"]))


def recovers(county: County, chance: random.Random) -> None:
    """More comes back than was overpaid, or one confirms what they wrote."""
    pending = seen("select id, made_by_id from payments_recovery where confirmed_by_id is null")
    if not pending or chance.random() < 0.4:
        line = a_line(chance, "paid", "revoked")
        over = seen("select greatest(-due_of(%s), 0)", [line])[0][0]
        row = rows.a_recovery(raw(), line, int(over) + chance.choice([0, 1, 5_000]))
        row["reference"] = f"入 {chance.randrange(10**6)}"
        pending = [(insert(raw(), "payments_recovery", row), row["made_by_id"])]
    key, maker = chance.choice(pending)
    by = chance.choice([maker, _second_account(chance, maker), somebody(chance)])
    rows.confirm_recovery(raw(), key, by)


def gives_money(county: County, chance: random.Random) -> None:
    """A fund is filled by one, at once, from another that has less, or by hand."""
    fund = pick(chance, "select id from funds_fund where area = '970124' order by id")
    source = pick(chance, "select id from funds_fund order by id")
    row = rows.an_appropriation(raw(), fund, document=f"伪 {chance.randrange(10**6)}")
    row["fen"] = chance.choice([100, 9_000_000_00])
    row |= chance.choice(({}, {"source_id": source}, {"source_id": fund}, {"fen": -5}))
    if chance.random() < 0.2:
        by = somebody(chance)
        row |= {"confirmed_by_id": by, "confirmed_at": county.now()}
        insert(raw(), "funds_appropriation", row)
        return
    made = insert(raw(), "funds_appropriation", row)
    maker = row["proposed_by_id"]
    by = chance.choice([maker, _second_account(chance, maker), somebody(chance)])
    rows.confirm(raw(), made, by)


def writes_the_books(county: County, chance: random.Random) -> None:
    """Books, caps, notices and what is official are written over, or away."""
    fund = pick(chance, "select id from funds_fund order by id")
    statement = chance.choice(
        (
            f"update funds_fund set paid_fen = paid_fen + 1 where id = {fund}",
            f"update funds_fund set appropriated_fen = appropriated_fen + 1 where id = {fund}",
            "insert into funds_entry (fund_id, area, movement, source, target, fen, subject,"
            f" entered_by_id, at) select {fund}, area, 'recover', 'paid', 'free', 1, 'x',"
            f" {somebody(chance)}, now() from funds_fund where id = {fund}",
            "update claims_slot set live = false",
            "update funds_hold set used_fen = fen",
            "delete from funds_entry",
            "delete from notices_objection",
            "delete from claims_line",
            "delete from holds_hold",
            "update claims_decision set fen = fen + 1",
            "update payments_line set fen = fen + 1",
            "update notices_notice set closes_on = closes_on - 3",
            "update notices_line set fen = fen + 1",
            "update payments_bankline set paid = not paid",
            "update notices_calendarday set works = true",
            "update payments_batch set fen = fen + 1",
            "update payments_attempt set line_id = (select min(id) from payments_line)",
            "truncate claims_reopening",
            "delete from audit_change",
            "update audit_change set officer = 1",
            "alter table claims_decision disable trigger user",
            "set local session_replication_role = replica",
            "update payments_recovery set fen = 1",
            "update claims_claim set reviewed_by_id = submitted_by_id",
            "update funds_period set last_day = first_day",
        )
    )
    raw().execute(statement)


def posts(county: County, chance: random.Random) -> None:
    """A notice is shorter than it says, grows after it was posted, or shows another amount."""
    notice = pick(chance, "select id from notices_notice order by id")
    if chance.random() < 0.4:
        row = {"notice_id": notice, "number": 99, "shown_name": "某", "shown_identity": "9*1"}
        row |= {"shown_text": "补", "standard": "1", "fen": 1}
        insert(raw(), "notices_line", row)
        return
    line = a_line(chance, "granted", "on_notice")
    granted = standing(line)
    shown = pick(chance, "select id from notices_line order by id")
    insert(
        raw(),
        "claims_posting",
        {"decision_id": granted, "notice_line_id": shown, "area": "970124"},
    )
    change(raw(), "claims_line", line, state="on_notice")


def answers_an_objection(county: County, chance: random.Random) -> None:
    """An objection is answered by who decided, or again."""
    key = pick(chance, "select id from notices_objection order by id")
    by = chance.choice(["county_reviewer", "county_checker", "county_leader"])
    if chance.random() < 0.3:
        by = chance.choice(["county_leader-as-county_checker", "county_leader-as-county_reviewer"])
    rows.answer_objection(raw(), key, upheld=chance.random() < 0.5, by=by)


def objects_and_goes_on(county: County, chance: random.Random) -> None:
    """Somebody objects to a line, or stops it, and it is ordered or sent in the same breath."""
    line = a_line(chance, "on_notice", "ordered", "returned")
    if chance.random() < 0.5:
        rows.object_to(
            raw(),
            pick(
                chance,
                "select notice_line_id from claims_posting where decision_id = %s",
                [standing(line)],
            ),
        )
    else:
        insert(raw(), "holds_hold", rows.a_hold(raw(), line))
    for (batch,) in seen(
        """select distinct b.id from payments_batch b join payments_attempt a on a.batch_id = b.id
           join payments_line p on p.id = a.line_id where p.decision_id = %s
           and b.state = 'confirmed'""",
        [standing(line)],
    ):
        insert(raw(), "payments_paymentfile", rows.a_payment_file(raw(), batch))
        change(raw(), "payments_batch", batch, state="sent")
        for (pk,) in seen("select id from payments_attempt where batch_id = %s", [batch]):
            change(raw(), "payments_attempt", pk, state="sent")
        return
    owed = seen("select id from payments_line where decision_id = %s", [standing(line)])
    if owed:
        _try(chance, owed[0][0], line)
        return
    row = rows.a_payment_line(raw(), standing(line)) | {"ordered_on": county.day}
    _try(chance, insert(raw(), "payments_line", row), line)


def closes_a_month(county: County, chance: random.Random) -> None:
    """A month is closed by one, or with something unexplained."""
    fund = pick(
        chance,
        """select f.id from funds_fund f where exists (select 1 from unexplained(f.id, date
           '2024-10-31')) or f.area = '970124' order by 1""",
    )
    maker = somebody(chance)
    row = {"fund_id": fund, "area": "970124", "first_day": "2024-10-01", "last_day": "2024-10-31"}
    made = insert(raw(), "funds_period", row | {"closed_by_id": maker, "closed_at": county.now()})
    by = chance.choice([maker, _second_account(chance, maker), somebody(chance)])
    rows.check(raw(), made, by)


def writes_to_the_bank(county: County, chance: random.Random) -> None:
    """A message goes to the bank that is no file of a batch that was sent."""
    batch = pick(chance, "select id from payments_batch order by id")
    ((number,),) = seen("select number from payments_batch where id = %s", [batch])
    if chance.random() < 0.5:
        insert(raw(), "payments_paymentfile", rows.a_payment_file(raw(), batch))
    key = chance.choice([number, f"{number}-2"])
    insert(
        raw(),
        "outbox_message",
        {
            "key": key,
            "channel": "bank",
            "name": f"{number}.csv",
            "content_cipher": b"sealed",
            "written_at": county.now(),
        },
    )


def looks_elsewhere(county: County, chance: random.Random) -> None:
    """Who speaks for one county reads the other's rows."""
    raw().execute("select set_config('app.areas', '{970125}', true)")
    for table in (
        "claims_line",
        "claims_decision",
        "payments_attempt",
        "funds_fund",
        "payments_line",
    ):
        found = raw().execute(f"select count(*) from {table} where area <> '970125'").fetchone()
        assert found is not None
        if found[0]:
            raise Broken(f"{found[0]} rows of {table} of another county were seen")
    raw().execute(
        "update claims_line set state = 'submitted' where area = '970124' and state = 'on_notice'"
    )


def with_every_trigger_off(county: County, chance: random.Random) -> None:
    """What constraints alone refuse: somebody got round the triggers."""
    run("set local role postgres")
    run("set local session_replication_role = replica")
    run(chance.choice(_BARE))
    run("set local session_replication_role = origin")
    run("set local role jineng_app")


_LIVE = "'prepared', 'sent', 'unknown', 'paid'"
_BARE = (
    f"""insert into payments_attempt (line_id, number, batch_id, position, area, state, evidence_id)
        select line_id, number + 1, batch_id, position + 50, area, 'prepared', null
        from payments_attempt where state in ({_LIVE}) order by id limit 1""",
    "update funds_fund set paid_fen = appropriated_fen + 1 where area = '970124'",
    "update funds_fund set owed_fen = -1, held_fen = held_fen + 1 where area = '970124'",
    """insert into claims_slot (decision_id, cap_id, person_id, name, key, number, live)
       select d.id, s.cap_id, s.person_id, s.name, s.key, s.number, true from claims_slot s
       cross join lateral (select max(id) as id from claims_decision) d where s.live limit 1""",
    "update claims_decision set checker_id = maker_id where seq = 1",
    "update claims_decision set fen = fen + 1 where outcome = 'granted'",
    """insert into claims_decision (line_id, seq, supersedes_id, area, outcome, fen, rule, clause,
         message, plan_id, fund_id, payee_id, account_digest, receipt, maker_id, checker_id, at)
       select line_id, 3, supersedes_id, area, outcome, fen, rule, clause, message, plan_id,
         fund_id, payee_id, account_digest, receipt, maker_id, checker_id, at
       from claims_decision where supersedes_id is not null order by id limit 1""",
    "update payments_attempt set evidence_id = null where state = 'paid'",
    "update payments_batch set confirmed_by_id = null where state = 'sent'",
    "update payments_recovery set confirmed_by_id = made_by_id, confirmed_at = made_at",
    "update funds_entry set source = 'free', target = 'paid' where movement = 'reserve'",
    "update funds_hold set used_fen = fen + 1",
)


TRIES: tuple[Try, ...] = (
    moves_any_state,
    decides,
    decides,
    claims_twice,
    orders,
    tries_again,
    confirms_or_sends,
    settles_what_is_unknown,
    opens_again,
    takes_back,
    signs,
    takes_charge,
    recovers,
    gives_money,
    writes_the_books,
    posts,
    answers_an_objection,
    objects_and_goes_on,
    closes_a_month,
    writes_to_the_bank,
    looks_elsewhere,
    with_every_trigger_off,
)


def intrude(county: County, kind: int, seed: int) -> str:
    """Try something of this kind; return the database's no."""
    attack, chance = TRIES[kind % len(TRIES)], random.Random(seed)

    def act() -> None:
        speak(raw(), "finance_maker", AREAS, "intruder")
        try:
            attack(county, chance)
        except Broken:
            raise
        except (AssertionError, IndexError, TypeError, ValueError) as nothing:
            raise NothingToTry("这里没有可试的记录") from nothing

    return county.do(f"an intruder {attack.__name__} (seed {seed})", act)
