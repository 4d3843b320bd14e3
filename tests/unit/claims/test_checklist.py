"""The file of a claim, by line and cause."""

from datetime import date
from typing import Any, Literal

import pytest

from services.claims.domain.checklist import (
    Checklist,
    checklist,
    missing_items,
    notification_due,
    require_complete,
    require_own_account,
)
from services.claims.domain.problems import ChecklistIncomplete, PayeeNotOwnAccount, UnknownClaimLine
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
COMMON = ["claim_form", "policy_number", "claimant_identity", "payee_account", "relation_proof"]


def needed(**facts: Any) -> Checklist:
    case: dict[str, Any] = {"line": "critical_illness", "cause": "illness", "incident_on": date(2026, 9, 17)}
    return checklist(CN, **{**case, **facts}).result


def codes(**facts: Any) -> list[str]:
    return [item.code for item in needed(**facts).items]


def test_a_critical_illness_needs_a_specialist_pathology_and_the_first_visit() -> None:
    assert codes() == [
        *COMMON,
        "specialist_diagnosis",
        "pathology_imaging_laboratory",
        "first_visit_record",
    ]


@pytest.mark.parametrize(
    ("facts", "more"),
    [
        (
            {"line": "medical_million"},
            [
                "diagnosis",
                "medical_records",
                "original_invoices",
                "itemised_bill",
                "social_insurance_settlement",
            ],
        ),
        (
            {"line": "term_life"},
            ["death_certificate", "cremation_or_household_cancellation", "beneficiary_proof"],
        ),
        (
            {"line": "term_life", "beneficiary_named": False},
            ["death_certificate", "cremation_or_household_cancellation", "beneficiary_proof", "heirs_proof"],
        ),
        (
            {"line": "accident", "cause": "accident", "loss": "disability"},
            ["disability_assessment", "accident_proof"],
        ),
        (
            {"line": "accident", "cause": "accident", "loss": "death"},
            [
                "death_certificate",
                "cremation_or_household_cancellation",
                "beneficiary_proof",
                "accident_proof",
            ],
        ),
        (
            {"line": "accident", "cause": "accident"},
            [
                "diagnosis",
                "medical_records",
                "original_invoices",
                "itemised_bill",
                "social_insurance_settlement",
                "accident_proof",
            ],
        ),
        (
            {"line": "employer_liability", "cause": "other"},
            ["work_injury_decision", "work_ability_grade", "wage_and_payment_proof"],
        ),
        (
            {"line": "property", "cause": "other"},
            ["loss_list", "fire_or_police_report", "loss_invoices"],
        ),
        ({"beneficiary_named": False}, codes()[5:]),
    ],
)
def test_what_more_is_needed_follows_the_line_and_the_cause(facts: dict[str, Any], more: list[str]) -> None:
    assert codes(**facts) == [*COMMON, *more]


def test_every_document_is_named_in_both_languages_and_says_what_it_is_for() -> None:
    item = needed().items[-1]
    assert item.text == {"zh-CN": "首次就诊记录", "en": "Record of the first visit"}
    assert item.needed_for == "critical_illness"
    values = CN.rule("claim.documents", on=date(2026, 9, 17)).values
    assert all(set(text) == {"zh-CN", "en"} for text in values["items"].values())
    assert {code for group in values["sets"].values() for code in group} == set(values["items"])


def test_every_line_has_a_checklist() -> None:
    lines = CN.rule("claim.documents", on=date(2026, 9, 17))["usual_loss"]
    assert len(lines) == 12
    assert all(len(codes(line=line)) > len(COMMON) for line in lines)


def test_a_line_without_claims_is_refused() -> None:
    with pytest.raises(UnknownClaimLine) as refused:
        needed(line="lottery")
    assert refused.value.status == 422
    assert "lottery" not in str(refused.value)


def test_what_is_missing_is_listed_in_the_order_to_collect_it() -> None:
    received = {"claim_form", "policy_number", "specialist_diagnosis", "something_else"}
    assert missing_items(needed(), received) == (
        "claimant_identity",
        "payee_account",
        "relation_proof",
        "pathology_imaging_laboratory",
        "first_visit_record",
    )


def test_an_incomplete_file_is_not_submitted() -> None:
    everything = set(codes())
    require_complete(needed(), everything)
    with pytest.raises(ChecklistIncomplete) as refused:
        require_complete(needed(), everything - {"first_visit_record", "claim_form"})
    assert refused.value.values["missing"] == "claim_form, first_visit_record"


@pytest.mark.parametrize("payee_is", ["agent", "other"])
def test_an_agent_never_receives_a_benefit(payee_is: Literal["agent", "other"]) -> None:
    with pytest.raises(PayeeNotOwnAccount):
        require_own_account(payee_is=payee_is)


@pytest.mark.parametrize("payee_is", ["beneficiary", "insured", "guardian"])
def test_the_party_receives_it(payee_is: Literal["beneficiary", "insured", "guardian"]) -> None:
    require_own_account(payee_is=payee_is)


def test_an_incident_is_reported_within_ten_days_and_lateness_costs_little() -> None:
    answer = notification_due(CN, known_on=date(2026, 9, 17))
    assert answer.result == date(2026, 9, 27)
    assert answer.caveats == ["LATE_NOTICE_COSTS_LITTLE"]
