"""A client asks not to be contacted: honoured at once, until he consents anew (互联网保险业务监管办法 15(7))."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.knowledge_problems import DoNotContact
from services.leads.domain.leads import CONTACT
from services.leads.domain.problems import ConsentMissing
from services.leads.tables import DoNotContactOrder, Lead
from services.leads.use_cases.consents import forbid
from shared.calendar import local_date
from shared.unit_of_work import UnitOfWork


async def stop_contact(uow: UnitOfWork, client_id: UUID, *, channel: str) -> DoNotContactOrder:
    """The client asked by `channel`: his consents to it are withdrawn, which every service is told. Raises NotFound.

    Asking again changes nothing: the first time stays.
    """
    await uow.get(queries.leads.LEAD, client_id=client_id)
    known: DoNotContactOrder | None = await uow.one(
        queries.first_contact.DO_NOT_CONTACT_IN_FORCE, client_id=client_id
    )
    if known is not None:
        return known
    rule = uow.kit.jurisdiction.rule("contact.do_not_contact", on=local_date(uow.now))
    for purpose in rule["withdraws"]:
        await forbid(uow, client_id, purpose)
    return uow.add(
        DoNotContactOrder(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            channel=channel,
            recorded_by=uow.caller.actor_id,
            requested_at=uow.now,
        )
    )


async def refuse_do_not_contact(uow: UnitOfWork, client_id: UUID) -> None:
    """Raises DoNotContact where the client, whoever serves him, asked for that and did not consent anew."""
    if (
        await uow.one_in_agency(queries.first_contact.DO_NOT_CONTACT_IN_FORCE, client_id=client_id)
        is not None
    ):
        raise DoNotContact


async def contactable(uow: UnitOfWork, client_id: UUID) -> Lead:
    """The client, who may be contacted; raises NotFound, DoNotContact, ConsentMissing."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    await refuse_do_not_contact(uow, client_id)
    if await uow.one(queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=CONTACT) is None:
        raise ConsentMissing
    return lead
