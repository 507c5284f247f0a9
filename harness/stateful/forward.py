"""What is the next right step of everything that is not at its end, and does it always work?

Where a record stands is read in plain SQL, not asked of the code that is tested.
"""

from collections import Counter
from collections.abc import Iterator

from harness.stateful.county import County
from harness.stateful.desk import COLLEAGUE, Broken, seen
from harness.stateful.verbs import NAMED, poster

# The verb, the record and a number that chooses among the ways of the verb: see verbs.py.
Push = tuple[str, object, int]
# What a right step may still be refused for: the fund has too little, or nothing came to light.
MAY_BE_REFUSED = {
    "claims.decide": {"FundTooSmall"},
    "claims.reconsider": {"NoDifference", "FundTooSmall"},
    "funds.confirm_appropriation": {"NothingToMove"},
}
# How often the same step may be taken again: the bank may return a line several times.
TIMES = 9
_READY = """
select {what} from claims_line l join claims_decision d on d.line_id = l.id
  and d.outcome = 'granted'
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
join claims_posting g on g.decision_id = d.id join notices_line n on n.id = g.notice_line_id
join notices_notice w on w.id = n.notice_id
where l.state in ('on_notice', 'returned') and w.closes_on < %s
  and due_of(l.id) {due} 0
  and not exists (select 1 from notices_objection o where o.line_id = n.id
                  and o.upheld is distinct from false)
  and not exists (select 1 from holds_hold h where h.lifted_at is null
                  and h.subject = 'claims.Line:' || l.id)
order by 1
"""


def pushes(county: County) -> Iterator[Push]:
    """Every next right step, in a fixed order."""
    yield from _of_claims()
    yield from _of_orders(county)
    yield from _of_batches(county)
    yield from _of_what_was_paid()


def push(county: County, chosen: Push) -> None:
    """Take one step by the officer whose it is; it must be taken."""
    name, key, more = chosen
    verb = NAMED[name]
    by = county.who(poster(verb, key))
    no = county.do(f"{name} {key} by {by.username}", lambda: verb.act(county, key, by, more))
    if no == "SamePersonTwice" and by.username + COLLEAGUE in county.officers:
        by = county.who(by.username + COLLEAGUE)
        no = county.do(f"{name} {key} by {by.username}", lambda: verb.act(county, key, by, more))
    if no and no not in MAY_BE_REFUSED.get(name, set()):
        raise Broken(f"the right step {name} of {key} was refused: {no}")


def to_the_end(county: County) -> None:
    """Bring everything to its end: that is always possible, and then nothing is on its way."""
    taken: Counter[Push] = Counter()
    for _ in range(400):
        following = next((each for each in pushes(county) if taken[each] < TIMES), None)
        if following is None:
            break
        done = len(county.story)
        push(county, following)
        taken[following] += 1 if county.story[done].endswith(": done") else TIMES
    waits = seen("select min(closes_on) from notices_notice where closes_on >= %s", [county.day])
    if waits and waits[0][0] and (waits[0][0] - county.day).days < 40:
        county.pass_days((waits[0][0] - county.day).days + 1)
        to_the_end(county)
        return
    for pk, state in seen(
        """select id, state from claims_line l where state in ('granted', 'ordered', 'returned')
           or state = 'on_notice' and not exists (
             select 1 from claims_posting g join claims_decision d on d.id = g.decision_id
             join notices_line n on n.id = g.notice_line_id join notices_notice w
             on w.id = n.notice_id where d.line_id = l.id and w.closes_on > date '2026-01-01')"""
    ):
        raise Broken(f"claim line {pk} stays {state}, and nobody can bring it to an end")
    county.trail_is_whole()


def _of_claims() -> Iterator[Push]:
    for pk, state in seen(
        "select id, state from claims_claim where state <> 'decided' order by id"
    ):
        yield ("claims.review" if state == "submitted" else "claims.decide"), pk, 0
    for (pk,) in seen(
        """select distinct claim_id from claims_line l join claims_claim c on c.id = l.claim_id
           where l.state = 'submitted' and c.state = 'decided' order by 1"""
    ):
        yield "claims.decide", pk, 0
    for (area,) in seen("select distinct area from claims_line where state = 'granted' order by 1"):
        yield "claims.put_on_notice", area, 0
    for (pk,) in seen("select id from notices_objection where upheld is null order by id"):
        yield "claims.answer_objection", pk, 1
    for (line,) in seen(
        """select distinct split_part(subject, ':', 2)::bigint from holds_hold
           where lifted_at is null order by 1"""
    ):
        yield "holds", line, 0


def _of_orders(county: County) -> Iterator[Push]:
    what = "concat_ws('/', l.area, d.fund_id, d.payee_id)"
    for (key,) in seen(_READY.format(what=f"distinct {what}", due=">"), [county.day]):
        yield "payments.order", key, 0
    for (pk,) in seen(_READY.format(what="l.id", due="<="), [county.day]):
        yield "payments.keep", pk, 0


def _of_batches(county: County) -> Iterator[Push]:
    for number, state, unanswered, unknown, owned, stated, unsigned in seen(
        """select b.number, b.state,
             count(*) filter (where a.state = 'sent'), count(*) filter (where a.state = 'unknown'),
             count(*) filter (where a.state = 'unknown' and a.resolved_by_id is not null),
             (select count(*) from payments_answer w where w.batch_id = b.id and w.is_statement
              and exists (select 1 from payments_bankline k where k.answer_id = w.id)),
             (select count(*) from payments_signature s where s.batch_id = b.id) + 2
               < limit_of('signatures', b.fen)
           from payments_batch b join payments_attempt a on a.batch_id = b.id
           where b.state not in ('settled', 'voided') group by b.id order by b.id"""
    ):
        if state == "made":
            yield "payments.confirm", number, 0
        elif state == "confirmed":
            stopped = seen(_STOPPED_BATCH, [number, county.day])
            leaves = "payments.sign" if unsigned else "payments.send"
            yield ("payments.void" if stopped else leaves), number, 0
        elif verb := _of_a_batch_that_left(number, unanswered, unknown, owned, stated):
            yield verb
    for (number,) in seen("select number from payments_batch where state = 'settled' order by id"):
        if seen(_CAME_BACK.format(stands=""), [number]):
            yield "payments.bounce", number, 0


def _of_a_batch_that_left(
    number: str, unanswered: int, unknown: int, owned: int, stated: int
) -> Push | None:
    verb, more = "payments.settle", 0
    if unanswered:
        verb = "payments.read_answer"
    elif unknown and not stated:
        verb, more = "payments.read_answer", 1
    elif unknown > owned:
        verb = "payments.own_unknown"
    elif unknown:
        verb = "payments.resolve_unknown"
    elif seen(_CAME_BACK.format(stands=""), [number]):
        verb = "payments.bounce"
    elif seen(_CAME_BACK.format(stands="not"), [number]):
        return None
    return verb, number, more


# What the last statement says came back of a batch and is not taken back yet: of decisions that
# stand, or of others, where it comes back as a recovery.
_CAME_BACK = """
select 1 from payments_attempt a join payments_batch b on b.id = a.batch_id
join payments_line p on p.id = a.line_id
where b.number = %s and a.state = 'paid' and (
    select k.came_back from payments_bankline k join payments_answer w on w.id = k.answer_id
    where w.batch_id = a.batch_id and w.is_statement and k.position = a.position
    order by k.answer_id desc, k.id desc limit 1)
  and {stands} not exists (select 1 from claims_decision y where y.supersedes_id = p.decision_id)
"""
_STOPPED_BATCH = """
select 1 from payments_attempt a join payments_batch b on b.id = a.batch_id
join payments_line p on p.id = a.line_id join claims_decision d on d.id = p.decision_id
where b.number = %s and (
  exists (select 1 from holds_hold h where h.lifted_at is null
          and h.subject = 'claims.Line:' || d.line_id)
  or exists (select 1 from claims_posting g join notices_objection o on o.line_id = g.notice_line_id
             where g.decision_id = d.id and o.upheld is distinct from false)
  or exists (select 1 from claims_posting g join notices_line s on s.id = g.notice_line_id
             where g.decision_id = d.id and stands_until(s.notice_id) >= %s))
"""


def _of_what_was_paid() -> Iterator[Push]:
    for line, wanted in seen(
        """select d.line_id, r.wanted from claims_reopening r
           join claims_decision d on d.id = r.decision_id
           join claims_line l on l.id = d.line_id and l.state in ('paid', 'revoked')
           where not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
           order by r.id"""
    ):
        yield ("claims.revoke" if wanted == "revoked" else "claims.reconsider"), line, 0
    for (line,) in seen(
        """select id from claims_line l where due_of(id) < 0 and not exists (
             select 1 from payments_recovery r where r.line_id = l.id
             and r.confirmed_by_id is null) order by 1"""
    ):
        ((count,),) = seen("select count(*) from payments_recovery where line_id = %s", [line])
        yield "payments.recover", line, 400 + 4 * count
    for (pk,) in seen(
        """select r.id from payments_recovery r where r.confirmed_by_id is null
           and r.fen <= -due_of(r.line_id) order by r.id"""
    ):
        yield "payments.confirm_recovery", pk, 0
    for (pk,) in seen(
        """select id from funds_appropriation where confirmed_by_id is null order by id"""
    ):
        yield "funds.confirm_appropriation", pk, 0
