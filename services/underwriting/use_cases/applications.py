"""An application is opened from a proposal, and filled in: every part until it is submitted, by client or agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.underwriting import queries
from services.underwriting.domain.ages import age_of
from services.underwriting.domain.application import State
from services.underwriting.domain.application_file import Designation, underwrites_health
from services.underwriting.domain.beneficiaries import designate
from services.underwriting.domain.findings import Finding
from services.underwriting.domain.identity import check_identity, check_occupation, read_identity
from services.underwriting.domain.interest import InsuredIs
from services.underwriting.domain.precheck import Life, disclosures
from services.underwriting.domain.problems import (
    ApplicationState,
    DatedInTheFuture,
    DeclarationOutdated,
    LegalHeirsOrNamed,
)
from services.underwriting.domain.recording import Channel, Design
from services.underwriting.tables import Application
from services.underwriting.texts import DECLARATION_VERSION
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts.quotes import ProposalAccepted
from shared.identity_number import IdentityNumber
from shared.money import Money
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class InsuredPerson:
    """Who is insured, as he was entered."""

    name: str
    id_number: str
    occupation_code: str | None
    insured_is: InsuredIs
    insured_consents: bool
    parent_consents: bool
    other_death_cover: Money


@dataclass(frozen=True, slots=True)
class Recording:
    """Where the recording of a sale lies, and of which day it is."""

    reference: str
    recorded_on: date


async def open_for_proposal(uow: UnitOfWork, proposal: ProposalAccepted) -> None:
    """A client accepted a proposal: each of its covers becomes an application, unless it is one already."""
    opened = await uow.all(
        queries.APPLICATIONS_OF_PROPOSAL, proposal_id=proposal.proposal_id, client_id=proposal.client_id
    )
    known = {application.product_id for application in opened}
    for cover in proposal.covers:
        if cover.product_id in known:
            continue
        known.add(cover.product_id)
        uow.add(
            Application(
                agency_id=uow.caller.agency_id,
                client_id=proposal.client_id,
                carrier_id=cover.carrier_id,
                proposal_id=proposal.proposal_id,
                tier=proposal.tier,
                product_id=cover.product_id,
                product_code=cover.product_code,
                line=cover.line,
                sum_insured=cover.sum_insured,
                annual_premium=cover.annual_premium,
                coverage_term=cover.coverage_term,
                payment_years=cover.payment_years,
                waiting_days=cover.waiting_days,
                opened_at=uow.now,
                insured_member_id=proposal.insured.member_id,
                insured_birth_date=proposal.insured.birth_date,
                insured_sex=proposal.insured.sex,
                occupation_class=proposal.insured.occupation_class,
            )
        )


async def find(uow: UnitOfWork, application_id: UUID) -> Application:
    """The application; a carrier has it from its submission on. Raises NotFound."""
    query = queries.APPLICATION_HANDED_IN if uow.caller.role is Role.CARRIER else queries.APPLICATION
    application: Application = await uow.get(query, application_id=application_id)
    return application


async def name_insured(
    uow: UnitOfWork, application_id: UUID, version: int, insured: InsuredPerson
) -> Application:
    """Say who is insured.

    Raises InvalidIdentityNumber, SexMismatch, BirthdateMismatch, UnknownOccupation, OccupationMismatch; and NotFound,
    Stale, ApplicationState.
    """
    application = await _draft(uow, application_id, version)
    today = local_date(uow.now)
    number = check_identity(
        insured.id_number,
        sex="male" if application.insured_sex == "male" else "female",
        birth_date=application.insured_birth_date,
        on=today,
        at="/id_number",
    )
    if insured.occupation_code is not None:
        check_occupation(
            uow.kit.jurisdiction,
            insured.occupation_code,
            priced_class=application.occupation_class,
            on=today,
            at="/occupation_code",
        )
    return _fill_in(
        uow,
        application,
        **_sealed_party(uow, "insured", insured.name, number),
        occupation_code=insured.occupation_code,
        insured_is=insured.insured_is,
        insured_consents=insured.insured_consents,
        parent_consents=insured.parent_consents,
        other_death_cover=insured.other_death_cover,
    )


async def name_policyholder(
    uow: UnitOfWork, application_id: UUID, version: int, *, name: str, id_number: str
) -> Application:
    """Say who applies, where that is not the insured; raises InvalidIdentityNumber, NotFound, Stale, ApplicationState."""
    application = await _draft(uow, application_id, version)
    number = read_identity(id_number, on=local_date(uow.now), at="/id_number")
    return _fill_in(
        uow,
        application,
        **_sealed_party(uow, "policyholder", name, number),
        policyholder_birth_date=number.birth_date,
    )


async def designate_beneficiaries(
    uow: UnitOfWork, application_id: UUID, version: int, designation: Designation
) -> Application:
    """Say who receives the benefit, in place of those named before.

    Raises BeneficiaryShares (with shares that would do), BeneficiaryIncomplete, BeneficiaryOrder,
    BeneficiaryOfEmployee, TooManyBeneficiaries, LegalHeirsOrNamed, InvalidIdentityNumber; and NotFound, Stale,
    ApplicationState.
    """
    application = await _draft(uow, application_id, version)
    today = local_date(uow.now)
    if designation.legal_heirs and designation.beneficiaries:
        raise LegalHeirsOrNamed("/legal_heirs")
    designate(
        uow.kit.jurisdiction,
        designation.beneficiaries,
        on=today,
        designated_by=designation.designated_by,
        insured_consents=designation.insured_consents,
        for_employee=application.insured_is == "employee",
        draft=True,
    )
    named = tuple(
        one.model_copy(
            update={
                "id_number": one.id_number
                and read_identity(one.id_number, on=today, at=f"/beneficiaries/{place}/id_number").reveal()
            }
        )
        for place, one in enumerate(designation.beneficiaries)
    )
    checked = designation.model_copy(update={"beneficiaries": named})
    return _fill_in(uow, application, beneficiaries_sealed=uow.kit.cipher.seal(checked.model_dump_json()))


async def disclose(
    uow: UnitOfWork, application_id: UUID, version: int, findings: Sequence[Finding]
) -> Application:
    """Say what was found; what is never owed (a cold, a healed minor illness) is left out.

    Raises UnknownCondition, InvalidGradingInput, ConditionSexMismatch; and NotFound, Stale, ApplicationState.
    """
    application = await _draft(uow, application_id, version)
    rules, today = uow.kit.jurisdiction, local_date(uow.now)
    asked = underwrites_health(rules, application.line, on=today)
    told = disclosures(
        rules,
        Life(
            age=age_of(application.insured_birth_date, today),
            sex="male" if application.insured_sex == "male" else "female",
        ),
        findings,
        on=today,
        lines=[application.line] if asked else [],
    )
    return _fill_in(uow, application, disclosures_sealed=uow.kit.cipher.seal(told.model_dump_json()))


async def describe_sale(
    uow: UnitOfWork,
    application_id: UUID,
    version: int,
    *,
    channel: Channel,
    design: Design,
    recording: Recording | None,
) -> Application:
    """Say how the cover was sold, and where the recording lies; raises DatedInTheFuture, NotFound, Stale,
    ApplicationState."""
    application = await _draft(uow, application_id, version)
    if recording is not None and recording.recorded_on > local_date(uow.now):
        raise DatedInTheFuture("/recording/recorded_on")
    return _fill_in(
        uow,
        application,
        sale_channel=channel,
        sale_design=design,
        recording_reference=recording and recording.reference,
        recorded_on=recording and recording.recorded_on,
    )


async def confirm_declaration(
    uow: UnitOfWork, application_id: UUID, version: int, *, text_version: str
) -> Application:
    """The policyholder confirms the declaration over the application as it stands.

    Raises DeclarationOutdated, NotFound, Stale, ApplicationState.
    """
    application = await _draft(uow, application_id, version)
    if text_version != DECLARATION_VERSION:
        raise DeclarationOutdated("/text_version", current=DECLARATION_VERSION)
    uow.change(application, declared_at=uow.now, declaration_version=text_version)
    return application


async def _draft(uow: UnitOfWork, application_id: UUID, version: int) -> Application:
    """The application while it may be filled in; raises NotFound, Stale, ApplicationState."""
    application = await find(uow, application_id)
    uow.expect(application, version)
    if application.status != State.DRAFT:
        raise ApplicationState(state=application.status, action="change")
    return application


def _fill_in(uow: UnitOfWork, application: Application, **values: Any) -> Application:
    """Set parts of a draft: what the policyholder confirmed before was another application."""
    uow.change(application, **values, declared_at=None, declaration_version=None)
    return application


def _sealed_party(uow: UnitOfWork, party: str, name: str, number: IdentityNumber) -> dict[str, bytes]:
    cipher = uow.kit.cipher
    return {
        f"{party}_name_sealed": cipher.seal(name),
        f"{party}_number_sealed": cipher.seal(number.reveal()),
        f"{party}_number_digest": cipher.digest(number.reveal()),
    }
