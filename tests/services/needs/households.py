"""Households, policies and reviews as other services and clients would send them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.contracts import Line
from shared.contracts.leads import LeadCaptured, Segment, SelfAssessmentSubmitted
from shared.contracts.servicing import PolicyEnded, PolicySuspended, ReviewDue
from shared.contracts.underwriting import PolicyIssued
from shared.money import Money
from tests.services.running import AGENT, CLIENT, TEAM, RunningService


def path(name: str, of: UUID = CLIENT) -> str:
    """The path of something of a client."""
    return f"/needs/clients/{of}/{name}"


HOUSEHOLD = path("household")
ASSESSMENTS = path("assessments")


def make_member(role: str = "breadwinner", **others: Any) -> dict[str, Any]:
    return {"role": role, **others}


def make_zhang(**others: Any) -> dict[str, Any]:
    """The breadwinner of the brief's example: 30 on the day the tests begin, critical-illness cover of 500,000."""
    return make_member(
        birth_date="1996-02-11",
        sex="male",
        occupation_class=1,
        covers=[{"line": "critical_illness", "sum_insured": "500000.00"}],
        **others,
    )


def make_household(*members: dict[str, Any], **others: Any) -> dict[str, Any]:
    """The brief's example: expenses of 200,000 a year, a mortgage of 1,000,000."""
    return {
        "members": list(members) or [make_zhang()],
        "annual_expenses": "200000.00",
        "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
        **others,
    }


async def record_household(
    client: httpx.AsyncClient, household: dict[str, Any] | None = None, *, of: UUID = CLIENT
) -> dict[str, Any]:
    """Record a household for the first time; the answer."""
    answer = await client.put(path("household", of), json=household or make_household())
    assert answer.status_code == 201, answer.text
    recorded: dict[str, Any] = answer.json()
    return recorded


async def compute(client: httpx.AsyncClient, *, of: UUID = CLIENT, **assumptions: Any) -> dict[str, Any]:
    """Compute an assessment, by debts and one year of expenses unless told otherwise; the answer."""
    chosen = {"method": "liabilities_plus_expenses", **assumptions}
    answer = await client.post(path("assessments", of), json=chosen)
    assert answer.status_code == 201, answer.text
    assessment: dict[str, Any] = answer.json()
    return assessment


def gap_of(assessment: dict[str, Any], risk: str, member: str | None = None) -> str:
    """The gap of a risk, of the only member that has one or of this one."""
    [gap] = [
        gap["gap"] for gap in assessment["gaps"] if gap["risk"] == risk and member in (None, gap["member"])
    ]
    return str(gap)


async def latest(client: httpx.AsyncClient, of: UUID = CLIENT) -> dict[str, Any]:
    """The newest assessment."""
    answer = await client.get(path("assessments", of))
    assert answer.status_code == 200, answer.text
    newest: dict[str, Any] = answer.json()["items"][0]
    return newest


async def occasions(client: httpx.AsyncClient, of: UUID = CLIENT) -> list[tuple[str, str]]:
    """Occasion and status of every assessment, the oldest first."""
    answer = await client.get(path("assessments", of))
    return [(item["occasion"], item["status"]) for item in reversed(answer.json()["items"])]


def make_lead(of: UUID = CLIENT) -> LeadCaptured:
    return LeadCaptured(
        client_id=of,
        segment=Segment.PERSON,
        source="mini-program",
        channel="wechat",
        campaign_id=None,
        agent_id=AGENT,
        team_id=TEAM,
        consent_purposes=["contact"],
    )


def make_submitted(of: UUID = CLIENT, **different: Any) -> SelfAssessmentSubmitted:
    """The household of the brief's example, as its member states it."""
    return SelfAssessmentSubmitted.model_validate(
        {
            "client_id": of,
            "members": [
                {
                    "role": "breadwinner",
                    "covers": [{"line": "critical_illness", "sum_insured": "500000.00"}],
                }
            ],
            "annual_expenses": "200000.00",
            "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
            **different,
        }
    )


def make_policy(
    line: Line = Line.TERM_LIFE,
    sum_insured: int = 1_000_000,
    *,
    of: UUID = CLIENT,
    policy_id: UUID | None = None,
    member_id: UUID | None = None,
    issued_at: datetime = datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
    effective_on: date = date(2026, 3, 3),
    last_day: date = date(2046, 3, 2),
) -> PolicyIssued:
    return PolicyIssued(
        client_id=of,
        policy_id=policy_id or uuid4(),
        application_id=uuid4(),
        proposal_id=uuid4(),
        carrier_id=uuid4(),
        product_id=uuid4(),
        product_code="TL-20",
        line=line,
        sum_insured=Money.of(sum_insured),
        annual_premium=Money.of(1493),
        issued_at=issued_at,
        effective_on=effective_on,
        coverage_term="20y",
        coverage_last_day=last_day,
        payment_years=20,
        next_due_on=None,
        waiting_days=0,
        member_id=member_id,
    )


def make_end(policy: PolicyIssued, ended_on: date = date(2026, 3, 2)) -> PolicyEnded:
    return PolicyEnded(
        client_id=policy.client_id,
        policy_id=policy.policy_id,
        line=policy.line,
        ended_on=ended_on,
        reason="cancelled",
    )


def make_suspension(policy: PolicyIssued, suspended_on: date = date(2026, 3, 2)) -> PolicySuspended:
    return PolicySuspended(
        client_id=policy.client_id,
        policy_id=policy.policy_id,
        suspended_on=suspended_on,
        reinstatement_last_day=date(2028, 3, 2),
    )


def make_review(due_on: date = date(2027, 3, 2), *, of: UUID = CLIENT) -> ReviewDue:
    return ReviewDue(client_id=of, review_id=uuid4(), due_on=due_on)


async def start_with_client(start_service: Any) -> RunningService:
    """The service, knowing the client of `AGENT`."""
    service: RunningService = await start_service("needs")
    await service.know_client()
    return service
