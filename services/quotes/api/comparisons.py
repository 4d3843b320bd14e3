"""Comparisons: asked for without keeping one, made for a client, listed, shown as a page, and given away by link."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.api.comparison_shown import (
    comparison_detail_out,
    comparison_out,
    comparison_result,
)
from services.quotes.comparison_document import KIND, render
from services.quotes.schemas.comparison import (
    ComparisonCalculatorIn,
    ComparisonDetailOut,
    ComparisonIn,
    ComparisonOut,
    ComparisonResult,
)
from services.quotes.tables import StoredComparison
from services.quotes.texts import sentences
from services.quotes.use_cases import comparisons
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")


@router.post("/calculators/comparison", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_comparison(uow: Uow, asked: ComparisonCalculatorIn) -> Answer[ComparisonResult]:
    """Products side by side for a life: what they pay and do not, waiting, payment, price, and where they differ."""
    compared = await comparisons.compare_on_sale(
        uow,
        asked.life,
        asked.wish,
        line=asked.line,
        codes=asked.product_codes,
        on=asked.on or local_date(uow.now),
    )
    return Answer(
        result=comparison_result(compared, uow.language),
        because=list(compared.comparison.because),
        caveats=sentences(compared.comparison.caveats, uow.language),
    )


@router.post("/comparisons", status_code=status.HTTP_201_CREATED, tags=["comparisons"])
@allow(Role.CLIENT, Role.AGENT)
async def make_comparison(uow: Uow, asked: ComparisonIn) -> ComparisonDetailOut:
    """Compare as of today for a client, and keep it as it was shown."""
    made = await comparisons.keep(
        uow, asked.client_id, asked.life, asked.wish, line=asked.line, codes=asked.product_codes
    )
    return await _detail(uow, made)


@router.get("/comparisons", tags=["comparisons"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_comparisons(
    uow: Uow, asked: Asked, client_id: UUID | None = None, line: Line | None = None
) -> PageOf[ComparisonOut]:
    """Comparisons that were made for clients, the newest first."""
    listing = queries.comparisons.COMPARISONS
    return await listing.page(uow, asked, comparison_out, client_id=client_id, line=line)


@router.get("/comparisons/{comparison_id}", tags=["comparisons"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_comparison(uow: Uow, comparison_id: UUID) -> ComparisonDetailOut:
    """A comparison as it was made: prices and product versions of that day."""
    return await _detail(uow, await uow.get(queries.comparisons.COMPARISON, comparison_id=comparison_id))


@router.get("/comparisons/{comparison_id}/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_comparison(uow: Uow, comparison_id: UUID) -> HTMLResponse:
    """The comparison as a page for a phone or for A4."""
    return await render(uow, comparison_id)


@router.post(
    "/comparisons/{comparison_id}/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"]
)
@allow(Role.CLIENT, Role.AGENT)
async def share_comparison(uow: Uow, comparison_id: UUID) -> ShareLinkOut:
    """A link that opens the comparison without a token for thirty days."""
    stored: StoredComparison = await uow.get(queries.comparisons.COMPARISON, comparison_id=comparison_id)
    return uow.share(KIND, stored.id)


@router.get("/shared/comparison/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_comparison(uow: Uow, token: str) -> HTMLResponse:
    """The comparison behind a share link."""
    return await render(uow, uow.open_shared(KIND, token))


async def _detail(uow: UnitOfWork, stored: StoredComparison) -> ComparisonDetailOut:
    products = await comparisons.products_of(uow, comparisons.sides_of(stored))
    return comparison_detail_out(stored, products, uow.language)
