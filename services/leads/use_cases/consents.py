"""The consent ledger: a purpose is allowed, and forbidden again."""

from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.consent_texts import require_known
from services.leads.domain.consents import Guardian, check_guardian, is_minor
from services.leads.domain.leads import CONTACT, come_back
from services.leads.domain.problems import ConsentInForce, NoConsentInForce
from services.leads.tables import Consent, DoNotContactOrder, Lead
from services.leads.use_cases.material_decisions import withdraw_cases
from services.leads.use_cases.merged import refuse_merged, same_person
from shared.calendar import local_date
from shared.contracts.leads import ConsentGranted, ConsentWithdrawn
from shared.privacy import following
from shared.privacy.tables import StoppedPurpose
from shared.unit_of_work import UnitOfWork


async def grant_consent(
    uow: UnitOfWork,
    client_id: UUID,
    *,
    purpose: str,
    text_version: str,
    channel: str,
    guardian: Guardian | None,
) -> Consent:
    """The client, or the guardian of a child, allows one purpose.

    Raises NotFound, LeadMerged, ConsentInForce, UnknownConsentText, GuardianConsentNeeded.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    refuse_merged(lead)
    require_known(purpose, text_version, pointer="/text_version")
    check_guardian(minor=is_child(uow, lead.birth_date), purposes={purpose}, guardian=guardian)
    if await uow.one(queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose) is not None:
        raise ConsentInForce("/purpose")
    consent = grant(uow, client_id, purpose, text_version, channel, guardian)
    following.resume(uow, client_id, purpose)
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
    await _forbid_under_others(uow, lead, purpose)
    return consent


async def forbid(uow: UnitOfWork, client_id: UUID, purpose: str) -> StoppedPurpose:
    """The client wants nothing done for a purpose, whether or not he ever allowed it; raises NotFound.

    It is forbidden under every id he has. Forbidding it again changes nothing.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    stopped = await _forbid_under(uow, lead, purpose)
    await _forbid_under_others(uow, lead, purpose)
    return stopped


async def _forbid_under_others(uow: UnitOfWork, lead: Lead, purpose: str) -> None:
    for same in await same_person(uow, lead):
        if same.id != lead.id:
            await _forbid_under(uow, same, purpose)


async def _forbid_under(uow: UnitOfWork, lead: Lead, purpose: str) -> StoppedPurpose:
    """Nothing more is done for a purpose under this id of a client."""
    uow.admit_client(lead.id)
    known: StoppedPurpose | None = await uow.one_in_agency(
        queries.consents.STOPPED, client_id=lead.id, purpose=purpose
    )
    if known is not None:
        return known
    consent: Consent | None = await uow.one_in_agency(
        queries.consents.CONSENT_IN_FORCE, client_id=lead.id, purpose=purpose
    )
    if consent is not None:
        return await _withdraw(uow, consent)
    uow.record(ConsentWithdrawn(client_id=lead.id, purpose=purpose), about=lead)
    return following.stop(uow, lead.id, purpose, uow.now)


async def _withdraw(uow: UnitOfWork, consent: Consent) -> StoppedPurpose:
    uow.change(consent, withdrawn_at=uow.now)
    await withdraw_cases(uow, consent.id)
    uow.record(ConsentWithdrawn(client_id=consent.client_id, purpose=consent.purpose), about=consent)
    return following.stop(uow, consent.client_id, consent.purpose, uow.now)


def is_child(uow: UnitOfWork, birth_date: date | None) -> bool:
    """Whether a guardian consents for whoever was born on that day."""
    return birth_date is not None and is_minor(uow.kit.jurisdiction, birth_date, on=local_date(uow.now))


def grant(
    uow: UnitOfWork,
    client_id: UUID,
    purpose: str,
    text_version: str,
    channel: str,
    guardian: Guardian | None = None,
) -> Consent:
    """A line of the ledger."""
    return uow.add(
        Consent(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            purpose=purpose,
            text_version=text_version,
            channel=channel,
            granted_at=uow.now,
            guardian_relation=None if guardian is None else guardian.relation.value,
            guardian_name_sealed=None if guardian is None else uow.kit.cipher.seal(guardian.name),
        )
    )
