"""What `quotes` does when another service, or it itself, tells something."""

from services.quotes.use_cases import adjustments, enterprise_proposals, outlooks, proposals
from shared.calendar import local_date
from shared.contracts.leads import ConsentWithdrawn, ErasureRequested
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed, GapConfirmed, HouseholdChanged
from shared.contracts.quotes import ProductPublished
from shared.contracts.underwriting import UnderwritingDecided, UnderwritingPrechecked
from shared.events import Incoming
from shared.unit_of_work import UnitOfWork


async def draft_proposal(uow: UnitOfWork, event: Incoming[GapConfirmed]) -> None:
    """A proposal for each life is drafted and presented, priced as of the day on which the client agreed."""
    await proposals.draft(uow, event.data, at=event.envelope.time)


async def price_drafts(uow: UnitOfWork, event: Incoming[ProductPublished]) -> None:
    """Drafts for which nothing was on sale are priced again."""
    await proposals.price_drafts(uow)
    await enterprise_proposals.price_drafts(uow)


async def offer_nothing_unasked(
    uow: UnitOfWork, event: Incoming[ConsentWithdrawn] | Incoming[ErasureRequested]
) -> None:
    """The client wants no more offers."""
    if isinstance(event.data, ErasureRequested) or event.data.purpose in proposals.SOLICITS:
        await proposals.take_back_unasked(uow, event.data.client_id, since=event.envelope.time)


async def note_household(uow: UnitOfWork, event: Incoming[HouseholdChanged]) -> None:
    """Open proposals of the client say that his household has changed since, and what that suggests is noted."""
    await proposals.note_household(uow, event.data.client_id, on=local_date(event.envelope.time))
    await adjustments.note_change(uow, event.data, at=event.envelope.time)


async def draft_enterprise_proposal(uow: UnitOfWork, event: Incoming[EnterpriseGapConfirmed]) -> None:
    """A plan for the firm is drafted and presented, priced as of the day on which the client agreed."""
    await enterprise_proposals.draft(uow, event.data, at=event.envelope.time)


async def note_firm(uow: UnitOfWork, event: Incoming[EnterpriseChanged]) -> None:
    """Plans of the client's firm say that it has changed; an open one is priced for the heads it has now."""
    await enterprise_proposals.note_firm(uow, event.data, at=event.envelope.time)


async def note_precheck(uow: UnitOfWork, event: Incoming[UnderwritingPrechecked]) -> None:
    """What each line would probably decide is known."""
    told = event.data
    outlooks.note(
        uow, told.client_id, told.outcomes, told_by="underwriting-prechecked", at=event.envelope.time
    )


async def note_decision(uow: UnitOfWork, event: Incoming[UnderwritingDecided]) -> None:
    """What one line decided is known."""
    told = event.data
    outlooks.note(
        uow,
        told.client_id,
        {told.line: told.outcome},
        told_by="underwriting-decided",
        at=event.envelope.time,
    )
