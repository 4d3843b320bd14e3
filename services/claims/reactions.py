"""What `claims` does when another service tells something."""

from services.claims.use_cases import covered, reports
from shared.calendar import local_date
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.contracts.servicing import PolicyEnded, PolicySuspended, PremiumOverdue, PremiumPaid
from shared.contracts.underwriting import PolicyIssued
from shared.events import Incoming
from shared.unit_of_work import UnitOfWork


async def cover_policy(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """The policy can be claimed on."""
    await covered.issue(uow, event.data)


async def note_overdue(uow: UnitOfWork, event: Incoming[PremiumOverdue]) -> None:
    """Cover goes on in grace, less arrears."""
    await covered.miss_premium(uow, event.data)


async def note_paid(uow: UnitOfWork, event: Incoming[PremiumPaid]) -> None:
    """Nothing is owed any more."""
    await covered.pay_premium(uow, event.data, on=local_date(event.envelope.time))


async def note_suspended(uow: UnitOfWork, event: Incoming[PolicySuspended]) -> None:
    """There is no cover for now."""
    await covered.suspend(uow, event.data)


async def note_ended(uow: UnitOfWork, event: Incoming[PolicyEnded]) -> None:
    """There is no policy any more."""
    await covered.end(uow, event.data)


async def hear_carrier(uow: UnitOfWork, event: Incoming[CarrierReported]) -> None:
    """The carrier reported on a claim."""
    if event.data.case_kind is CaseKind.CLAIM:
        await reports.hear(uow, event.data)
