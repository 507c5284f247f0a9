"""What happens when two records prove to be one person? One officer says so, another confirms.

The database then counts their past as one; nothing that was used is free again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.foundation.people.models import Merge, Same
from jineng.foundation.people.registry import known
from jineng.values.identity import normalise
from jineng.values.refusal import Refusal


class NobodyThere(Refusal):
    """A number has no record, so there is nothing to merge."""


class NothingToMerge(Refusal):
    """Two records of two numbers are merged, on a document."""


class MergedAlready(Refusal):
    """What two people merged stands, and two records are merged once."""


@act("people.merge")
def merge(*, gone: str, kept: str, document: str, area: str, by: Officer, at: datetime) -> Merge:
    """First of two: say that two numbers are one person's, on a document. Again changes nothing."""
    require(by, "people.merge", area)
    numbers = [normalise(gone), normalise(kept)]
    found = known(numbers)
    if missing := [place for place, each in zip("一二", numbers, strict=True) if each not in found]:
        raise NobodyThere(f"第{missing[0]}个身份证号没有登记过，请核对号码")
    ids = [found[each] for each in numbers]
    if ids[0] == ids[1] or not document.strip():
        raise NothingToMerge("请填写两个不同的身份证号，并写明证明是同一人的材料")
    told = {"gone_id": ids[0], "kept_id": ids[1]}
    if proposed := Merge.objects.filter(**told).first():
        return proposed
    one = one_of(ids)
    if one[ids[0]] == one[ids[1]]:
        raise MergedAlready("这两个身份证号已经合并为同一人，不用再办")
    proposed = Merge.objects.create(
        **told, area=area, document=document.strip(), proposed_by=by, proposed_at=at
    )
    audit.record(verb="people.merge", subject=proposed, officer=by, at=at, because=[document])
    return proposed


@act("people.confirm_merge")
def confirm_merge(*, merge_id: int, by: Officer, at: datetime) -> Merge:
    """Second of two: confirm that two records are one person; their past is one from now on."""
    proposed = Merge.objects.select_for_update(of=("self",), no_key=True).get(pk=merge_id)
    require(by, "people.confirm_merge", proposed.area)
    require_other_person(by, proposed.proposed_by, "合并人员的提出与复核")
    one = one_of([proposed.gone_id, proposed.kept_id])
    if proposed.confirmed_at or one[proposed.gone_id] == one[proposed.kept_id]:
        raise MergedAlready("这两个身份证号已经合并为同一人，不用再办")
    proposed.confirmed_by, proposed.confirmed_at = by, at
    proposed.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(
        verb="people.confirm_merge",
        subject=proposed,
        officer=by,
        at=at,
        because=[proposed.document],
    )
    return proposed


def one_of(people: Collection[int]) -> Mapping[int, int]:
    """Return for each record the one that speaks for the person; itself, if it was never merged."""
    said = dict(Same.objects.filter(person_id__in=people).values_list("person_id", "one_id"))
    return {each: said.get(each, each) for each in people}


def records_of(people: Collection[int]) -> Mapping[int, tuple[int, ...]]:
    """Return for each record every record of the same person, itself among them."""
    one = one_of(people)
    members: dict[int, list[int]] = {}
    rows = Same.objects.filter(one_id__in=set(one.values())).order_by("person_id")
    for person, speaks in rows.values_list("person_id", "one_id"):
        members.setdefault(speaks, []).append(person)
    return {each: tuple(members.get(speaks, [each])) for each, speaks in one.items()}
