"""Calling a service's reactions to one event, in the transaction that the caller opened."""

from typing import Any

from shared.caller import Caller
from shared.event_log import Delivered
from shared.events import Envelope, Incoming, read_payload
from shared.kit import Kit
from shared.privacy.following import FOLLOWS_PRIVACY
from shared.telemetry import span
from shared.unit_of_work import Session, Trail, UnitOfWork

WISHES = frozenset(line.reaction for line in FOLLOWS_PRIVACY)
"""What is heard even of a client who is erased."""


async def react(kit: Kit, session: Session, delivered: Delivered, envelope: Envelope) -> None:
    """Call this service's reactions to one event; raises what they raise. Of a client who is erased, none is called."""
    payloads: dict[Any, Any] = {}
    with span(f"{kit.name} reacts to {envelope.type}", envelope.traceparent) as traceparent:
        for line in kit.choreography.reactions.get(envelope.type, ()):
            if envelope.partition_key in session.erased and line.reaction not in WISHES:
                continue
            if line.event not in payloads:
                payloads[line.event] = read_payload(line.event, delivered.value)
            unit = UnitOfWork(
                kit,
                session,
                Caller.service(envelope.agency_id, f"service:{kit.name}"),
                trail=Trail(envelope.correlation_id, str(envelope.id), traceparent),
            )
            await line.reaction(unit, Incoming(payloads[line.event], envelope))
