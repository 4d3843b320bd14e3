"""What `leads` does when another service tells something."""

from services.leads.use_cases import attribution, handover, progress, referrals, statistics
from shared.contracts.needs import GapComputed
from shared.contracts.servicing import ClientNotified, ReviewCompleted
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


async def note_review(uow: UnitOfWork, event: Incoming[ReviewCompleted]) -> None:
    """The client's policies were reviewed: he may be asked whom else he knows."""
    review = event.data
    await referrals.note_review(uow, review.client_id, review.review_id, review.completed_on)


async def note_notice(uow: UnitOfWork, event: Incoming[ClientNotified]) -> None:
    """A client was told that his agent left."""
    await handover.note_notice(uow, event.data.notice_id, event.data.notified_at)


async def count_policy(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """The client has a policy: it counts for the way by which he first came."""
    await attribution.count_policy(uow, event.data)
