"""Routes about leads: found, read, handed to another agent."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.leads import queries
from services.leads.schemas.fields import Phone
from services.leads.schemas.leads import AssignmentIn, LeadOut, TouchOut
from services.leads.tables import Lead, Touch
from services.leads.use_cases.assignment import assign
from services.leads.use_cases.merged import merged_into, survivor
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

LEAD_SHOWN = set(LeadOut.model_fields) - {"client_id", "name", "phone", "identity_known"}

router = service_router("leads")


@router.get("", tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def list_leads(
    uow: Uow,
    asked: Asked,
    status: Annotated[str | None, Query(examples=["qualified"])] = None,
    channel: str | None = None,
    source: str | None = None,
    campaign_id: UUID | None = None,
    agent_id: UUID | None = None,
    phone: Phone | None = None,
) -> PageOf[LeadOut]:
    """Leads in reach, the newest first; `phone` finds one however it is written, and by that of one merged into him."""
    return await queries.leads.LEADS.page(
        uow,
        asked,
        lambda lead: _lead(uow, lead),
        status=status,
        channel=channel,
        source=source,
        campaign_id=campaign_id,
        agent_id=agent_id,
        phone_digest=None if phone is None else await _mark(uow, phone),
    )


@router.get("/{client_id}", tags=["leads"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_lead(uow: Uow, client_id: UUID) -> LeadOut:
    """One lead."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    uow.tag(lead)
    return _lead(uow, lead)


@router.put("/{client_id}/assignment", tags=["leads"])
@allow(Role.MANAGER, Role.OPS)
async def assign_lead(uow: Uow, client_id: UUID, version: IfMatch, assignment: AssignmentIn) -> None:
    """Have another agent serve the client."""
    lead = await assign(uow, client_id, version, agent_id=assignment.agent_id, team_id=assignment.team_id)
    uow.tag(lead)


@router.get("/{client_id}/touches", tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def list_touches(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[TouchOut]:
    """Every way by which the client came, also as those that were merged into him, the first first."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    same = [client_id, *(one.id for one in await merged_into(uow, lead))]
    return await queries.leads.TOUCHES.page(uow, asked, _touch, client_ids=same)


async def _mark(uow: UnitOfWork, phone: str) -> bytes:
    """The keyed hash by which whoever stands for the owner of `phone` is found."""
    digest = uow.kit.cipher.digest(phone)
    lead: Lead | None = await uow.one(queries.leads.LEAD_BY_PHONE, phone_digest=digest)
    return digest if lead is None else (await survivor(uow, lead)).phone_digest


def _lead(uow: UnitOfWork, lead: Lead) -> LeadOut:
    cipher = uow.kit.cipher
    return LeadOut(
        client_id=lead.id,
        name=cipher.open(lead.name_sealed),
        phone=cipher.open(lead.phone_sealed),
        identity_known=lead.id_number_digest is not None,
        **lead.model_dump(include=LEAD_SHOWN),
    )


def _touch(touch: Touch) -> TouchOut:
    return TouchOut.model_validate(touch, from_attributes=True)
