"""Is each small promise of a table kept by itself, without any trigger?

What other tests try where its subject is, is not tried again here.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.guards.attack import Raw, copied, insert, refused
from tests.guards.chain import DUE, MADE, OPEN, TAUGHT
from tests.guards.rows import a_claim, a_payment_line, an_attempt, batch_of, of, training_of


def a_sitting(raw: Raw) -> int:
    """Sit the first sitting once more; return its key."""
    return insert(raw, "assessment_sitting", copied(raw, "assessment_sitting") | {"row": 999})


def owed(raw: Raw) -> int:
    """Owe the money of a grant; return the key of the payment line."""
    return insert(raw, "payments_line", a_payment_line(raw, of(raw, DUE, "d.id")))


def a_half_day(raw: Raw, during: str) -> dict[str, Any]:
    """Some time on a day when nobody was anywhere."""
    return copied(raw, "attendance_halfday") | {"day": "2024-06-30", "during": during, "row": 999}


# The constraint, its table, and a row in which it alone is broken.
CONSTRAINTS: tuple[tuple[str, str, Callable[[Raw], dict[str, Any]]], ...] = (
    (
        "person_is_enrolled_once_in_a_class",
        "enrolment_enrolment",
        lambda raw: copied(raw, "enrolment_enrolment"),
    ),
    (
        "enrolment_shows_a_masked_number_only",
        "enrolment_enrolment",
        lambda raw: (
            copied(raw, "enrolment_enrolment")
            | {"training_id": training_of(raw, OPEN), "shown_identity": "970124197103150018"}
        ),
    ),
    (
        "half_day_counts_once_for_a_learner",
        "attendance_halfday",
        lambda raw: (
            copied(raw, "attendance_halfday")
            | {"during": "[2024-05-07 13:00+08,2024-05-07 14:00+08]"}
        ),
    ),
    (
        "half_day_has_a_beginning_and_an_end",
        "attendance_halfday",
        lambda raw: a_half_day(raw, "empty"),
    ),
    (
        "half_day_has_a_beginning_and_an_end",
        "attendance_halfday",
        lambda raw: a_half_day(raw, "[2024-06-30 09:00+08,)"),
    ),
    (
        "half_day_lies_on_its_day",
        "attendance_halfday",
        lambda raw: a_half_day(raw, "[2024-06-29 23:00+08,2024-06-30 01:00+08]"),
    ),
    (
        "half_day_lies_on_its_day",
        "attendance_halfday",
        lambda raw: a_half_day(raw, "[2024-06-30 23:00+08,2024-07-01 01:00+08]"),
    ),
    (
        "nobody_sits_in_two_classes_at_once",
        "attendance_halfday",
        lambda raw: copied(raw, "attendance_halfday") | {"half": "下午"},
    ),
    (
        "result_row_is_taken_once_from_a_file",
        "assessment_sitting",
        lambda raw: copied(raw, "assessment_sitting"),
    ),
    (
        "certificate_number_is_given_out_once",
        "certificates_certificate",
        lambda raw: copied(raw, "certificates_certificate") | {"sitting_id": a_sitting(raw)},
    ),
    (
        "certificates_certificate_sitting_id_key",
        "certificates_certificate",
        lambda raw: copied(raw, "certificates_certificate") | {"number": ""},
    ),
    (
        "one_standard_for_an_occupation_and_level_on_a_day",
        "catalogue_standard",
        lambda raw: (
            copied(raw, "catalogue_standard") | {"in_force": "[2024-12-31,2025-12-31)", "row": 99}
        ),
    ),
    (
        "a_file_is_one_edition_of_an_area",
        "catalogue_edition",
        lambda raw: copied(raw, "catalogue_edition"),
    ),
    (
        "standard_is_a_positive_number_of_fen",
        "catalogue_standard",
        lambda raw: copied(raw, "catalogue_standard") | {"level": "一级", "training_fen": 0},
    ),
    (
        "standard_is_a_positive_number_of_fen",
        "catalogue_standard",
        lambda raw: copied(raw, "catalogue_standard") | {"level": "一级", "assessment_fen": 0},
    ),
    (
        "a_list_says_one_thing_of_a_body",
        "institutions_listing",
        lambda raw: copied(raw, "institutions_listing"),
    ),
    (
        "institutions_body_number_key",
        "institutions_body",
        lambda raw: copied(raw, "institutions_body"),
    ),
    (
        "a_position_stands_once_in_a_bank_file",
        "payments_bankline",
        lambda raw: copied(raw, "payments_bankline"),
    ),
    (
        "paid_bank_line_has_a_reference",
        "payments_bankline",
        lambda raw: copied(raw, "payments_bankline") | {"position": 99, "reference": ""},
    ),
    (
        "payments_answer_file_id_key",
        "payments_answer",
        lambda raw: copied(raw, "payments_answer"),
    ),
    (
        "a_position_stands_once_in_a_batch",
        "payments_attempt",
        lambda raw: an_attempt(raw, owed(raw), batch_of(raw, MADE)),
    ),
    (
        "attempts_of_a_line_are_numbered",
        "payments_attempt",
        lambda raw: copied(raw, "payments_attempt") | {"position": 99, "state": "voided"},
    ),
    (
        "pack_ends_on_or_after_its_first_day",
        "documents_pack",
        lambda raw: (
            copied(raw, "documents_pack") | {"fingerprint": "another", "last_day": "2023-12-31"}
        ),
    ),
    (
        "documents_pack_fingerprint_key",
        "documents_pack",
        lambda raw: copied(raw, "documents_pack"),
    ),
    (
        "one_plan_answers_a_question_for_an_area_on_a_day",
        "documents_plan",
        lambda raw: copied(raw, "documents_plan") | {"in_force": "[2024-12-31,2025-12-31)"},
    ),
    ("cap_stands_once_in_a_plan", "documents_cap", lambda raw: copied(raw, "documents_cap")),
    ("documents_file_digest_key", "documents_file", lambda raw: copied(raw, "documents_file")),
    (
        "a_file_is_taken_in_once_for_a_purpose",
        "documents_intake",
        lambda raw: copied(raw, "documents_intake"),
    ),
    (
        "spell_row_is_taken_once_from_a_file",
        "employment_spell",
        lambda raw: copied(raw, "employment_spell"),
    ),
    (
        "spell_ends_on_or_after_it_starts",
        "employment_spell",
        lambda raw: copied(raw, "employment_spell") | {"row": 99, "to_on": "2024-06-19"},
    ),
    (
        "pension_row_is_taken_once_from_a_file",
        "employment_pension",
        lambda raw: copied(raw, "employment_pension"),
    ),
    (
        "earlier_row_is_taken_once_from_a_file",
        "claims_earlier",
        lambda raw: copied(raw, "claims_earlier"),
    ),
    (
        "claims_claim_number_key",
        "claims_claim",
        lambda raw: a_claim(raw, TAUGHT) | {"number": of(raw, DUE, "c.number")},
    ),
    (
        "notices_notice_number_key",
        "notices_notice",
        lambda raw: copied(raw, "notices_notice"),
    ),
)


@pytest.mark.parametrize(("constraint", "table", "row"), CONSTRAINTS, ids=lambda each: each)
def test_the_constraint_refuses_alone(
    bare: Raw, constraint: str, table: str, row: Callable[[Raw], dict[str, Any]]
) -> None:
    wrong = row(bare)

    with refused(bare, constraint):
        insert(bare, table, wrong)
