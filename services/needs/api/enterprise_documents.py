"""Routes of the rendered report about a firm: for token holders, and at a share link for a while."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.needs.api.documents import DOCUMENTS
from services.needs.api.households import READERS
from services.needs.enterprise_report import enterprise_report
from services.needs.queries import enterprises as queries
from services.needs.tables import EnterpriseAssessment
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("needs")
KIND = "enterprise-assessment"


@router.get(
    "/clients/{client_id}/enterprise-assessments/{assessment_id}/document",
    tags=["documents"],
    response_class=HTMLResponse,
)
@allow(*READERS)
async def read_enterprise_document(uow: Uow, client_id: UUID, assessment_id: UUID) -> HTMLResponse:
    """The report about the firm: gaps, charts, the risk-transfer table, and what to bear in mind."""
    assessment: EnterpriseAssessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    return _render(uow, assessment)


@router.post(
    "/clients/{client_id}/enterprise-assessments/{assessment_id}/share-links",
    status_code=status.HTTP_201_CREATED,
    tags=["documents"],
)
@allow(*READERS)
async def share_enterprise_document(uow: Uow, client_id: UUID, assessment_id: UUID) -> ShareLinkOut:
    """An address at which anybody who has it reads the report about the firm for thirty days."""
    assessment: EnterpriseAssessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    return uow.share(KIND, assessment.id)


@router.get("/shared/enterprise-assessment/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def read_shared_enterprise_document(uow: Uow, token: str) -> HTMLResponse:
    """The report about a firm that a share link leads to."""
    assessment_id = uow.open_shared(KIND, token)
    assessment: EnterpriseAssessment = await uow.get(queries.ASSESSMENT_BY_ID, assessment_id=assessment_id)
    return _render(uow, assessment)


def _render(uow: Uow, assessment: EnterpriseAssessment) -> HTMLResponse:
    rule = uow.kit.jurisdiction.rule("enterprise.industries", on=assessment.assessed_on)
    industries = {one["code"]: one[uow.language] for one in rule["industries"]}
    return DOCUMENTS.render(
        "enterprise_report.html", uow, **enterprise_report(assessment, industries, uow.language)
    )
