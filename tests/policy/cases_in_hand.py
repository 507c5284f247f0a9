"""One learner of the demonstration province, whole as it stands; a test changes what matters."""

from datetime import date

from jineng.policy.language.answer import Answer, Grant
from jineng.policy.one.decide import decide
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.shelf import stock
from tests.policy.small_pack import PACKS

SHELF = stock(PACKS)
COUNTY, ON = "970124", date(2024, 6, 11)
TRAINING = SHELF.plan_for("training_subsidy", region=COUNTY, on=ON)
ASSESSMENT = SHELF.plan_for("assessment_subsidy", region=COUNTY, on=ON)

FACTS: dict[str, object] = {
    "learner_category": "就业困难人员",
    "certificate_kind": "职业技能等级证书",
    "certificate_issued_on": date(2024, 6, 20),
    "training_started_on": date(2024, 5, 28),
    "training_ended_on": ON,
    "occupation": "养老护理员",
    "level": "五级",
    "new_occupation": False,
    "training_standard_fen": 160_000,
    "assessment_standard_fen": 26_000,
    "course_lessons": 80,
    "lessons_attended": 80,
    "pension_from": None,
    "insured_from_days": (),
    "first_sitting": True,
    "agreement_signed": True,
    "as_of": date(2025, 2, 28),
}
UNKNOWN = object()


def ask(plan: Plan = TRAINING, history: tuple[Grant, ...] = (), **changed: object) -> Answer:
    """Decide the learner with some facts changed; UNKNOWN leaves a fact out."""
    facts = {k: v for k, v in (FACTS | changed).items() if v is not UNKNOWN}
    return decide(plan, facts, history)


def grant(occupation: str, level: str = "五级", kind: str = "职业培训补贴") -> Grant:
    """Return a grant of the year before."""
    return Grant(kind, occupation, level, date(2023, 6, 1), 80_000)
