"""Every verb of the money, on any record, by anybody: how is it called and who may do it?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from harness.stateful.county import County
from harness.stateful.desk import seen
from jineng.foundation.holds import actions as holds
from jineng.foundation.notices.actions import lodge
from jineng.foundation.notices.calendar import change_calendar, confirm_calendar
from jineng.foundation.notices.models import Line as NoticeLine
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.claims import actions as claims
from jineng.stages.claims import reopening
from jineng.stages.claims.models import Line
from jineng.stages.funds import actions as funds
from jineng.stages.payments import actions as payments
from jineng.stages.payments import ending, recovering, signing
from jineng.stages.payments.ordering import follow_up
from tests.builders import AS_OF, TRAINING, shelf

Keys = Sequence[Any]


@dataclass(frozen=True)
class Verb:
    """One verb: which records it may be tried on, the post that has it, and how it is done."""

    name: str
    post: str
    of: str
    act: Callable[..., object]


def _line(key: int, by: Officer) -> Line:
    with speaking_as(by):
        return Line.objects.get(pk=key)


def _read(county: County, number: str, by: Officer, more: int) -> object:
    ((area,),) = seen("select area from payments_batch where number = %s", [number])
    content = county.bank.file(number, statement=more % 2 == 1)
    return payments.read_answer(
        content=content, name=f"{number}.csv", area=area, by=by, at=county.now()
    )


def _confirm(county: County, number: str, by: Officer, more: int) -> object:
    ((fen,),) = seen("select fen from payments_batch where number = %s", [number])
    return payments.confirm(number=number, fen=fen + more % 3 // 2, by=by, at=county.now())


def _order(county: County, key: str, by: Officer, more: int) -> object:
    area, fund, payee = key.split("/")
    day = county.now()
    return payments.order(area=area, fund_id=int(fund), payee_id=int(payee), by=by, at=day)


def _recover(county: County, key: int, by: Officer, more: int) -> object:
    ((over,),) = seen("select greatest(0, -due_of(%s))", [key])
    fen = (over, over // 2, over + 1, 1)[more % 4]
    told = seen(SENT_BACK, [key]) if more % 4 == 0 else []
    reference = told[0][0] if told else f"退 {more}"
    return recovering.recover(line_id=key, fen=fen, reference=reference, by=by, at=county.now())


# The bank's own number of what it sent back of a line, where that was not taken back.
SENT_BACK = """
select k.reference from payments_attempt a join payments_line p on p.id = a.line_id
join claims_decision d on d.id = p.decision_id
join payments_answer w on w.batch_id = a.batch_id and w.is_statement
join payments_bankline k on k.answer_id = w.id and k.position = a.position
where d.line_id = %s and a.state = 'paid' and k.came_back order by k.id desc
"""


def _sign(county: County, number: str, by: Officer, more: int) -> object:
    ((fen,),) = seen("select fen from payments_batch where number = %s", [number])
    return signing.sign(number=number, fen=fen + more % 3 // 2, by=by, at=county.now())


def _calendar(county: County, day: date, by: Officer, more: int) -> object:
    told = {"day": day, "works": more % 3 == 0, "source": f"通知 {more}"}
    return change_calendar(**told, by=by, at=county.now())


def _object(county: County, key: int, by: Officer, more: int) -> object:
    line = NoticeLine.objects.select_related("notice").get(pk=key)
    return lodge(line=line, said="此人没有参加培训", said_by="", at=county.now())


def _fund(county: County, key: int, more: int) -> dict[str, Any]:
    ((area, name, year),) = seen("select area, name, year from funds_fund where id = %s", [key])
    fen = (100_000, 1_280_00, 1, 0)[more % 4]
    return {"area": area, "name": name, "year": year, "fen": fen, "document": f"文件 {more}"}


def _move(county: County, key: int, by: Officer, more: int) -> object:
    ((source,),) = seen("select id from funds_fund order by id offset %s limit 1", [more % 5])
    return funds.move(from_id=source, **_fund(county, key, more), by=by, at=county.now())


def _hold(county: County, key: int, by: Officer, more: int) -> object:
    line = _line(key, by)
    if more % 3:
        return holds.place(subject=line, area=line.area, reason="核查", by=by, at=county.now())
    return holds.lift(subject=line, area=line.area, because="查清", by=by, at=county.now())


LINES = "select id from claims_line order by id"
CLAIMS = "select id from claims_claim order by id"
BATCHES = "select number from payments_batch order by id"
FUNDS = "select id from funds_fund order by id"
CLASSES = "select number from classes_trainingclass order by id"
VERBS: tuple[Verb, ...] = (
    Verb(
        "claims.submit",
        "",
        CLASSES,
        lambda c, key, by, more: claims.submit(
            number=key, question=TRAINING, as_of=AS_OF, shelf=shelf(), by=by, at=c.now()
        ),
    ),
    Verb(
        "claims.review",
        "county_reviewer",
        CLAIMS,
        lambda c, key, by, more: claims.review(claim_id=key, by=by, at=c.now()),
    ),
    Verb(
        "claims.decide",
        "county_checker",
        CLAIMS,
        lambda c, key, by, more: claims.decide(claim_id=key, shelf=shelf(), by=by, at=c.now()),
    ),
    Verb(
        "claims.finish_class",
        "county_checker",
        CLASSES,
        lambda c, key, by, more: claims.finish_class(number=key, by=by, at=c.now()),
    ),
    Verb(
        "claims.put_on_notice",
        "county_reviewer",
        "select unnest(array['970124', '970125'])",
        lambda c, key, by, more: claims.put_on_notice(area=key, shelf=shelf(), by=by, at=c.now()),
    ),
    Verb("notices.lodge", "county_reviewer", "select id from notices_line order by id", _object),
    Verb(
        "claims.answer_objection",
        "county_leader",
        "select id from notices_objection order by id",
        lambda c, key, by, more: claims.answer_objection(
            objection_id=key, upheld=more % 2 == 0, words="经查", by=by, at=c.now()
        ),
    ),
    Verb(
        "claims.reopen",
        "county_reviewer",
        LINES,
        lambda c, key, by, more: reopening.reopen(
            line_id=key,
            wanted=("revoked", "reconsidered")[more % 2],
            reason="核查",
            by=by,
            at=c.now(),
        ),
    ),
    Verb(
        "claims.reconsider",
        "county_checker",
        "select distinct d.line_id from claims_reopening r"
        " join claims_decision d on d.id = r.decision_id order by 1",
        lambda c, key, by, more: reopening.reconsider(
            line_id=key, shelf=shelf(), by=by, at=c.now()
        ),
    ),
    Verb(
        "claims.revoke",
        "county_leader",
        "select distinct d.line_id from claims_reopening r"
        " join claims_decision d on d.id = r.decision_id order by 1",
        lambda c, key, by, more: reopening.revoke(line_id=key, by=by, at=c.now()),
    ),
    Verb("holds", "county_leader", LINES, _hold),
    Verb(
        "funds.appropriate",
        "finance_maker",
        FUNDS,
        lambda c, key, by, more: funds.appropriate(**_fund(c, key, more), by=by, at=c.now()),
    ),
    Verb("funds.move", "finance_maker", FUNDS, _move),
    Verb(
        "funds.confirm_appropriation",
        "finance_checker",
        "select id from funds_appropriation order by confirmed_by_id is not null, id desc",
        lambda c, key, by, more: funds.confirm_appropriation(
            appropriation_id=key, by=by, at=c.now()
        ),
    ),
    Verb(
        "funds.close_period",
        "finance_maker",
        FUNDS,
        lambda c, key, by, more: funds.close_period(
            fund_id=key, year=2024, month=9 + more % 3, by=by, at=c.now()
        ),
    ),
    Verb(
        "funds.check_period",
        "finance_checker",
        "select id from funds_period order by id desc",
        lambda c, key, by, more: funds.check_period(period_id=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.order",
        "finance_maker",
        "select distinct concat_ws('/', area, fund_id, payee_id) from claims_decision"
        " where fund_id is not null order by 1",
        _order,
    ),
    Verb("payments.confirm", "finance_checker", BATCHES, _confirm),
    Verb(
        "payments.send",
        "finance_maker",
        BATCHES,
        lambda c, key, by, more: payments.send(number=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.void",
        "finance_maker",
        BATCHES,
        lambda c, key, by, more: ending.void(number=key, by=by, at=c.now()),
    ),
    Verb("payments.read_answer", "finance_checker", BATCHES, _read),
    Verb(
        "payments.own_unknown",
        "finance_maker",
        BATCHES,
        lambda c, key, by, more: payments.own_unknown(number=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.resolve_unknown",
        "finance_checker",
        BATCHES,
        lambda c, key, by, more: payments.resolve_unknown(number=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.bounce",
        "finance_maker",
        BATCHES,
        lambda c, key, by, more: recovering.bounce(number=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.follow_up",
        "finance_maker",
        BATCHES,
        lambda c, key, by, more: follow_up(number=key, by=by, at=c.now()),
    ),
    Verb("payments.sign", "county_leader", BATCHES, _sign),
    Verb(
        "notices.change_calendar",
        "policy_drafter",
        "select day from notices_calendarday where day between '2024-11-04' and '2024-11-20'"
        " order by 1",
        _calendar,
    ),
    Verb(
        "notices.confirm_calendar",
        "policy_activator",
        "select id from notices_calendarchange order by confirmed_by_id is not null, id desc",
        lambda c, key, by, more: confirm_calendar(change_id=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.settle",
        "finance_checker",
        BATCHES,
        lambda c, key, by, more: payments.settle(number=key, by=by, at=c.now()),
    ),
    Verb(
        "payments.keep",
        "finance_maker",
        LINES,
        lambda c, key, by, more: ending.keep(line_id=key, by=by, at=c.now()),
    ),
    Verb("payments.recover", "finance_maker", LINES, _recover),
    Verb(
        "payments.confirm_recovery",
        "finance_checker",
        "select id from payments_recovery order by confirmed_by_id is not null, id desc",
        lambda c, key, by, more: recovering.confirm_recovery(recovery_id=key, by=by, at=c.now()),
    ),
)
NAMED = {verb.name: verb for verb in VERBS}


def keys_of(verb: Verb) -> Keys:
    """The records a verb may be tried on."""
    return [key for (key,) in seen(verb.of)]


def poster(verb: Verb, key: Any) -> str:
    """Who rightly does a verb to a record."""
    if verb.post:
        return verb.post
    ((body,),) = seen(
        "select institution_number from classes_trainingclass where number = %s", [key]
    )
    return f"institution-{body}"
