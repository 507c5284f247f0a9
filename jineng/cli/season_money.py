"""How does money come into a fund in a season? On a document, by one and then another."""

from datetime import datetime

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.acting import speaking_as
from jineng.policy.language.answer import Outcome
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.facts import ask_rules
from jineng.stages.claims.models import Claim
from jineng.stages.claims.queries import beyond_holds, fund_of
from jineng.stages.classes.models import TrainingClass
from jineng.stages.enrolment.queries import most_for_one
from jineng.stages.funds import actions as funds


def provide(*, area: str, name: str, year: int, fen: int, document: str, at: datetime) -> None:
    """Appropriate a sum (fen) by two people. The same document again changes nothing."""
    proposed = funds.appropriate(
        area=area,
        name=name,
        year=year,
        fen=fen,
        document=document,
        by=officer("finance_maker"),
        at=at,
    )
    if proposed.confirmed_by_id is None:
        funds.confirm_appropriation(
            appropriation_id=proposed.pk, by=officer("finance_checker"), at=at
        )


def provide_for_roster(number: str, learners: int, at: datetime) -> None:
    """Appropriate what a class may cost at most, before its roster sets it aside."""
    with speaking_as(officer("finance_maker")):
        training = TrainingClass.objects.select_related("standard").get(number=number)
    if fen := learners * most_for_one(training):
        provide(
            area=training.area,
            name=training.fund_name,
            year=training.ends_on.year,
            fen=fen,
            document=f"{number} 开班预算",
            at=at,
        )


def provide_for_claim(claim: Claim, shelf: Shelf, at: datetime) -> None:
    """Add what a claim costs beyond what was set aside: a rule may pay more than the standards."""
    with speaking_as(officer("finance_maker")):
        asked = ask_rules(claim, list(claim.lines.select_related("enrolment")), shelf)
        granted = {
            each.line.enrolment_id: each.answer.fen
            for each in asked
            if each.answer.outcome is Outcome.GRANTED
        }
        short = beyond_holds(granted) - fund_of(claim, needs=0).free_fen
    if short > 0:
        provide(
            area=claim.area,
            name=claim.training.fund_name,
            year=claim.training.ends_on.year,
            fen=short,
            document=f"{claim.number} 追加预算",
            at=at,
        )
