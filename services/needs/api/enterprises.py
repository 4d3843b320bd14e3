"""Routes about a client's firm: recorded in versions, assessed, agreed on."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response, status

from services.needs.api.households import READERS
from services.needs.api.preconditions import MustBeNew, SeenVersion
from services.needs.domain.firm_figures import FirmAgreement, FirmOccasion, FirmStatus, firm_figures
from services.needs.queries import enterprises as queries
from services.needs.schemas.assessments import PastDay
from services.needs.schemas.enterprises import (
    EnterpriseAssessmentOut,
    EnterpriseAssessmentSummaryOut,
    EnterpriseChartOut,
    EnterpriseIn,
    EnterpriseOut,
    FirmConfirmationIn,
    FirmFiguresOut,
    IndustriesOut,
    IndustryOut,
    SummedUpFirmGap,
)
from services.needs.tables import Enterprise, EnterpriseAssessment, EnterpriseVersion
from services.needs.use_cases import enterprises
from services.needs.use_cases.firms import figures_of, recorded, version_then, with_policies
from shared.calendar import local_date
from shared.caller import Role
from shared.jurisdictions import Rule
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("needs")


@router.get("/industries", tags=["enterprises"])
@allow(*READERS)
async def list_industries(uow: Uow, on: Annotated[PastDay | None, Query()] = None) -> IndustriesOut:
    """The codes that a firm's industry is one of."""
    rule = _classification(uow, on or local_date(uow.now))
    items = [IndustryOut(code=one["code"], title=one[uow.language]) for one in rule["industries"]]
    return IndustriesOut(source=rule.source, items=items)


@router.put("/clients/{client_id}/enterprise", tags=["enterprises"])
@allow(*READERS)
async def put_enterprise(
    uow: Uow,
    client_id: UUID,
    enterprise: EnterpriseIn,
    response: Response,
    seen: SeenVersion,
    must_be_new: MustBeNew,
) -> EnterpriseOut:
    """Record the firm; figures that rest on another are computed again.

    The first time no If-Match is needed (201); a firm that is there is changed with If-Match (412 stale, 428 missing).
    """
    kept = await enterprises.record_enterprise(
        uow, client_id, enterprise.stated(), seen=seen, must_be_new=must_be_new
    )
    if kept.version == 1 and seen is None:
        response.status_code = status.HTTP_201_CREATED
    uow.tag(kept)
    return _enterprise(uow, kept)


@router.get("/clients/{client_id}/enterprise", tags=["enterprises"])
@allow(*READERS)
async def read_enterprise(
    uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None
) -> EnterpriseOut:
    """The firm as it is, with its ETag; with `on`, as it was known at the end of that day."""
    if on is not None:
        return _enterprise(uow, await version_then(uow, client_id, on))
    enterprise: Enterprise = await uow.get(queries.ENTERPRISE, client_id=client_id)
    uow.tag(enterprise)
    return _enterprise(uow, enterprise)


@router.get("/enterprises/{enterprise_id}", tags=["enterprises"])
@allow(*READERS)
async def read_enterprise_by_id(uow: Uow, enterprise_id: UUID) -> EnterpriseOut:
    """The firm that an event tells of, as it is."""
    enterprise: Enterprise = await uow.get(queries.ENTERPRISE_BY_ID, enterprise_id=enterprise_id)
    uow.tag(enterprise)
    return _enterprise(uow, enterprise)


@router.get("/clients/{client_id}/enterprise-gaps", tags=["enterprises"])
@allow(*READERS)
async def read_enterprise_gaps(
    uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None
) -> FirmFiguresOut:
    """What the firm lacked on any day, from what was known on it; nothing is stored."""
    day = on or local_date(uow.now)
    version = await version_then(uow, client_id, day)
    facts = await with_policies(uow, client_id, version.enterprise_version, recorded(version), day)
    return FirmFiguresOut.of(firm_figures(facts.firm, uow.kit.jurisdiction, on=day), uow.language)


@router.post(
    "/clients/{client_id}/enterprise-assessments",
    status_code=status.HTTP_201_CREATED,
    tags=["enterprises"],
)
@allow(*READERS)
async def request_enterprise_assessment(uow: Uow, client_id: UUID) -> EnterpriseAssessmentOut:
    """Compute every gap of the firm as it is, and its risk-transfer table; figures not agreed to are superseded."""
    assessment = await enterprises.request_assessment(uow, client_id)
    uow.tag(assessment)
    return _assessment(uow, assessment)


@router.get("/clients/{client_id}/enterprise-assessments", tags=["enterprises"])
@allow(*READERS)
async def list_enterprise_assessments(
    uow: Uow,
    client_id: UUID,
    asked: Asked,
    status: Annotated[FirmStatus | None, Query(examples=["computed"])] = None,
    occasion: Annotated[FirmOccasion | None, Query(examples=["enterprise_changed"])] = None,
) -> PageOf[EnterpriseAssessmentSummaryOut]:
    """Assessments of the firm, the newest first."""
    await uow.reach_client(client_id)
    return await queries.ASSESSMENTS.page(
        uow, asked, _summary, client_id=client_id, status=status, occasion=occasion
    )


@router.get("/clients/{client_id}/enterprise-assessments/{assessment_id}", tags=["enterprises"])
@allow(*READERS)
async def read_enterprise_assessment(
    uow: Uow, client_id: UUID, assessment_id: UUID
) -> EnterpriseAssessmentOut:
    """One assessment of the firm, with every figure's reasons."""
    assessment = await _get(uow, client_id, assessment_id)
    uow.tag(assessment)
    return _assessment(uow, assessment)


@router.get("/enterprise-assessments/{assessment_id}", tags=["enterprises"])
@allow(*READERS)
async def read_enterprise_assessment_by_id(uow: Uow, assessment_id: UUID) -> EnterpriseAssessmentOut:
    """The assessment that an event tells of, whose method is `enterprise`."""
    assessment: EnterpriseAssessment = await uow.get(queries.ASSESSMENT_BY_ID, assessment_id=assessment_id)
    uow.tag(assessment)
    return _assessment(uow, assessment)


@router.get("/clients/{client_id}/enterprise-assessments/{assessment_id}/chart", tags=["enterprises"])
@allow(*READERS)
async def read_enterprise_chart(uow: Uow, client_id: UUID, assessment_id: UUID) -> EnterpriseChartOut:
    """The gap chart of the firm as data."""
    assessed = figures_of(await _get(uow, client_id, assessment_id)).assessment
    return EnterpriseChartOut(assessment_id=assessment_id, on=assessed.on, chart=assessed.chart)


@router.post("/clients/{client_id}/enterprise-assessments/{assessment_id}/confirm", tags=["enterprises"])
@allow(Role.CLIENT)
async def confirm_enterprise_assessment(
    uow: Uow, client_id: UUID, assessment_id: UUID, version: IfMatch, confirmation: FirmConfirmationIn
) -> EnterpriseAssessmentOut:
    """The client agrees to the firm's gaps, as computed or as he edits them: an enterprise plan may be drafted."""
    assessment = await enterprises.confirm(uow, client_id, assessment_id, version, **dict(confirmation))
    uow.tag(assessment)
    return _assessment(uow, assessment)


async def _get(uow: Uow, client_id: UUID, assessment_id: UUID) -> EnterpriseAssessment:
    found: EnterpriseAssessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    return found


def _classification(uow: Uow, on: date) -> Rule:
    return uow.kit.jurisdiction.rule("enterprise.industries", on=on)


def _enterprise(uow: Uow, row: Enterprise | EnterpriseVersion) -> EnterpriseOut:
    firm = recorded(row)
    industries = _classification(uow, local_date(row.recorded_at))["industries"]
    titles: Mapping[str, str] = {one["code"]: one[uow.language] for one in industries}
    return EnterpriseOut(
        id=row.id if isinstance(row, Enterprise) else row.enterprise_id,
        client_id=row.client_id,
        version=row.version if isinstance(row, Enterprise) else row.enterprise_version,
        recorded_at=row.recorded_at,
        industry_title=titles[firm.industry],
        **dict(firm),
    )


def _summary(assessment: EnterpriseAssessment) -> EnterpriseAssessmentSummaryOut:
    return EnterpriseAssessmentSummaryOut.model_validate(_columns(assessment))


def _assessment(uow: Uow, assessment: EnterpriseAssessment) -> EnterpriseAssessmentOut:
    figures, agreement = figures_of(assessment), assessment.agreement
    codes = (code for answer in figures.answers() for code in answer.caveats)
    return EnterpriseAssessmentOut.model_validate(
        {
            **_columns(assessment),
            "figures": FirmFiguresOut.of(figures, uow.language),
            "caveat_codes": list(dict.fromkeys(codes)),
            "agreement": None if agreement is None else FirmAgreement.model_validate(agreement),
        }
    )


def _columns(assessment: EnterpriseAssessment) -> dict[str, Any]:
    columns = EnterpriseAssessmentSummaryOut.model_fields.keys() - {"gaps"}
    gaps = [SummedUpFirmGap.of(gap) for gap in figures_of(assessment).gaps()]
    return {**assessment.model_dump(include=columns), "gaps": gaps}
