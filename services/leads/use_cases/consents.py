"""The consent ledger: a purpose is allowed, and forbidden again."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.problems import ConsentInForce, NoConsentInForce
from services.leads.tables import Consent, Lead
from services.leads.use_cases.merged import refuse_merged, same_person
from shared.contracts.leads import ConsentGranted, ConsentWithdrawn
from shared.unit_of_work import UnitOfWork


async def grant_consent(
    uow: UnitOfWork, client_id: UUID, *, purpose: str, text_version: str, channel: str
) -> Consent:
    """The client allows one purpose; raises NotFound, LeadMerged, ConsentInForce."""
    refuse_merged(await uow.get(queries.leads.LEAD, client_id=client_id))
    if await uow.one(queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose) is not None:
        raise ConsentInForce("/purpose")
    consent = grant(uow, client_id, purpose, text_version, channel)
    uow.record(ConsentGranted(client_id=client_id, purpose=purpose, text_version=text_version), about=consent)
    return consent


async def withdraw_consent(uow: UnitOfWork, client_id: UUID, purpose: str) -> Consent:
    """The client forbids one purpose from now on (PIPL 15), under every id he has; raises NotFound, NoConsentInForce."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    consent: Consent | None = await uow.one(
        queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose
    )
    if consent is None:
        raise NoConsentInForce
    _withdraw(uow, consent)
    for same in await same_person(uow, lead):
        also: Consent | None = await uow.one_in_agency(
            queries.consents.CONSENT_IN_FORCE, client_id=same.id, purpose=purpose
        )
        if also is not None and also.id != consent.id:
            uow.admit_client(same.id)
            _withdraw(uow, also)
    return consent


def _withdraw(uow: UnitOfWork, consent: Consent) -> None:
    uow.change(consent, withdrawn_at=uow.now)
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
