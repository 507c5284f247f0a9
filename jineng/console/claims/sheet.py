"""What stands on the printed review form of a claim, and does a paper still match the record?"""

from dataclasses import dataclass
from hashlib import sha256

from jineng.console.claims.desk import Desk, Seat
from jineng.foundation.notices.actions import Shown
from jineng.stages.claims.models import Claim, Decision, Outcome
from jineng.stages.claims.queries import shown
from jineng.values.money import capital_yuan


@dataclass(frozen=True)
class Hand:
    """Who took a step and when, for the signatures."""

    step: str
    name: str
    at: object


@dataclass(frozen=True)
class Sheet:
    """The sums of a form in figures and in words, its signatures, and a digest of all of it."""

    fen: int
    capital: str
    digest: str
    hands: tuple[Hand, ...]

    @property
    def short(self) -> str:
        """The first part of the digest, as it can be read over the telephone."""
        return " ".join(self.digest[n : n + 4] for n in range(0, 16, 4))


def sheet_of(desk: Desk) -> Sheet:
    """Return the form of a claim as it stands now."""
    fen = sum(seat.verdict.fen for seat in desk.seats if seat.verdict.outcome == Outcome.GRANTED)
    return Sheet(fen, capital_yuan(fen), digest_of(desk), tuple(_hands(desk.claim)))


def digest_of(desk: Desk) -> str:
    """Return SHA-256 over the claim and each person's number, outcome, fen, rule and decision."""
    rows = [desk.claim.number, desk.claim.state, str(desk.claim.reviewed_by_id or "")]
    for seat in desk.seats:
        one = seat.verdict
        made = str(one.decision.pk) if one.decision else ""
        told = (str(one.number), one.outcome, str(one.fen), one.rule, made)
        rows.append("|".join(told))
    return sha256("\n".join(rows).encode()).hexdigest()


def preview_of(seats: list[Seat]) -> list[Shown]:
    """Return what the public will see of these people: masked, and nothing else."""
    return [
        shown(
            seat.verdict.decision
            or Decision(line=seat.verdict.line, fen=seat.verdict.fen, receipt=seat.verdict.kept)
        )
        for seat in seats
        if seat.verdict.outcome == Outcome.GRANTED
    ]


def _hands(claim: Claim) -> list[Hand]:
    hands = []
    if claim.reviewed_by:
        hands.append(Hand("初审", claim.reviewed_by.name, claim.reviewed_at))
    last = (
        Decision.objects.filter(line__claim=claim, superseded_by=None)
        .exclude(outcome=Outcome.REVOKED)
        .select_related("checker")
        .order_by("-pk")
        .first()
    )
    if last:
        hands.append(Hand("复核", last.checker.name, last.at))
    return hands
