"""Routes about the consent ledger."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.consent_texts import CONSENT_TEXTS, ConsentText, current_text
from services.leads.domain.consents import SENSITIVE
from services.leads.schemas.consents import (
    ConsentIn,
    ConsentOut,
    ConsentTextOut,
    ConsentTextsOut,
    StoppedPurposeOut,
)
from services.leads.schemas.fields import Purpose
from services.leads.tables import Consent
from services.leads.use_cases import consents
from shared.calendar import local_date
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.privacy.tables import StoppedPurpose
from shared.routing import Uow, allow, public, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("leads")


@router.get("/consent-texts", tags=["consents"])
@public
async def list_consent_texts(uow: Uow, purpose: Purpose | None = None) -> ConsentTextsOut:
    """What clients read before they consent, in every version; each purpose is a consent for itself."""
    shown = [text for text in CONSENT_TEXTS.values() if purpose in (None, text.purpose)]
    return ConsentTextsOut(items=[_text(uow, text) for text in shown])


@router.get("/{client_id}/consents", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_consents(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[ConsentOut]:
    """The consent ledger of the client, the first line first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.consents.CONSENTS.page(uow, asked, _consent, client_id=client_id)


@router.post("/{client_id}/consents", status_code=status.HTTP_201_CREATED, tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def grant_consent(uow: Uow, client_id: UUID, consent: ConsentIn) -> ConsentOut:
    """The client, or the guardian of a child under 14, allows one purpose more."""
    guardian = None if consent.guardian is None else consent.guardian.told()
    granted = await consents.grant_consent(
        uow, client_id, **consent.model_dump(exclude={"guardian"}), guardian=guardian
    )
    return _consent(granted)


@router.post("/{client_id}/consents/{purpose}/withdraw", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def withdraw_consent(uow: Uow, client_id: UUID, purpose: Purpose) -> ConsentOut:
    """The client forbids a purpose: every service stops at once."""
    return _consent(await consents.withdraw_consent(uow, client_id, purpose))


@router.put("/{client_id}/stopped-purposes/{purpose}", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def forbid_purpose(uow: Uow, client_id: UUID, purpose: Purpose) -> StoppedPurposeOut:
    """The client wants nothing done for a purpose, whether or not he ever allowed it: every service stops at once."""
    return _stopped(await consents.forbid(uow, client_id, purpose))


@router.get("/{client_id}/stopped-purposes", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_stopped_purposes(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[StoppedPurposeOut]:
    """The purposes for which nothing is done with the client's data, the first first; a new consent takes one off."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.consents.STOPPED_PURPOSES.page(uow, asked, _stopped, client_id=client_id)


def _stopped(stopped: StoppedPurpose) -> StoppedPurposeOut:
    return StoppedPurposeOut.model_validate(stopped, from_attributes=True)


def _consent(consent: Consent) -> ConsentOut:
    return ConsentOut.model_validate(consent, from_attributes=True)


def _text(uow: UnitOfWork, text: ConsentText) -> ConsentTextOut:
    institution, language = uow.kit.settings.institution_name, uow.language
    current = current_text(text.purpose, local_date(uow.now))
    return ConsentTextOut(
        purpose=text.purpose,
        version=text.version,
        effective_from=text.effective_from,
        current=text.version == current.version,
        sensitive=text.purpose in SENSITIVE,
        text=text.text[language].format(institution=institution),
        necessity=None if text.necessity is None else text.necessity[language],
        without=text.without[language],
    )
