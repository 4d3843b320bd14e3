"""Events set aside in a service's database, as its consumer would have left them after six failed attempts.

They are written by SQL: waiting for six real attempts would take more than a minute.
"""

import json
from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.embedded_postgres import Cluster
from sandbox.identities import AGENCY_ID
from shared.clock import SystemClock
from shared.contracts.leads import LeadCaptured, Segment
from shared.events import Envelope, topic_of
from shared.ids import new_id

INSERT = """
    INSERT INTO held_event (id, version, agency_id, topic, key, event, headers, value, status, error, attempts, held_at)
    VALUES ($1, 1, $2, $3, $4, 'lead-captured', $5, $6, 'parked', $7, 6, $8)
"""
NOT_A_PAYLOAD = b'{"client_id": "nobody"}'


async def park(folder: Path, service: str, value: bytes, *, client_id: UUID, error: str) -> None:
    """Put a lead-captured of `client_id` with the body `value` aside in `service` of the embedded run on `folder`."""
    now = SystemClock().now()
    event_id = new_id()
    envelope = Envelope(
        id=event_id,
        source="leads",
        type=LeadCaptured.name,
        version=LeadCaptured.version,
        subject=str(client_id),
        time=now,
        agency_id=AGENCY_ID,
        actor_id="public",
        correlation_id=str(event_id),
        causation_id=None,
        partition_key=str(client_id),
        aggregate_version=1,
        traceparent=None,
    )
    headers = json.dumps(envelope.headers())
    connection = await asyncpg.connect(Cluster.open(folder / "postgres").url(service))
    try:
        await connection.execute(
            INSERT, event_id, AGENCY_ID, topic_of("leads"), str(client_id), headers, value, error, now
        )
    finally:
        await connection.close()


def lead_captured(client_id: UUID) -> bytes:
    """The payload of a lead that everybody can read."""
    lead = LeadCaptured(
        client_id=client_id,
        segment=Segment.PERSON,
        source="event",
        channel="event",
        campaign_id=None,
        agent_id=None,
        team_id=None,
        consent_purposes=["contact"],
    )
    return lead.model_dump_json().encode()
