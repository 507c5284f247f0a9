"""Announce a draw by the digest of its seed; later tell the seed and draw."""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.sampling.drawing import digest_of, drawn
from jineng.stages.sampling.models import Announcement, Draw
from jineng.values.refusal import Refusal


class NotSoMany(Refusal):
    """A draw takes at least one line and at most those there are."""


class OtherSeed(Refusal):
    """The seed is not the one whose digest was announced."""


class AlreadyDrawn(Refusal):
    """A seed draws once."""


@act("sampling.announce")
def announce(*, number: str, size: int, seed: str, by: Officer, at: datetime) -> Announcement:
    """Announce a draw from a batch by the digest of a seed, which is not kept."""
    batch = Batch.objects.get(number=number)
    require(by, "sampling.announce", batch.area)
    if not 0 < size <= batch.count:
        raise NotSoMany(f"这个批次共 {batch.count} 笔，抽取笔数请填 1 到 {batch.count}")
    made = Announcement.objects.create(
        batch=batch, number=number, size=size, digest=digest_of(seed), announced_by=by, at=at
    )
    audit.record(verb="sampling.announce", subject=made, officer=by, at=at)
    return made


@act("sampling.draw")
def draw(*, announcement_id: int, seed: str, by: Officer, at: datetime) -> Draw:
    """Tell the seed of an announced draw, and draw."""
    announced = Announcement.objects.select_related("batch").get(pk=announcement_id)
    wait_turn(f"CY-{announced.pk}")
    require(by, "sampling.draw", announced.batch.area)
    if Draw.objects.filter(announcement=announced).exists():
        raise AlreadyDrawn("这一次已经抽过，不能再抽")
    if digest_of(seed) != announced.digest:
        raise OtherSeed("这个种子和公布的摘要对不上，请核对当时记下的种子")
    there = Attempt.objects.filter(batch=announced.batch).values_list("position", flat=True)
    made = Draw.objects.create(
        announcement=announced,
        seed=seed,
        positions=drawn(seed, there, announced.size),
        drawn_by=by,
        at=at,
    )
    audit.record(verb="sampling.draw", subject=made, officer=by, at=at)
    return made
