"""What `servicing` does when another service, or it itself, tells something."""

from services.servicing.use_cases import claims, policies, tasks, timeline, upgrades
from shared.contracts.claims import ClaimDecided, ClaimFiled, ClaimPaid
from shared.contracts.leads import (
    ClientAssigned,
    ConsentWithdrawn,
    ErasureRequested,
    LeadCaptured,
    Purpose,
    ReferralRecorded,
)
from shared.contracts.quotes import ProductPublished
from shared.contracts.underwriting import PolicyIssued
from shared.events import Event, Incoming
from shared.unit_of_work import UnitOfWork


async def note_on_timeline(uow: UnitOfWork, event: Incoming[Event]) -> None:
    """Whatever happened to a client stands on his timeline."""
    timeline.note(uow, event)


async def give_first_contact(uow: UnitOfWork, event: Incoming[LeadCaptured]) -> None:
    """A lead is contacted within a day."""
    await tasks.give_first_contact(uow, event.data.client_id, event.envelope.time)


async def give_departure_notice(uow: UnitOfWork, event: Incoming[ClientAssigned]) -> None:
    """The agent before left: the client is told of it in time."""
    tasks.give_departure_notice(uow, event.data)


async def give_thanks(uow: UnitOfWork, event: Incoming[ReferralRecorded]) -> None:
    """Whoever named somebody is thanked, and gets the consultation that he was promised."""
    tasks.give_thanks(uow, event.data.client_id, event.data.referral_id, event.envelope.time)


async def cancel_stopped_tasks(uow: UnitOfWork, event: Incoming[ConsentWithdrawn]) -> None:
    """What was to be done for a purpose that the client forbids is not done."""
    await tasks.cancel_stopped(uow, event.data.client_id, [event.data.purpose])


async def cancel_tasks_of_leaver(uow: UnitOfWork, event: Incoming[ErasureRequested]) -> None:
    """A client who leaves is neither contacted nor offered anything."""
    await tasks.cancel_stopped(uow, event.data.client_id, Purpose)


async def start_clocks(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """Every clock of the policy starts."""
    await policies.start(uow, event.data)


async def hold_cancellation(uow: UnitOfWork, event: Incoming[ClaimFiled]) -> None:
    """The policy is held while the claim is open, and the agent follows up."""
    await claims.hold(uow, event.data)


async def release_refused(uow: UnitOfWork, event: Incoming[ClaimDecided]) -> None:
    """A refused claim holds nothing."""
    await claims.decide(uow, event.data)


async def follow_payment(uow: UnitOfWork, event: Incoming[ClaimPaid]) -> None:
    """The policy ends, or its sum falls."""
    await claims.settle(uow, event.data)


async def check_upgrades(uow: UnitOfWork, event: Incoming[ProductPublished]) -> None:
    """Those who hold an older version are looked after."""
    await upgrades.check(uow, event.data, at=event.envelope.time)
