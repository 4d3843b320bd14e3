"""The consent ledger: a purpose is allowed, and forbidden again."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.leads import CONTACT, come_back
from services.leads.domain.problems import ConsentInForce, NoConsentInForce
from services.leads.tables import Consent, DoNotContactOrder, Lead
from services.leads.use_cases.material_decisions import withdraw_cases
from services.leads.use_cases.merged import refuse_merged, same_person
from shared.contracts.leads import ConsentGranted, ConsentWithdrawn
from shared.unit_of_work import UnitOfWork


async def grant_consent(
    uow: UnitOfWork, client_id: UUID, *, purpose: str, text_version: str, channel: str
) -> Consent:
    """The client allows one purpose; raises NotFound, LeadMerged, ConsentInForce."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    refuse_merged(lead)
    if await uow.one(queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose) is not None:
        raise ConsentInForce("/purpose")
    consent = grant(uow, client_id, purpose, text_version, channel)
    await _welcome_back(uow, lead, consent)
    uow.record(ConsentGranted(client_id=client_id, purpose=purpose, text_version=text_version), about=consent)
    return consent


async def _welcome_back(uow: UnitOfWork, lead: Lead, consent: Consent) -> None:
    """Whoever consents to being contacted again may be contacted again, and is no longer one who said no."""
    if consent.purpose != CONTACT:
        return
    order: DoNotContactOrder | None = await uow.one(
        queries.first_contact.DO_NOT_CONTACT_IN_FORCE, client_id=lead.id
    )
    if order is not None:
        uow.change(order, lifted_at=uow.now, lifted_by_consent_id=consent.id)
    if lead.status != (status := come_back(lead.status)):
        uow.change(lead, status=status)


async def withdraw_consent(uow: UnitOfWork, client_id: UUID, purpose: str) -> Consent:
    """The client forbids one purpose from now on (PIPL 15), under every id he has; raises NotFound, NoConsentInForce."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    consent: Consent | None = await uow.one(
        queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose
    )
    if consent is None:
        raise NoConsentInForce
    await _withdraw(uow, consent)
    for same in await same_person(uow, lead):
        also: Consent | None = await uow.one_in_agency(
            queries.consents.CONSENT_IN_FORCE, client_id=same.id, purpose=purpose
        )
        if also is not None and also.id != consent.id:
            uow.admit_client(same.id)
            await _withdraw(uow, also)
    return consent


async def _withdraw(uow: UnitOfWork, consent: Consent) -> None:
    uow.change(consent, withdrawn_at=uow.now)
    await withdraw_cases(uow, consent.id)
    uow.record(ConsentWithdrawn(client_id=consent.client_id, purpose=consent.purpose), about=consent)


def grant(uow: UnitOfWork, client_id: UUID, purpose: str, text_version: str, channel: str) -> Consent:
    """A line of the ledger."""
    return uow.add(
        Consent(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            purpose=purpose,
            text_version=text_version,
            channel=channel,
            granted_at=uow.now,
        )
    )
