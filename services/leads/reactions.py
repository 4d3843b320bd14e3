"""What `leads` does when another service tells something."""

from services.leads.use_cases import progress, statistics
from shared.contracts.needs import GapComputed
from shared.contracts.underwriting import PolicyIssued
from shared.events import Incoming
from shared.unit_of_work import UnitOfWork


async def qualify_lead(uow: UnitOfWork, event: Incoming[GapComputed]) -> None:
    """The client's gap is known: the lead is qualified."""
    await progress.advance(uow, event.data.client_id, "qualified", at=event.envelope.time)


async def win_lead(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """The client has a policy: the lead is won."""
    await progress.advance(uow, event.data.client_id, "won", at=event.envelope.time)


async def note_gaps(uow: UnitOfWork, event: Incoming[GapComputed]) -> None:
    """The client's newest gaps are kept by risk: the agency's own figures are computed from them."""
    await statistics.note_gaps(uow, event.data, at=event.envelope.time)
