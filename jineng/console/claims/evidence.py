"""Where does each fact of a line come from, and when did it arrive?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jineng.console.ladder import Ladder, Rung
from jineng.foundation.documents.models import Intake
from jineng.policy.one.receipt import PackChanged, case_of
from jineng.policy.packs.shelf import Shelf
from jineng.stages.attendance.models import HalfDay
from jineng.stages.certificates.models import Certificate
from jineng.stages.claims.models import Claim, Line
from jineng.stages.classes.models import Opening
from jineng.values.refusal import Refusal

# Which register a fact of packs/facts.yaml is read from.
REGISTERS = {
    "learner_category": "roster",
    "lessons_attended": "attendance",
    "course_lessons": "class",
    "training_started_on": "class",
    "training_ended_on": "class",
    "occupation": "class",
    "level": "class",
    "certificate_kind": "certificate",
    "certificate_issued_on": "certificate",
    "first_sitting": "certificate",
    "agreement_signed": "certificate",
    "pension_from": "pensions",
    "insured_from_days": "insured",
    "training_standard_fen": "catalogue",
    "assessment_standard_fen": "catalogue",
    "new_occupation": "catalogue",
}
NAMES = {
    "roster": _("花名册"),
    "attendance": _("考勤打卡"),
    "class": _("开班批复"),
    "certificate": _("证书与评价回传"),
    "pensions": _("养老待遇比对"),
    "insured": _("社保参保比对"),
    "catalogue": _("补贴标准目录"),
    "ledger": _("补贴台账"),
}


@dataclass(frozen=True)
class Source:
    """A register and when its paper arrived; `at` None: it is asked at the moment of deciding."""

    name: str
    at: datetime | None


@dataclass(frozen=True)
class Step:
    """One clause on one case, with where its facts come from."""

    rung: Rung
    sources: tuple[Source, ...]

    @property
    def of_history(self) -> bool:
        """Whether the clause is about what was granted before."""
        return any(source.name == str(NAMES["ledger"]) for source in self.sources)


def steps_with_sources(
    claim: Claim, line: Line, kept: Mapping[str, Any], told: Ladder, shelf: Shelf
) -> list[Step]:
    """Return the rungs of a ladder in its order, each with its sources."""
    asked = _registers_of_rules(kept, shelf)
    arrived = _arrived(claim, line)
    return [
        Step(
            rung,
            tuple(
                Source(str(NAMES[each]), arrived.get(each))
                for each in (*asked.get(rung.rule, ()), *_ledger(rung))
            ),
        )
        for rung in told.rungs
    ]


def _registers_of_rules(kept: Mapping[str, Any], shelf: Shelf) -> dict[str, tuple[str, ...]]:
    try:
        plan, _facts, _history = case_of(kept, shelf)
    except (PackChanged, Refusal):
        return {}
    return {
        each.rule.id: tuple(dict.fromkeys(_registers(fact.id for fact in each.facts)))
        for each in plan.prepared
    }


def _registers(facts: Iterable[str]) -> list[str]:
    return [REGISTERS[fact] for fact in facts if fact in REGISTERS]


def _ledger(rung: Rung) -> tuple[str, ...]:
    """What was granted before is read from the ledger when the rules are asked."""
    return ("ledger",) if any("享受" in name for name, _value in rung.facts) else ()


def _arrived(claim: Claim, line: Line) -> dict[str, datetime | None]:
    """Return when the paper of each register arrived for this line."""
    training, enrolment = claim.training, line.enrolment
    punches = HalfDay.objects.filter(enrolment=enrolment).aggregate(at=Max("file__received_at"))
    certificate = (
        Certificate.objects.filter(enrolment=enrolment).select_related("sitting__file").last()
    )
    opening = Opening.objects.filter(training=training).first()
    taken = Intake.objects.filter(purpose__in=("insured", "pensions")).order_by("at")
    standard = training.standard
    return {
        "roster": enrolment.file.received_at,
        "attendance": punches["at"],
        "class": opening.at if opening else None,
        "certificate": certificate.sitting.file.received_at if certificate else None,
        "catalogue": standard.edition.file.received_at if standard else None,
        **dict(taken.values_list("purpose", "at")),
    }
