"""The timeline: every event of a client's cycle, of whichever service, in the order in which it happened."""

from services.servicing.tables import TimelineEntry
from shared.events import Event, Incoming
from shared.unit_of_work import UnitOfWork

NOT_SHOWN = {
    "client_id",
    "insured",
    *{"members", "annual_expenses", "liabilities", "liquid_assets", "annual_elder_support"},
}
"""What everybody who sees the timeline knows, and what stands where it belongs: a client's finances are in `needs`."""


def note(uow: UnitOfWork, event: Incoming[Event]) -> None:
    """Keep one event; the same again changes nothing."""
    envelope = event.envelope
    uow.add(
        TimelineEntry(
            id=envelope.id,
            agency_id=envelope.agency_id,
            client_id=event.data.client_id,  # type: ignore[attr-defined]
            event=envelope.type,
            source=envelope.source,
            subject=envelope.subject,
            occurred_at=envelope.time,
            correlation_id=envelope.correlation_id,
            causation_id=envelope.causation_id,
            details=event.data.model_dump(mode="json", exclude=NOT_SHOWN),
        )
    )
