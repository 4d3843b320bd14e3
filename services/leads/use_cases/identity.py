"""The identity number of somebody who is a lead already."""

from dataclasses import replace
from uuid import UUID

from services.leads import queries
from services.leads.domain.identity import POINTER, checked_identity
from services.leads.domain.people_problems import (
    FirmHasNoIdentityNumber,
    IdentityOfAnother,
    TwoIdentityNumbers,
)
from services.leads.tables import Lead
from services.leads.use_cases.capture import Prospect
from services.leads.use_cases.merged import merged_into, refuse_merged, survivor
from shared.calendar import local_date
from shared.contracts import Sex
from shared.contracts.leads import Segment
from shared.unit_of_work import UnitOfWork


async def set_identity(uow: UnitOfWork, client_id: UUID, version: int, id_number: str) -> Lead:
    """The number is checked, sealed, and found by its keyed hash; sex and birth date follow from it where they are unknown.

    Raises NotFound, Stale, LeadMerged, FirmHasNoIdentityNumber, what `checked_identity` raises, TwoIdentityNumbers where
    one that was merged into this lead has another, and IdentityOfAnother, which says whose it is to those who see him.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    uow.expect(lead, version)
    refuse_merged(lead)
    if lead.segment != Segment.PERSON:
        raise FirmHasNoIdentityNumber(POINTER)
    number = checked_identity(
        id_number,
        sex=None if lead.sex is None else Sex(lead.sex).value,
        birth_date=lead.birth_date,
        today=local_date(uow.now),
    )
    text = number.reveal()
    digest = uow.kit.cipher.digest(text)
    merged = await merged_into(uow, lead)
    if {one.id_number_digest for one in merged} - {None, digest}:
        raise TwoIdentityNumbers(POINTER)
    held_elsewhere = await _refuse_anothers(uow, lead, digest)
    uow.change(lead, sex=number.sex, birth_date=number.birth_date)
    if not held_elsewhere:
        uow.change(lead, id_number_sealed=uow.kit.cipher.seal(text), id_number_digest=digest)
    return lead


def identified(uow: UnitOfWork, prospect: Prospect, id_number: str) -> Prospect:
    """Somebody new with his number; sex and birth date follow from it where they were not said.

    Raises FirmHasNoIdentityNumber and what `checked_identity` raises.
    """
    if prospect.segment != Segment.PERSON:
        raise FirmHasNoIdentityNumber(POINTER)
    number = checked_identity(
        id_number,
        sex=None if prospect.sex is None else Sex(prospect.sex).value,
        birth_date=prospect.birth_date,
        today=local_date(uow.now),
    )
    return replace(prospect, id_number=number.reveal(), sex=Sex(number.sex), birth_date=number.birth_date)


async def _refuse_anothers(uow: UnitOfWork, lead: Lead, digest: bytes) -> bool:
    """Whether one that was merged into this lead holds the number for both; raises IdentityOfAnother."""
    holder: Lead | None = await uow.one_in_agency(
        queries.merges.LEAD_BY_IDENTITY_NUMBER, id_number_digest=digest
    )
    if holder is None or holder.id == lead.id:
        return False
    whose = await survivor(uow, holder)
    if whose.id == lead.id:
        return True
    seen = await uow.one(queries.leads.LEAD, client_id=whose.id)
    raise IdentityOfAnother(POINTER, **({} if seen is None else {"other_client_id": str(whose.id)}))
