"""Routes of the rendered gap report: for token holders, and at a share link for a while."""

from pathlib import Path
from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.needs import queries
from services.needs.api.households import READERS
from services.needs.report import report
from services.needs.tables import Assessment
from services.needs.use_cases.computing import figures_of
from shared.documents import Documents
from shared.routing import Uow, allow, public, service_router
from shared.share_links import LIFETIME, ShareLinkOut

router = service_router("needs")
DOCUMENTS = Documents(Path(__file__).parent.parent / "templates")
KIND = "assessment"


@router.get(
    "/clients/{client_id}/assessments/{assessment_id}/document",
    tags=["documents"],
    response_class=HTMLResponse,
)
@allow(*READERS)
async def read_document(uow: Uow, client_id: UUID, assessment_id: UUID) -> HTMLResponse:
    """The gap report: charts, what comes first, why each figure is what it is, and what to bear in mind."""
    assessment: Assessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    return _render(uow, assessment)


@router.post(
    "/clients/{client_id}/assessments/{assessment_id}/share-links",
    status_code=status.HTTP_201_CREATED,
    tags=["documents"],
)
@allow(*READERS)
async def share_document(uow: Uow, client_id: UUID, assessment_id: UUID) -> ShareLinkOut:
    """An address at which anybody who has it reads the gap report for thirty days."""
    assessment: Assessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    figures_of(assessment)
    expires_at = (uow.now + LIFETIME).replace(microsecond=0)
    token = uow.kit.share_links.sign(KIND, assessment.id, assessment.agency_id, expires_at)
    url = f"{uow.kit.settings.public_url.rstrip('/')}/needs/shared/{KIND}/{token}"
    return ShareLinkOut(url=url, expires_at=expires_at)


@router.get("/shared/assessment/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def read_shared_document(uow: Uow, token: str) -> HTMLResponse:
    """The gap report that a share link leads to."""
    assessment_id = uow.open_shared(KIND, token)
    assessment: Assessment = await uow.get(queries.ASSESSMENT_BY_ID, assessment_id=assessment_id)
    return _render(uow, assessment)


def _render(uow: Uow, assessment: Assessment) -> HTMLResponse:
    return DOCUMENTS.render("gap_report.html", uow, **report(assessment, uow.language))
