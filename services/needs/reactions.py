"""What `needs` does when another service tells something."""

from services.needs.use_cases import assessments, computing, enterprises, policies, self_assessment
from shared.contracts.leads import (
    ConsentWithdrawn,
    ErasureRequested,
    LeadCaptured,
    Purpose,
    SelfAssessmentSubmitted,
)
from shared.contracts.servicing import PolicyEnded, PolicySuspended, ReviewDue
from shared.contracts.underwriting import PolicyIssued
from shared.events import Incoming
from shared.unit_of_work import UnitOfWork


async def invite(uow: UnitOfWork, event: Incoming[LeadCaptured]) -> None:
    """Somebody may be contacted: an assessment waits for him."""
    await assessments.invite(uow, event.data.client_id)


async def take_self_assessment(uow: UnitOfWork, event: Incoming[SelfAssessmentSubmitted]) -> None:
    """A client stated his household himself: unless one is known, it is recorded and its gap computed."""
    await self_assessment.take(uow, event.data)


async def set_figures_aside(
    uow: UnitOfWork, event: Incoming[ConsentWithdrawn] | Incoming[ErasureRequested]
) -> None:
    """Nothing is computed of the client's financial data unless he asks."""
    if isinstance(event.data, ErasureRequested) or event.data.purpose == Purpose.FINANCIAL_DATA:
        await computing.set_aside(uow, event.data.client_id)


async def count_policy(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """A policy was issued: it is existing cover from now on."""
    await policies.count(uow, event.data)


async def suspend_policy(uow: UnitOfWork, event: Incoming[PolicySuspended]) -> None:
    """A policy was suspended: it is no cover from that day on."""
    policy = event.data
    await policies.stop(uow, policy.client_id, policy.policy_id, suspended_on=policy.suspended_on)


async def end_policy(uow: UnitOfWork, event: Incoming[PolicyEnded]) -> None:
    """A policy ended, for whatever reason: it is no cover from that day on."""
    policy = event.data
    await policies.stop(uow, policy.client_id, policy.policy_id, ended_on=policy.ended_on)


async def prepare_review(uow: UnitOfWork, event: Incoming[ReviewDue]) -> None:
    """The yearly review comes up: its assessment is prepared."""
    await assessments.prepare_review(uow, event.data.client_id, event.data.review_id)
    await enterprises.prepare_review(uow, event.data.client_id, event.data.review_id)
