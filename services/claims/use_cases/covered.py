"""What is covered on which day: a projection of other services' events, the same for every order they come in.

One service's events about a policy come in order; between services they do not, so each writes columns of its own.
"""

from datetime import date
from uuid import UUID

from services.claims import queries
from services.claims.domain.cover import OverduePremium, PolicyFacts, Suspension
from services.claims.tables import CoveredPolicy
from shared.contracts.servicing import PolicyEnded, PolicySuspended, PremiumOverdue, PremiumPaid
from shared.contracts.underwriting import PolicyIssued
from shared.unit_of_work import UnitOfWork


async def issue(uow: UnitOfWork, issued: PolicyIssued) -> None:
    """The policy's terms are known."""
    policy = await _policy(uow, issued.policy_id, issued.client_id)
    uow.change(
        policy,
        carrier_id=issued.carrier_id,
        line=issued.line,
        sum_insured=issued.sum_insured,
        effective_on=issued.effective_on,
        coverage_last_day=issued.coverage_last_day,
        waiting_days=issued.waiting_days,
    )


async def miss_premium(uow: UnitOfWork, overdue: PremiumOverdue) -> None:
    """A premium is overdue: cover goes on in grace, less what is owed."""
    policy = await _policy(uow, overdue.policy_id, overdue.client_id)
    missed = OverduePremium(
        due_on=overdue.due_on, grace_last_day=overdue.grace_last_day, amount=overdue.amount
    )
    uow.change(policy, overdue=[*policy.overdue, missed.model_dump(mode="json")])


async def pay_premium(uow: UnitOfWork, paid: PremiumPaid, *, on: date) -> None:
    """An overdue premium was paid after all."""
    policy = await _policy(uow, paid.policy_id, paid.client_id)
    due_on = paid.due_on.isoformat()
    overdue = [
        premium | {"paid_on": on.isoformat()} if premium["due_on"] == due_on else premium
        for premium in policy.overdue
    ]
    if overdue != policy.overdue:
        uow.change(policy, overdue=overdue)


async def suspend(uow: UnitOfWork, suspended: PolicySuspended) -> None:
    """There is no cover from a day on."""
    policy = await _policy(uow, suspended.policy_id, suspended.client_id)
    pause = Suspension(suspended_on=suspended.suspended_on)
    uow.change(policy, suspensions=[*policy.suspensions, pause.model_dump(mode="json")])


async def end(uow: UnitOfWork, ended: PolicyEnded) -> None:
    """There is no policy from a day on."""
    policy = await _policy(uow, ended.policy_id, ended.client_id)
    uow.change(policy, ended_on=ended.ended_on)


def facts(policy: CoveredPolicy) -> PolicyFacts:
    """What a decision about cover must know; only of a policy whose terms are known."""
    assert policy.line is not None and policy.effective_on is not None  # noqa: S101, PT018 the query asks for it
    return PolicyFacts(
        line=policy.line,
        effective_on=policy.effective_on,
        ends_on=policy.coverage_last_day,
        ended_on=policy.ended_on,
        waiting_days=policy.waiting_days,
        overdue=tuple(OverduePremium.model_validate(premium) for premium in policy.overdue),
        suspensions=tuple(Suspension.model_validate(pause) for pause in policy.suspensions),
    )


async def _policy(uow: UnitOfWork, policy_id: UUID, client_id: UUID) -> CoveredPolicy:
    known: CoveredPolicy | None = await uow.one(queries.POLICY, policy_id=policy_id)
    return known or uow.add(CoveredPolicy(id=policy_id, agency_id=uow.caller.agency_id, client_id=client_id))
