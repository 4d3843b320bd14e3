"""What the pretend insurer does with a case: by scenario, chosen for all cases of a kind or for one line.

Pure: from a letter, what is known of the case and the scenario to the reports that follow.
"""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts import Line
from shared.money import Money

ApplicationScenario = Literal[
    "standard", "exclusion", "rated", "postpone", "decline", "material_requested", "silent"
]
ClaimScenario = Literal[
    "claim_paid", "claim_partial", "claim_refused", "claim_supplement", "claim_investigated", "silent"
]
Report = dict[str, Any]

MATERIAL = "medical_report"
SUPPLEMENT = "first_visit_record"
RATING_PERCENT = 25
PARTIAL_TENTHS = 6


class Scenarios(BaseModel):
    """What the insurer does from now on, and what goes wrong on the way."""

    model_config = ConfigDict(extra="forbid")

    applications: ApplicationScenario = "standard"
    claims: ClaimScenario = "claim_paid"
    applications_by_line: Annotated[dict[Line, ApplicationScenario], Field(max_length=20)] = {}
    claims_by_line: Annotated[dict[Line, ClaimScenario], Field(max_length=20)] = {}
    delay_seconds: Annotated[
        float, Field(ge=0, le=3600, description="from letter to answer, in real time")
    ] = 0.1
    duplicate_callbacks: Annotated[int, Field(ge=0, le=10, description="more copies of each callback")] = 0
    drop_webhooks: Annotated[int, Field(ge=0, le=10**6, description="hang up on so many, unread")] = 0
    lose_answers: Annotated[int, Field(ge=0, le=10**6, description="hang up on so many, once kept")] = 0


class ScenariosIn(BaseModel):
    """A change: what is not said stays as it is."""

    model_config = ConfigDict(extra="forbid")

    applications: ApplicationScenario | None = None
    claims: ClaimScenario | None = None
    applications_by_line: Annotated[dict[Line, ApplicationScenario] | None, Field(max_length=20)] = None
    claims_by_line: Annotated[dict[Line, ClaimScenario] | None, Field(max_length=20)] = None
    delay_seconds: Annotated[float | None, Field(ge=0, le=3600)] = None
    duplicate_callbacks: Annotated[int | None, Field(ge=0, le=10)] = None
    drop_webhooks: Annotated[int | None, Field(ge=0, le=10**6)] = None
    lose_answers: Annotated[int | None, Field(ge=0, le=10**6)] = None


def application_reports(
    scenario: ApplicationScenario,
    *,
    told_before: Collection[str],
    material_received: bool,
    excluded: list[str],
    policy_number: str,
    effective_on: str | None,
) -> list[Report]:
    """The reports that follow a letter about an application; `excluded` is what the pre-check advises to exclude."""
    if scenario == "silent" or "decided" in told_before:
        return []
    reports: list[Report] = [] if "accepted" in told_before else [{"report": "accepted"}]
    if scenario == "material_requested" and not material_received:
        if "material_requested" in told_before:
            return reports
        return [*reports, {"report": "material_requested", "document_types": [MATERIAL]}]
    reports.append({"report": "decided", **_decision(scenario, excluded)})
    if scenario not in ("postpone", "decline"):
        reports.append({"report": "issued", "policy_number": policy_number, "effective_on": effective_on})
    return reports


def _decision(scenario: ApplicationScenario, excluded: list[str]) -> Report:
    if scenario == "exclusion" or (scenario in ("standard", "material_requested") and excluded):
        return {"outcome": "EXCLUSION", "exclusions": excluded or ["thyroid"]}
    if scenario == "rated":
        return {"outcome": "RATED", "rating_percent": RATING_PERCENT}
    if scenario == "postpone":
        return {"outcome": "POSTPONE"}
    if scenario == "decline":
        return {"outcome": "DECLINE", "reason_code": "beyond_guidelines"}
    return {"outcome": "STANDARD"}


def claim_reports(
    scenario: ClaimScenario, *, told_before: Collection[str], sum_insured: Money, arrears: Money
) -> list[Report]:
    """The reports that follow a submission of a claim; overdue premiums are deducted from what is paid."""
    if scenario == "silent" or "decided" in told_before:
        return []
    reports: list[Report] = [] if "acknowledged" in told_before else [{"report": "acknowledged"}]
    if scenario == "claim_supplement" and "supplement_requested" not in told_before:
        return [*reports, {"report": "supplement_requested", "document_types": [SUPPLEMENT]}]
    if scenario == "claim_refused":
        return [*reports, {"report": "decided", "outcome": "refuse", "reason_code": "not_covered"}]
    if scenario == "claim_investigated":
        reports.append({"report": "investigating"})
    partial = scenario == "claim_partial"
    gross = Money.rounded(sum_insured.amount * PARTIAL_TENTHS / 10) if partial else sum_insured
    amount = str(max(gross - arrears, Money.zero()))
    return [
        *reports,
        {"report": "decided", "outcome": "partial" if partial else "pay", "amount": amount},
        {"report": "paid", "amount": amount},
    ]
