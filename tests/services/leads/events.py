"""Events of other services that `leads` reacts to."""

from datetime import UTC, date, datetime
from uuid import UUID

from shared.contracts import Line
from shared.contracts.needs import GapComputed, RiskGap
from shared.contracts.underwriting import PolicyIssued
from shared.ids import new_id
from shared.money import Money


def make_gap_computed(client_id: str) -> GapComputed:
    """A death gap of 1,200,000 for the client."""
    return GapComputed(
        client_id=UUID(client_id),
        assessment_id=new_id(),
        occasion="first",
        method="liabilities_plus_expenses",
        gaps=[RiskGap(risk="death", gap=Money("1200000"), gap_rounded_up=Money("1200000"))],
        params_version="gap@2026-01-01",
    )


def make_policy_issued(client_id: str) -> PolicyIssued:
    """A term life policy of the client."""
    return PolicyIssued(
        client_id=UUID(client_id),
        policy_id=new_id(),
        application_id=new_id(),
        proposal_id=new_id(),
        carrier_id=new_id(),
        product_id=new_id(),
        product_code="TL-1",
        line=Line.TERM_LIFE,
        sum_insured=Money("1000000"),
        annual_premium=Money("1493"),
        issued_at=datetime(2026, 3, 1, 2, tzinfo=UTC),
        effective_on=date(2026, 3, 1),
        coverage_term="20y",
        coverage_last_day=date(2046, 2, 28),
        payment_years=20,
        next_due_on=date(2027, 3, 1),
        waiting_days=90,
    )
