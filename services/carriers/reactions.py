"""What `carriers` does when another service tells something."""

from services.carriers.use_cases import deliveries
from shared.contracts.carriers import CaseKind
from shared.contracts.claims import ClaimSubmitted
from shared.contracts.underwriting import ApplicationSubmitted, MaterialReceived
from shared.events import AnyEvent, Incoming
from shared.unit_of_work import UnitOfWork


async def tell_carrier_of_application(
    uow: UnitOfWork, event: Incoming[ApplicationSubmitted] | Incoming[MaterialReceived]
) -> None:
    """The application's carrier is told, and may report on it."""
    await deliveries.tell_carrier(
        uow,
        event,
        client_id=event.data.client_id,
        carrier_id=event.data.carrier_id,
        case_kind=CaseKind.APPLICATION,
        case_id=event.data.application_id,
    )


async def tell_carrier_of_claim(uow: UnitOfWork, event: Incoming[ClaimSubmitted]) -> None:
    """The claim's carrier is told, and may report on it."""
    await deliveries.tell_carrier(
        uow,
        event,
        client_id=event.data.client_id,
        carrier_id=event.data.carrier_id,
        case_kind=CaseKind.CLAIM,
        case_id=event.data.claim_id,
    )


async def tell_partners(uow: UnitOfWork, event: Incoming[AnyEvent]) -> None:
    """The partners that asked for it are told."""
    await deliveries.tell_partners(uow, event)
