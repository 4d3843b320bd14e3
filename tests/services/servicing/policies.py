"""Events about policies and claims, as their publishers would tell them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.contracts import Line
from shared.contracts.claims import ClaimFiled, ClaimPaid
from shared.contracts.leads import LeadCaptured, Segment
from shared.contracts.underwriting import PolicyIssued
from shared.ids import new_id
from shared.money import Money
from tests.services.running import AGENT, CARRIER, CLIENT, TEAM

ISSUED_AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
"""2026-03-01 10:00 in Shanghai."""


def make_policy_issued(**changed: Any) -> PolicyIssued:
    """Critical illness for 30 years, 500,000 for 6,327.50 a year, issued on 2026-03-01 at 10:00."""
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "policy_id": new_id(),
        "application_id": new_id(),
        "proposal_id": new_id(),
        "carrier_id": CARRIER,
        "product_id": new_id(),
        "product_code": "CI-70",
        "line": Line.CRITICAL_ILLNESS,
        "sum_insured": Money.of("500000.00"),
        "annual_premium": Money.of("6327.50"),
        "issued_at": ISSUED_AT,
        "effective_on": date(2026, 3, 1),
        "coverage_term": "to_70",
        "coverage_last_day": date(2066, 2, 28),
        "payment_years": 30,
        "next_due_on": date(2027, 3, 1),
        "waiting_days": 90,
    }
    return PolicyIssued(**(facts | changed))


def make_lead_captured(**changed: Any) -> LeadCaptured:
    """The client of these tests comes."""
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "segment": Segment.PERSON,
        "source": "event",
        "channel": "event",
        "campaign_id": None,
        "agent_id": AGENT,
        "team_id": TEAM,
        "consent_purposes": ["contact"],
    }
    return LeadCaptured(**(facts | changed))


def make_claim_filed(policy: PolicyIssued, claim_id: UUID) -> ClaimFiled:
    """A claim on `policy`."""
    return ClaimFiled(
        client_id=policy.client_id,
        claim_id=claim_id,
        policy_id=policy.policy_id,
        carrier_id=policy.carrier_id,
        line=policy.line,
        cause="illness",
        incident_on=date(2026, 9, 1),
    )


def make_claim_paid(policy: PolicyIssued, claim_id: UUID, *, amount: str, policy_ends: bool) -> ClaimPaid:
    """What was paid for it."""
    return ClaimPaid(
        client_id=policy.client_id,
        claim_id=claim_id,
        policy_id=policy.policy_id,
        line=policy.line,
        amount=Money.of(amount),
        paid_on=date(2026, 9, 20),
        policy_ends=policy_ends,
    )
