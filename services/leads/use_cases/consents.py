"""The consent ledger: a purpose is allowed, and forbidden again."""

from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.consent_texts import require_known
from services.leads.domain.consents import Guardian, check_guardian, is_minor
from services.leads.domain.problems import ConsentInForce, NoConsentInForce
from services.leads.tables import Consent, Lead
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

    Raises NotFound, ConsentInForce, UnknownConsentText, GuardianConsentNeeded.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    require_known(purpose, text_version, pointer="/text_version")
    check_guardian(minor=is_child(uow, lead.birth_date), purposes={purpose}, guardian=guardian)
    if await uow.one(queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose) is not None:
        raise ConsentInForce("/purpose")
    consent = grant(uow, client_id, purpose, text_version, channel, guardian)
    following.resume(uow, client_id, purpose)
    uow.record(ConsentGranted(client_id=client_id, purpose=purpose, text_version=text_version), about=consent)
    return consent


async def withdraw_consent(uow: UnitOfWork, client_id: UUID, purpose: str) -> Consent:
    """The client forbids one purpose from now on (PIPL 15); raises NotFound, NoConsentInForce."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    consent: Consent | None = await uow.one(
        queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose
    )
    if consent is None:
        raise NoConsentInForce
    uow.change(consent, withdrawn_at=uow.now)
    following.stop(uow, client_id, purpose, uow.now)
    uow.record(ConsentWithdrawn(client_id=client_id, purpose=purpose), about=consent)
    return consent


async def forbid(uow: UnitOfWork, client_id: UUID, purpose: str) -> StoppedPurpose:
    """The client wants nothing done for a purpose, whether or not he ever allowed it; raises NotFound.

    Forbidding it again changes nothing.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    known: StoppedPurpose | None = await uow.one(
        queries.consents.STOPPED, client_id=client_id, purpose=purpose
    )
    if known is not None:
        return known
    consent: Consent | None = await uow.one(
        queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=purpose
    )
    if consent is not None:
        uow.change(consent, withdrawn_at=uow.now)
    uow.record(
        ConsentWithdrawn(client_id=client_id, purpose=purpose), about=lead if consent is None else consent
    )
    return following.stop(uow, client_id, purpose, uow.now)


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
