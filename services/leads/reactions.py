"""What `leads` does when another service tells something."""

from services.leads.use_cases import attribution, progress
from shared.contracts.needs import GapComputed
from shared.contracts.underwriting import PolicyIssued
from shared.events import Incoming
from shared.unit_of_work import UnitOfWork


async def qualify_lead(uow: UnitOfWork, event: Incoming[GapComputed]) -> None:
    """The client's gap is known: the lead is qualified."""
    await progress.advance(uow, event.data.client_id, "qualified")


async def win_lead(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """The client has a policy: the lead is won."""
    await progress.advance(uow, event.data.client_id, "won")


async def count_policy(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """The client has a policy: it counts for the way by which he first came."""
    await attribution.count_policy(uow, event.data)
