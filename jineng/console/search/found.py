"""What does a word find, of what its officer may see? People are shown by masked names only."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy

from jineng.console.people.opaque import opaque
from jineng.console.shelf import shelf
from jineng.console.tables.columns import Words
from jineng.console.tables.table import starts
from jineng.foundation.notices.models import Notice
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.registry import known
from jineng.stages.claims.models import Claim
from jineng.stages.classes.models import TrainingClass
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.institutions.models import Body
from jineng.stages.payments.models import Batch
from jineng.values.names import masked_name

MOST, SHORTEST = 20, 2
NUMBERED = re.compile(r"[A-Z]{2}-?\d*", re.ASCII)


@dataclass(frozen=True)
class Found:
    """One thing: its title, what is said beside it, and the page that shows it."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` where it was cut off."""

    name: Words
    rows: list[Found]
    more: bool


def found(text: str, officer: Officer) -> list[Group]:
    """Return what a word finds, kind by kind; nothing for fewer than two signs."""
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return []
    groups = []
    for name, verb, look in KINDS:
        if officer.may(verb):
            rows = list(look(wanted))
            if rows:
                groups.append(Group(name, rows[:MOST], len(rows) > MOST))
    return groups


def people_numbered(number: str) -> list[Found]:
    """Return the learners with an identity number, as far as the officer may see them."""
    people = list(known([number]).values())
    return list(_learners(Q(person__in=people))) if people else []


def _people(wanted: str) -> Iterable[Found]:
    if NUMBERED.match(wanted.upper()):
        return ()
    return _learners(Q(name__gte=wanted, name__lt=wanted + "\uffff"))


def _learners(which: Q) -> Iterable[Found]:
    rows = Enrolment.objects.filter(which).select_related("training").order_by("name", "pk")
    for each in rows[: MOST + 1]:
        training = each.training
        yield Found(
            f"{masked_name(each.name)}　{each.shown_identity}",
            f"{training.occupation}{training.level} · {training.number}",
            f"/people/{opaque(each.person_id)}/",
        )


def _classes(wanted: str) -> Iterable[Found]:
    if NUMBERED.match(wanted.upper()):
        rows = starts(TrainingClass.objects.all(), "number", wanted)
    else:
        rows = TrainingClass.objects.filter(
            Q(occupation__startswith=wanted) | Q(institution_name__startswith=wanted)
        )
    for each in rows.order_by("-starts_on", "number")[: MOST + 1]:
        detail = f"{each.occupation}{each.level} · {each.institution_name} · {each.starts_on}"
        yield Found(each.number, detail, f"/classes/{each.number}/")


def _claims(wanted: str) -> Iterable[Found]:
    rows = Claim.objects.select_related("training", "payee")
    upper = wanted.upper()
    which = "training__number" if upper.startswith("KB") else "number"
    if not NUMBERED.match(upper):
        return
    for each in starts(rows, which, wanted).order_by("-pk")[: MOST + 1]:
        detail = f"{each.kind} · {each.payee.name} · {each.get_state_display()}"
        yield Found(each.number, detail, f"/claims/{each.number}/")


def _bodies(wanted: str) -> Iterable[Found]:
    rows = Body.objects.filter(Q(name__icontains=wanted) | Q(number=wanted.upper()))
    for each in rows.order_by("name", "pk")[: MOST + 1]:
        detail = f"{each.number} · {each.get_kind_display()}"
        yield Found(each.name, detail, f"/institutions/{each.number}/")


def _notices(wanted: str) -> Iterable[Found]:
    rows = Notice.objects.filter(number__startswith=wanted.upper()).order_by("-pk")
    for each in rows[: MOST + 1]:
        yield Found(each.number, each.title, f"/notices/{each.number}/")


def _batches(wanted: str) -> Iterable[Found]:
    rows = starts(Batch.objects.select_related("payee"), "number", wanted).order_by("-pk")
    for each in rows[: MOST + 1]:
        yield Found(each.number, each.payee.name, f"/payments/batches/{each.number}/")


def _documents(wanted: str) -> Iterable[Found]:
    plain = wanted.replace("[", "〔").replace("]", "〕")
    for pack in shelf().packs:
        if plain in pack.about.number or plain in pack.about.name:
            yield Found(pack.about.number, pack.about.name, f"/policy/{pack.id}/")


# The name of a kind, the verb that may see it, and where to look.
KINDS: tuple[tuple[Words, str, Callable[[str], Iterable[Found]]], ...] = (
    (gettext_lazy("人员"), "people.read", _people),
    (gettext_lazy("班期"), "classes.read", _classes),
    (gettext_lazy("申领"), "claims.read", _claims),
    (gettext_lazy("机构"), "institutions.read", _bodies),
    (gettext_lazy("公示"), "notices.read", _notices),
    (gettext_lazy("拨付批次"), "payments.read", _batches),
    (gettext_lazy("文件"), "policy.read", _documents),
)
