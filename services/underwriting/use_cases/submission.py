"""An application leaves for the carrier when nothing is missing, or is taken back."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from services.underwriting import queries
from services.underwriting.domain.application import Action, State, advance
from services.underwriting.domain.application_file import (
    ApplicationFile,
    Designation,
    documents_for,
    missing_parts,
    pays_on_death,
)
from services.underwriting.domain.interest import InsuredIs
from services.underwriting.domain.problems import ApplicationIncomplete
from services.underwriting.domain.recording import Channel, Design
from services.underwriting.domain.submission import RequiredDocument
from services.underwriting.tables import Application
from services.underwriting.use_cases.applications import find
from services.underwriting.use_cases.standing import settle
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.leads import Purpose
from shared.contracts.underwriting import ApplicationSubmitted
from shared.money import Money
from shared.privacy.stopping import Processing, refuse_stopped
from shared.problems import Problem
from shared.unit_of_work import UnitOfWork

DISCLOSING = Processing(Purpose.HEALTH_DATA, for_contract=False)


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What is still missing, and what documents go with an application."""

    missing: list[Problem]
    documents: tuple[RequiredDocument, ...]


async def open_points(uow: UnitOfWork, application_id: UUID) -> OpenPoints:
    """What keeps the application from leaving today; raises NotFound."""
    application = await find(uow, application_id)
    file = await _file_of(uow, application)
    rules, today = uow.kit.jurisdiction, local_date(uow.now)
    return OpenPoints(
        missing=missing_parts(rules, file, on=today),
        documents=documents_for(rules, file, on=today).result,
    )


async def submit(uow: UnitOfWork, application_id: UUID, version: int) -> Application:
    """Send the application to the carrier.

    Raises ApplicationIncomplete, which lists every missing part, ApplicationState, NotFound, Stale, and ProcessingStopped
    where it would disclose what its client has withdrawn his consent to.
    """
    application = await find(uow, application_id)
    uow.expect(application, version)
    advance(State(application.status), Action.SUBMIT)
    missing = missing_parts(uow.kit.jurisdiction, await _file_of(uow, application), on=local_date(uow.now))
    if missing:
        raise ApplicationIncomplete(
            codes=", ".join(problem.code for problem in missing),
            missing=[
                {
                    "pointer": problem.pointer or "",
                    "code": problem.code,
                    "message": problem.message(uow.language),
                }
                for problem in missing
            ],
        )
    if application.disclosures_sealed is not None:
        await refuse_stopped(uow, DISCLOSING, {application.client_id})
    settle(uow, application, submitted_at=uow.now)
    uow.record(
        ApplicationSubmitted(
            client_id=application.client_id,
            application_id=application.id,
            carrier_id=application.carrier_id,
            product_id=application.product_id,
            line=Line(application.line),
            sum_insured=application.sum_insured,
            annual_premium=application.annual_premium,
        ),
        about=application,
    )
    return application


async def withdraw(uow: UnitOfWork, application_id: UUID, version: int) -> Application:
    """Take the application back, before a policy is issued; raises ApplicationState, NotFound, Stale."""
    application = await find(uow, application_id)
    uow.expect(application, version)
    advance(State(application.status), Action.WITHDRAW)
    settle(uow, application, withdrawn_at=uow.now)
    return application


def designation_of(uow: UnitOfWork, application: Application) -> Designation | None:
    """Whom the benefit is for, as far as anybody has said."""
    sealed = application.beneficiaries_sealed
    return None if sealed is None else Designation.model_validate_json(uow.kit.cipher.open(sealed))


async def _file_of(uow: UnitOfWork, application: Application) -> ApplicationFile:
    own = application.insured_is == "self"
    identified = application.insured_number_sealed is not None
    insured_birth = application.insured_birth_date
    return ApplicationFile(
        line=application.line,
        sum_insured=application.sum_insured,
        coverage_term=application.coverage_term,
        insured_is=cast(InsuredIs, application.insured_is),
        insured_birth_date=insured_birth,
        insured_identified=identified,
        insured_consents=application.insured_consents,
        parent_consents=application.parent_consents,
        policyholder_birth_date=insured_birth if own else application.policyholder_birth_date,
        death_cover_elsewhere=await _death_cover_elsewhere(uow, application),
        designation=designation_of(uow, application) or Designation(),
        health_told=application.disclosures_sealed is not None,
        declared=application.declared_at is not None,
        channel=cast(Channel, application.sale_channel),
        design=cast(Design, application.sale_design),
        recording_stored=application.recording_reference is not None,
    )


async def _death_cover_elsewhere(uow: UnitOfWork, application: Application) -> Money:
    """What the insured's death pays beside this: by other policies, and by other applications, sent or not.

    Drafts count, so that of two applications submitted at one moment neither escapes the cap.
    """
    others: list[Application] = await uow.all(
        queries.OTHER_APPLICATIONS_FOR_INSURED,
        client_id=application.client_id,
        insured_member_id=application.insured_member_id,
        application_id=application.id,
    )
    today = local_date(uow.now)
    counted = [
        other.sum_insured for other in others if pays_on_death(uow.kit.jurisdiction, other.line, on=today)
    ]
    return sum(counted, application.other_death_cover)
