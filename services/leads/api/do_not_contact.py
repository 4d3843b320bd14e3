"""Routes about clients who ask not to be contacted."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.schemas.first_contact import DoNotContactIn, DoNotContactOut
from services.leads.tables import DoNotContactOrder
from services.leads.use_cases.do_not_contact import stop_contact
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.post("/{client_id}/do-not-contact", status_code=status.HTTP_201_CREATED, tags=["consents"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def request_no_contact(uow: Uow, client_id: UUID, body: DoNotContactIn) -> DoNotContactOut:
    """The client wants no contact: his consents to contact and marketing end at once, and every service is told.

    Said again, it answers with what stands. Only a new consent to contact lifts it.
    """
    return _order(await stop_contact(uow, client_id, channel=body.channel))


@router.get("/{client_id}/do-not-contact", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_requests_for_no_contact(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[DoNotContactOut]:
    """When the client asked for no contact, the newest first; the one without `lifted_at` stands."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.first_contact.DO_NOT_CONTACT_ORDERS.page(uow, asked, _order, client_id=client_id)


def _order(order: DoNotContactOrder) -> DoNotContactOut:
    return DoNotContactOut.model_validate(order, from_attributes=True)
