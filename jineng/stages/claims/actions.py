"""What institutions and officers do with claims."""

from collections.abc import Sequence
from datetime import date, datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import Intake
from jineng.foundation.notices import actions as notices
from jineng.foundation.notices.models import Notice, Objection
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.foundation.people.merging import one_of
from jineng.foundation.people.registry import meet
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.deciding import decisions_of, revocation
from jineng.stages.claims.facts import ask_rules, insert_earlier
from jineng.stages.claims.judging import not_held_back, refuse_unless_judged
from jineng.stages.claims.models import Claim, Decision, Finish, Line, Posting, keep_states
from jineng.stages.claims.papers import read_earlier_subsidies
from jineng.stages.claims.queries import (
    claimable,
    next_notice_number,
    next_number,
    notice_figure,
    shown,
    standing,
    who_acted_on,
)
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.institutions.models import Body
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

EARLIER = "earlier"


class ClassNotOpen(Refusal):
    """Only a class that was let open can be claimed for."""


class NothingToClaim(Refusal):
    """No learner of the class is this payee's to claim for."""


class NothingToShow(Refusal):
    """There is no granted line to put on notice."""


class NotReviewed(Refusal):
    """A claim is reviewed by one officer before another decides it."""


class StillWaiting(Refusal):
    """A class is finished when it claimed and no line of it waits for a decision."""


@act("claims.submit")
def submit(
    *, number: str, question: str, as_of: date, shelf: Shelf, by: Officer, at: datetime
) -> Claim:
    """Claim one subsidy for one class, in the name of the body the officer stands for.

    Claiming again gives the claim that was made the first time.
    """
    training = TrainingClass.objects.locked(number)
    require(by, "claims.submit", training.area)
    if training.state != State.OPEN:
        raise ClassNotOpen(f"{number} 没有批准开班，不能申领补贴")
    plan = shelf.plan_for(question, region=training.area, on=training.ends_on)
    payee = Body.objects.get(number=by.body_number)
    if known := Claim.objects.filter(training=training, question=question, payee=payee).first():
        return known
    learners = claimable(training, plan.payee, payee)
    if not learners:
        raise NothingToClaim(f"{number} 没有可由{payee.name}申领{plan.kind}的学员")
    claim = Claim.objects.create(
        number=next_number(training.area, training.ends_on.year),
        area=training.area,
        training=training,
        question=question,
        kind=plan.kind,
        payee=payee,
        submitted_by=by,
        submitted_at=at,
        as_of=as_of,
    )
    Line.objects.bulk_create(
        Line(claim=claim, enrolment=each, person_id=each.person_id, area=claim.area)
        for each in learners
    )
    audit.record(verb="claims.submit", subject=claim, officer=by, at=at)
    return claim


@act("claims.review")
def review(*, claim_id: int, by: Officer, at: datetime, shelf: Shelf | None = None) -> Claim:
    """First of two: look at the evidence and pass the claim on to be decided.

    With the rules at hand (`shelf`) only when every line that needs an opinion has one.
    """
    claim = Claim.objects.locked(claim_id)
    require(by, "claims.review", claim.area)
    require_other_person(by, claim.submitted_by, "申领与审核")
    if shelf is not None and claim.state == ClaimState.SUBMITTED:
        refuse_unless_judged(claim, shelf)
    moved = claim.move("review")
    claim.reviewed_by, claim.reviewed_at = by, at
    claim.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    audit.record(verb="claims.review", subject=claim, officer=by, at=at, moved=moved)
    return claim


@act("claims.decide")
def decide(*, claim_id: int, shelf: Shelf, by: Officer, at: datetime) -> list[Decision]:
    """Second of two: decide every waiting line of a claim as the rules answer.

    A line whose facts are incomplete stays waiting, and so does its claim; so does one on which an
    officer's last opinion is another than the rules' answer; of two lines that proved to be one
    person's the second waits until the first is decided.
    """
    claim = Claim.objects.locked(claim_id)
    require(by, "claims.decide", claim.area)
    require_other_person(by, claim.submitted_by, "申领与审核")
    require_other_person(by, claim.reviewed_by, "初审与复核")
    if claim.reviewed_by is None:
        raise NotReviewed(f"{claim.number} 还没有初审，请先由初审岗办理")
    lines = _waiting(claim)
    asked = ask_rules(claim, _one_for_each_person(lines), shelf)
    ready = not_held_back(claim, asked)
    decisions = decisions_of(claim, ready, maker=claim.reviewed_by, by=by, at=at)
    Decision.objects.bulk_create(decisions)
    keep_states([decision.line for decision in decisions])
    moved = ""
    if claim.state == ClaimState.REVIEWED and len(decisions) == len(lines):
        moved = claim.move("decide")
        claim.save(update_fields=["state"])
    audit.record(verb="claims.decide", subject=claim, officer=by, at=at, moved=moved)
    return decisions


@act("claims.finish_class")
def finish_class(*, number: str, by: Officer, at: datetime) -> Finish:
    """Say that every line of a class is decided; what is left of its money set aside is free."""
    training = TrainingClass.objects.locked(number)
    require(by, "claims.finish_class", training.area)
    if known := Finish.objects.filter(training=training).first():
        return known
    lines = Line.objects.filter(claim__training=training)
    if waiting := lines.filter(state=LineState.SUBMITTED).count():
        raise StillWaiting(f"{number} 还有 {waiting} 人待核定，核定完再办结")
    if not lines.exists():
        raise StillWaiting(f"{number} 还没有申领补贴，不能办结")
    finish = Finish.objects.create(training=training, area=training.area, finished_by=by, at=at)
    audit.record(verb="claims.finish_class", subject=training, officer=by, at=at)
    return finish


@act("claims.put_on_notice")
def put_on_notice(*, area: str, shelf: Shelf, by: Officer, at: datetime) -> Notice:
    """Show every granted line of an area to the public, for the working days the rules ask."""
    require(by, "claims.put_on_notice", area)
    granted = Line.objects.filter(area=area, state=LineState.GRANTED).order_by("pk")
    lines = list(granted.select_for_update(of=("self",), no_key=True).select_related("enrolment"))
    decisions = {each.line_id: each for each in standing(lines)}
    if not lines:
        raise NothingToShow("没有待公示的补贴，请先核定")
    figure = notice_figure(area, list(decisions.values()), shelf)
    opened_on = at.astimezone(HERE).date()
    notice = notices.publish(
        posting=notices.Posting(
            number=next_notice_number(area, opened_on.year),
            kind="subsidy",
            area=area,
            title=f"职业技能培训补贴公示（{len(lines)} 笔）",
            opened_on=opened_on,
            work_days=figure.count,
            clause=figure.clause,
        ),
        lines=[shown(decisions[line.pk]) for line in lines],
        by=by,
        at=at,
    )
    posted = list(notice.lines.order_by("number"))
    Posting.objects.bulk_create(
        Posting(decision=decisions[line.pk], notice_line=row, area=area)
        for line, row in zip(lines, posted, strict=True)
    )
    for line in lines:
        line.move("put_on_notice")
    keep_states(lines)
    audit.record(verb="claims.put_on_notice", subject=notice, officer=by, at=at)
    return notice


@act("claims.answer_objection")
def answer_objection(
    *, objection_id: int, upheld: bool, words: str, by: Officer, at: datetime
) -> Objection:
    """Answer an objection. Upheld: the grant is revoked and the line waits to be decided again."""
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    posting = Posting.objects.select_related("decision__line__claim").get(
        notice_line_id=objection.line_id
    )
    line = Line.objects.select_for_update(of=("self",)).get(pk=posting.decision.line_id)
    require(by, "claims.answer_objection", posting.area)
    for concerned in who_acted_on(line):
        require_other_person(by, concerned, "经办这一笔与答复异议")
    notices.answer(objection=objection, upheld=upheld, words=words, by=by, at=at)
    moved = ""
    if upheld:
        revocation(
            posting.decision,
            rule="objection_upheld",
            clause=objection.line.notice.clause,
            message=f"异议成立：{objection.answer}",
            told={"objection": objection.pk, "revokes": posting.decision.pk},
            maker=posting.decision.maker,
            by=by,
            at=at,
        ).save()
        moved = line.move("uphold_objection")
        line.save(update_fields=["state"])
    audit.record(verb="claims.answer_objection", subject=line, officer=by, at=at, moved=moved)
    return objection


@act("claims.import_earlier")
def import_earlier(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Take in what people were granted before this system. The same bytes change nothing."""
    file = receive(name=name, kind=EARLIER, content=content, by=by, at=at)
    require(by, "claims.import_earlier", area)
    if known := taken_in(file, EARLIER, area):
        return known
    paper = read_earlier_subsidies(content, name)
    people = meet([row.identity for row in paper.rows])
    insert_earlier(file, paper.rows, people)
    intake = take_in(
        file=file,
        purpose=EARLIER,
        area=area,
        good=len(paper.rows),
        wrong=paper.errors,
        by=by,
        at=at,
    )
    audit.record(verb="claims.import_earlier", subject=intake, officer=by, at=at)
    return intake


def _one_for_each_person(lines: Sequence[Line]) -> list[Line]:
    """Leave out a line whose person has one before it: the rules must know of that one first."""
    one = one_of({line.person_id for line in lines})
    first = {one[line.person_id]: line for line in reversed(lines)}
    return [line for line in lines if first[one[line.person_id]] is line]


def _waiting(claim: Claim) -> list[Line]:
    """Lock the waiting lines in primary-key order, so that two officers cannot deadlock."""
    lines = claim.lines.filter(state=LineState.SUBMITTED).order_by("pk")
    return list(lines.select_for_update(of=("self",), no_key=True).select_related("enrolment"))
