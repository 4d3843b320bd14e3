"""Builders for the rows and requests of `notes`."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.caller import Caller, Role
from shared.ids import new_id
from shared.unit_of_work import UnitOfWork
from tests.kit.notes import Note
from tests.services.running import AGENCY, AGENT, CARRIER, CLIENT, TEAM, RunningService

NOTED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def make_note(**different: Any) -> Note:
    """A note about CLIENT; its title is its own."""
    values: dict[str, Any] = {"id": new_id(), "agency_id": AGENCY, "client_id": CLIENT, "noted_at": NOTED_AT}
    values |= different
    return Note(**{"title": f"note {values['id']}", **values})


def note_body(**different: Any) -> dict[str, Any]:
    """A request to take a note about CLIENT."""
    return {"client_id": str(CLIENT), "title": "prefers to be called in the evening", **different}


def make_caller(role: Role | None = Role.AGENT, **different: Any) -> Caller:
    """A caller of AGENCY as RunningService.client would make a token for."""
    own: dict[Role | None, dict[str, UUID]] = {
        Role.AGENT: {"agent_id": AGENT},
        Role.MANAGER: {"team_id": TEAM},
        Role.CLIENT: {"client_id": CLIENT},
        Role.CARRIER: {"carrier_id": CARRIER},
    }
    return Caller(
        **{"agency_id": AGENCY, "actor_id": "somebody", "role": role, **own.get(role, {}), **different}
    )


def service_work(service: RunningService, agency_id: UUID = AGENCY) -> UnitOfWork:
    """A unit of work of the service itself, which reaches every client of the agency."""
    return service.unit_of_work(Caller.service(agency_id, "service:test"))


async def keep(service: RunningService, *rows: Any) -> None:
    """Put rows into the database."""
    for agency_id in {row.agency_id for row in rows}:
        unit = service_work(service, agency_id)
        for row in rows:
            if row.agency_id == agency_id:
                unit.add(row)
        await unit.commit()
