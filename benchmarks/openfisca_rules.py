"""How do the rules of the training subsidy read as OpenFisca variables?"""

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.decisions import OUTCOMES, PREMISES, ROWS, RULES
from benchmarks.facts import CATEGORIES, CERTIFICATES
from benchmarks.given_facts import NONE
from benchmarks.per_claim_loop import FOUR, PERCENT, SIX

MEMBER = [{"key": "member", "label": "a claim"}]
CLAIM = build_entity("claim", "claims", "a claim", is_person=True)
WORKER = build_entity("worker", "workers", "whose claims they are", roles=MEMBER)
LEARNED = build_entity("learned", "all_learned", "an occupation at a level", roles=MEMBER)
FLAGS = ("employed_on?", "pension_from?", "new_occupation", "same_before")
NUMBERS = (
    *("learner_category", "certificate_kind", "certificate_issued_on", "training_started_on"),
    *("employed_on", "employed_by", "pension_from", "lessons_attended", "course_lessons"),
    *("training_standard_fen", "times_before"),
)
# What another claim may change; every other rule is a matter of one claim alone.
HISTORY_RULES = ("three_times_used", "same_occupation_and_level")
GRANTED, REFUSED, SILENT, MISSING = range(len(OUTCOMES))

# A formula is given `v`, which returns a column by name, and the claims.
Ask = Callable[[str], Any]
Formula = Callable[[Ask, Any], Any]
FORMULAS: dict[str, tuple[type, Formula]] = {}


def variable(kind: type, name: str = "") -> Callable[[Formula], Formula]:
    """Make a function the formula of a variable."""

    def keep(formula: Formula) -> Formula:
        FORMULAS[name or formula.__name__] = (kind, formula)
        return formula

    return keep


def rule_system() -> TaxBenefitSystem:
    """Return the rules as OpenFisca takes them."""
    system = TaxBenefitSystem([CLAIM, WORKER, LEARNED])
    given = {**dict.fromkeys(FLAGS, bool), **dict.fromkeys(NUMBERS, int), "order": float}
    for name, kind in given.items():
        system.add_variable(_class(name, kind))
    for name, (kind, formula) in FORMULAS.items():
        system.add_variable(_class(name, kind, formula))
    return system


def _class(name: str, kind: type, formula: Formula | None = None) -> type[Variable]:
    about = {"value_type": kind, "entity": CLAIM, "definition_period": DateUnit.YEAR}
    if formula:
        about["formula"] = lambda claim, period, _=None: formula(
            lambda asked: claim(asked, period), claim
        )
    return type(name, (Variable,), {**about, "label": name})


def one_of(column: Any, words: set[str], known: dict[str, float]) -> Any:
    """Say where a column of word numbers has one of the words."""
    return np.isin(column, [place for place, word in enumerate(known) if word in words])


@variable(bool)
def drawing_a_pension(v: Ask, _: Any) -> Any:
    """No pension in the month in which the training began."""
    none = (v("pension_from") == NONE) | (v("pension_from") > v("training_started_on"))
    return none & ~v("pension_from?")


@variable(bool)
def attendance_below_80(v: Ask, _: Any) -> Any:
    """Attended four lessons of five."""
    enough = v("lessons_attended") * 100 >= v("course_lessons") * 80
    return enough & (v("lessons_attended") != NONE)


@variable(bool, "certificate_not_employed")
@variable(bool)
def no_certificate(v: Ask, _: Any) -> Any:
    """Holds one of the four certificates."""
    return one_of(v("certificate_kind"), FOUR, CERTIFICATES)


@variable(bool)
def no_rule_for_category(v: Ask, _: Any) -> Any:
    """Is none of the six categories."""
    other = ~one_of(v("learner_category"), SIX, CATEGORIES)
    return other & (v("learner_category") != NONE)


@variable(bool)
def employed_within_three_months(v: Ask, _: Any) -> Any:
    """Began to work in time."""
    return v("employed") & (v("employed_on") <= v("employed_by"))


@variable(bool)
def employed_after_three_months(v: Ask, _: Any) -> Any:
    """Began to work later."""
    return v("employed") & (v("employed_on") > v("employed_by"))


@variable(bool)
def employed(v: Ask, _: Any) -> Any:
    """Began to work after the certificate, as far as anybody has told."""
    issued = v("certificate_issued_on") != NONE
    return issued & ~v("employed_on?") & (v("employed_on") != NONE)


@variable(bool)
def completion_certificate(v: Ask, _: Any) -> Any:
    """Holds the certificate of completion, and the occupation is not a new one."""
    completed = one_of(v("certificate_kind"), {"培训合格证书"}, CERTIFICATES)
    return completed & ~v("new_occupation")


@variable(bool, "no_certificate?")
@variable(bool, "certificate_not_employed?")
def certificate_unknown(v: Ask, _: Any) -> Any:
    """Nobody has told which certificate."""
    return v("certificate_kind") == NONE


@variable(bool, "completion_certificate?")
def completion_unknown(v: Ask, _: Any) -> Any:
    """Nobody has told which certificate, and the occupation does not settle it."""
    return v("no_certificate?") & ~v("new_occupation")


@variable(bool, "employed_within_three_months?")
@variable(bool, "employed_after_three_months?")
def days_unknown(v: Ask, _: Any) -> Any:
    """Nobody has told the insured days."""
    return v("employed_on?")


@variable(bool, "drawing_a_pension?")
def pension_unknown(v: Ask, _: Any) -> Any:
    """Nobody has asked for a pension."""
    return v("pension_from?")


@variable(bool, "attendance_below_80?")
def lessons_unknown(v: Ask, _: Any) -> Any:
    """Nobody has told the lessons attended."""
    return v("lessons_attended") == NONE


@variable(bool, "no_rule_for_category?")
def category_unknown(v: Ask, _: Any) -> Any:
    """Nobody has told the category."""
    return v("learner_category") == NONE


@variable(bool)
def fits(v: Ask, _: Any) -> Any:
    """Would be granted if nothing had been granted before."""
    fit = v("training_standard_fen") != NONE
    for rule in PREMISES:
        if rule not in HISTORY_RULES:
            fit = fit & v(rule) & ~v(f"{rule}?")
    stops = [v(rule) | v(f"{rule}?") for rule in ROWS]
    grants = [v(rule) & (rule in PERCENT) for rule in ROWS]
    return fit & np.select(stops, grants, False)


@variable(bool)
def first_of_its_kind(v: Ask, claim: Any) -> Any:
    """Is the first that fits of its worker, occupation and level."""
    fit = v("fits") & ~v("same_before")
    return fit & (claim.get_rank(claim.learned, v("order"), condition=fit) == 0)


@variable(bool)
def granted(v: Ask, claim: Any) -> Any:
    """Is granted: among the first three of its worker, those of earlier years counted in."""
    first = v("first_of_its_kind")
    rank = claim.get_rank(claim.worker, v("order"), condition=first)
    return first & (v("times_before") + rank < 3)


@variable(bool)
def three_times_used(v: Ask, claim: Any) -> Any:
    """Fewer than three times were granted before."""
    return v("times_before") + _granted_before(claim.worker, v) < 3


@variable(bool)
def same_occupation_and_level(v: Ask, claim: Any) -> Any:
    """The same occupation at the same level was not granted before."""
    return ~v("same_before") & (_granted_before(claim.learned, v) == 0)


def _granted_before(group: Any, v: Ask) -> Any:
    """Count, for every claim, the granted ones of its group that come before it."""
    group, order = group.reference_entity, v("order")
    when = np.where(v("granted"), order, np.inf)
    times = np.zeros(len(order), np.int32)
    for place in range(int(group.members_position.max()) + 1):
        nth = group.value_nth_person(place, when, default=np.inf)
        times += nth[group.members_entity_id] < order
    return times


@variable(int)
def deciding(v: Ask, _: Any) -> Any:
    """The place of the rule that decides."""
    stops = [~v(rule) if rule in PREMISES else v(rule) | v(f"{rule}?") for rule in RULES]
    return np.select(stops, range(len(RULES)), len(RULES))


@variable(int)
def outcome(v: Ask, _: Any) -> Any:
    """The place of the outcome."""
    stop, asked = v("deciding"), [rule for rule in RULES if rule not in HISTORY_RULES]
    unknown = np.logical_or.reduce([(stop == RULES.index(each)) & v(f"{each}?") for each in asked])
    answers = [unknown, stop < len(PREMISES), v("granted")]
    return np.select(answers, [MISSING, REFUSED, GRANTED], SILENT)


@variable(int)
def fen(v: Ask, _: Any) -> Any:
    """The amount, rounded half up."""
    chosen = [v("deciding") == RULES.index(rule) for rule in PERCENT]
    percent = np.select(chosen, [*PERCENT.values()], 0)
    return np.where(v("granted"), (v("training_standard_fen") * percent + 50) // 100, 0)
