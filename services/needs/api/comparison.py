"""Routes of the gap update table 保障缺口更新表: as data, as a page, and at a share link for a while."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, status
from fastapi.responses import HTMLResponse

from services.needs import queries
from services.needs.api.households import READERS
from services.needs.domain.gap_update import Sides
from services.needs.schemas.assessments import GapUpdateOut, PastDay
from services.needs.tables import GapComparison
from services.needs.update_page import update_page
from services.needs.use_cases import comparison
from services.needs.use_cases.comparison import Asked
from shared.documents import Documents
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("needs")
DOCUMENTS = Documents(Path(__file__).parent.parent / "templates")
KIND = "gap-update"


async def _two(
    earlier: Annotated[
        UUID | None, Query(description="an assessment; the one agreed to unless given")
    ] = None,
    later: Annotated[
        UUID | None, Query(description="an assessment; the one computed last unless given")
    ] = None,
    earlier_on: Annotated[PastDay | None, Query()] = None,
    later_on: Annotated[PastDay | None, Query()] = None,
) -> Asked:
    return Asked(earlier=earlier, later=later, earlier_on=earlier_on, later_on=later_on)


Two = Annotated[Asked, Depends(_two)]


@router.get("/clients/{client_id}/gap-update", tags=["gap update"])
@allow(*READERS)
async def read_gap_update(uow: Uow, client_id: UUID, two: Two) -> GapUpdateOut:
    """Two assessments or days side by side 保障缺口更新表, and what changed in the household between them.

    Unless named: the assessment that was agreed to, and the one computed last.
    """
    return GapUpdateOut.of(await comparison.compare(uow, client_id, two))


@router.get("/clients/{client_id}/gap-update/document", tags=["documents"], response_class=HTMLResponse)
@allow(*READERS)
async def read_update_document(uow: Uow, client_id: UUID, two: Two) -> HTMLResponse:
    """The gap update table as a page to show and to print."""
    return _render(uow, await comparison.compare(uow, client_id, two))


@router.post(
    "/clients/{client_id}/gap-update/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"]
)
@allow(*READERS)
async def share_update(uow: Uow, client_id: UUID, two: Two) -> ShareLinkOut:
    """An address at which anybody who has it reads the table, as it is now, for thirty days."""
    kept = await comparison.keep(uow, client_id, two)
    return uow.share(KIND, kept.id)


@router.get("/shared/gap-update/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def read_shared_update(uow: Uow, token: str) -> HTMLResponse:
    """The gap update table that a share link leads to."""
    kept: GapComparison = await uow.get(queries.GAP_COMPARISON, comparison_id=uow.open_shared(KIND, token))
    return _render(uow, Sides.model_validate(kept.sides))


def _render(uow: Uow, sides: Sides) -> HTMLResponse:
    return DOCUMENTS.render("gap_update.html", uow, **update_page(sides, uow.language))
