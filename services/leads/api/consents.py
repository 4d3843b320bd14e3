"""Routes about the consent ledger."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.schemas.consents import ConsentIn, ConsentOut
from services.leads.schemas.fields import Purpose
from services.leads.tables import Consent
from services.leads.use_cases import consents
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.get("/{client_id}/consents", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_consents(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[ConsentOut]:
    """The consent ledger of the client, the first line first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.consents.CONSENTS.page(uow, asked, _consent, client_id=client_id)


@router.post("/{client_id}/consents", status_code=status.HTTP_201_CREATED, tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def grant_consent(uow: Uow, client_id: UUID, consent: ConsentIn) -> ConsentOut:
    """The client allows one purpose more."""
    return _consent(await consents.grant_consent(uow, client_id, **consent.model_dump()))


@router.post("/{client_id}/consents/{purpose}/withdraw", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def withdraw_consent(uow: Uow, client_id: UUID, purpose: Purpose) -> ConsentOut:
    """The client forbids a purpose: every service stops at once."""
    return _consent(await consents.withdraw_consent(uow, client_id, purpose))


def _consent(consent: Consent) -> ConsentOut:
    return ConsentOut.model_validate(consent, from_attributes=True)
