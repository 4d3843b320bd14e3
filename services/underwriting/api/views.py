"""Rows of `underwriting` as their readers see them: identity numbers masked for everybody but the carrier."""

from typing import Literal, cast

from services.underwriting.domain.application_file import Designation
from services.underwriting.domain.findings import Disclosures
from services.underwriting.domain.interest import InsuredIs
from services.underwriting.domain.outcomes import Outcome
from services.underwriting.domain.recording import Channel, Design
from services.underwriting.schemas.applications import (
    ApplicationOut,
    ApplicationSummary,
    BeneficiaryOut,
    DecisionOut,
    DesignationOut,
    DisclosuresOut,
    InsuredOut,
    MaterialOut,
    PartyOut,
    PolicyOut,
    SaleOut,
)
from services.underwriting.tables import Application, MaterialRequest
from services.underwriting.use_cases.submission import designation_of
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Sex
from shared.unit_of_work import UnitOfWork


def summary(application: Application) -> ApplicationSummary:
    """An application in a list."""
    return ApplicationSummary.model_validate(application, from_attributes=True)


def whole(uow: UnitOfWork, application: Application) -> ApplicationOut:
    """An application with everything in it; its ETag goes with the answer."""
    uow.tag(application)
    return ApplicationOut(
        **summary(application).model_dump(),
        **application.model_dump(
            include={
                "tier",
                "coverage_term",
                "payment_years",
                "waiting_days",
                "declared_at",
                "declaration_version",
                "accepted_at",
                "withdrawn_at",
                "materials_open",
            }
        ),
        insured=_insured(uow, application),
        policyholder=_policyholder(uow, application),
        designation=_designation(uow, application),
        disclosures=_disclosures(uow, application),
        sale=_sale(application),
        decision=_decision(application),
        policy=_policy(application),
    )


def material(uow: UnitOfWork, request: MaterialRequest) -> MaterialOut:
    """What the carrier asked for, and where it lies once it was handed in."""
    sealed = request.reference_sealed
    status: Literal["open", "overdue", "received"] = "open"
    if request.received_at is not None:
        status = "received"
    elif local_date(uow.now) > request.due_on:
        status = "overdue"
    return MaterialOut(
        **request.model_dump(exclude={"agency_id", "client_id", "carrier_id", "reference_sealed"}),
        status=status,
        reference=None if sealed is None else uow.kit.cipher.open(sealed),
    )


def _insured(uow: UnitOfWork, application: Application) -> InsuredOut:
    return InsuredOut(
        name=_open(uow, application.insured_name_sealed),
        id_number=_id_number(uow, _open(uow, application.insured_number_sealed)),
        member_id=application.insured_member_id,
        birth_date=application.insured_birth_date,
        sex=Sex(application.insured_sex),
        occupation_class=application.occupation_class,
        occupation_code=application.occupation_code,
        insured_is=cast(InsuredIs, application.insured_is),
        insured_consents=application.insured_consents,
        parent_consents=application.parent_consents,
        other_death_cover=application.other_death_cover,
    )


def _policyholder(uow: UnitOfWork, application: Application) -> PartyOut | None:
    if application.policyholder_name_sealed is None:
        return None
    return PartyOut(
        name=_open(uow, application.policyholder_name_sealed),
        id_number=_id_number(uow, _open(uow, application.policyholder_number_sealed)),
    )


def _designation(uow: UnitOfWork, application: Application) -> DesignationOut | None:
    designation: Designation | None = designation_of(uow, application)
    if designation is None:
        return None
    return DesignationOut(
        beneficiaries=[
            BeneficiaryOut(
                name=one.name or "",
                relation=one.relation or "",
                id_number=_id_number(uow, one.id_number),
                share_percent=one.share_percent,
                order=one.order,
            )
            for one in designation.beneficiaries
        ],
        legal_heirs=designation.legal_heirs,
        designated_by=designation.designated_by,
        insured_consents=designation.insured_consents,
    )


def _disclosures(uow: UnitOfWork, application: Application) -> DisclosuresOut | None:
    told = _open(uow, application.disclosures_sealed)
    if told is None:
        return None
    disclosures = Disclosures.model_validate_json(told)
    return DisclosuresOut(
        findings=list(disclosures.findings), not_to_disclose=list(disclosures.not_to_disclose)
    )


def _sale(application: Application) -> SaleOut:
    return SaleOut(
        channel=cast(Channel, application.sale_channel),
        design=cast(Design, application.sale_design),
        recording_reference=application.recording_reference,
        recorded_on=application.recorded_on,
    )


def _decision(application: Application) -> DecisionOut | None:
    if application.outcome is None or application.decided_at is None:
        return None
    return DecisionOut(
        outcome=Outcome(application.outcome),
        rating_percent=application.rating_percent,
        exclusions=application.exclusions,
        decided_at=application.decided_at,
    )


def _policy(application: Application) -> PolicyOut | None:
    if application.policy_id is None:
        return None
    return PolicyOut.model_validate(
        {**application.model_dump(), "annual_premium": application.issued_premium}
    )


def _open(uow: UnitOfWork, sealed: bytes | None) -> str | None:
    return None if sealed is None else uow.kit.cipher.open(sealed)


def _id_number(uow: UnitOfWork, number: str | None) -> str | None:
    """In full for the carrier, which has to have it; for everybody else its first and last characters."""
    if number is None or uow.caller.role is Role.CARRIER:
        return number
    return f"{number[:1]}{'*' * (len(number) - 2)}{number[-1:]}"
