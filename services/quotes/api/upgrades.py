"""Upgrade comparisons: reckoned in front of a client, kept for him, and shown as a page."""

from uuid import UUID

from fastapi import status as statuses
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.api.upgrades_shown import comparison_out, stored_detail_out, stored_out
from services.quotes.schemas.upgrades import (
    ClientComparisonDetailOut,
    ClientComparisonIn,
    ClientComparisonOut,
    ComparisonAskedIn,
    ComparisonOut,
)
from services.quotes.tables import StoredUpgradeComparison
from services.quotes.texts import sentences
from services.quotes.upgrade_document import KIND, render
from services.quotes.use_cases import upgrades
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("quotes")


@router.post("/calculators/upgrade-comparison", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_upgrade_comparison(uow: Uow, asked: ComparisonAskedIn) -> Answer[ComparisonOut]:
    """A policy as it is held beside a newer product, neutrally, with all that must be told before one is ended."""
    on = asked.on or local_date(uow.now)
    _, answer = await upgrades.reckon(uow, asked.held, asked.new_product_code, asked.life, asked.choice, on)
    return Answer(
        result=comparison_out(uow, answer.result),
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )


@router.post("/upgrade-comparisons", status_code=statuses.HTTP_201_CREATED, tags=["upgrade comparisons"])
@allow(Role.AGENT)
async def keep_upgrade_comparison(uow: Uow, asked: ClientComparisonIn) -> ClientComparisonDetailOut:
    """Compare a client's policy with a product on sale as of today, and keep it for him."""
    stored = await upgrades.keep(
        uow, asked.client_id, asked.policy_id, asked.held, asked.new_product_code, asked.life, asked.choice
    )
    return stored_detail_out(uow, stored)


@router.get("/upgrade-comparisons", tags=["upgrade comparisons"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_upgrade_comparisons(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    policy_id: UUID | None = None,
    line: Line | None = None,
) -> PageOf[ClientComparisonOut]:
    """Comparisons in reach, the newest first."""
    return await queries.wealth.COMPARISONS.page(
        uow, asked, stored_out, client_id=client_id, policy_id=policy_id, line=line
    )


@router.get("/upgrade-comparisons/{comparison_id}", tags=["upgrade comparisons"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_upgrade_comparison(uow: Uow, comparison_id: UUID) -> ClientComparisonDetailOut:
    """One comparison, as it was made."""
    stored: StoredUpgradeComparison = await uow.get(queries.wealth.COMPARISON, comparison_id=comparison_id)
    return stored_detail_out(uow, stored)


@router.get("/upgrade-comparisons/{comparison_id}/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_upgrade_comparison(uow: Uow, comparison_id: UUID) -> HTMLResponse:
    """The comparison as a page: both sides, the cash value, and what must be known before a policy is ended."""
    return await render(uow, comparison_id)


@router.post(
    "/upgrade-comparisons/{comparison_id}/share-links",
    status_code=statuses.HTTP_201_CREATED,
    tags=["documents"],
)
@allow(Role.CLIENT, Role.AGENT)
async def share_upgrade_comparison(uow: Uow, comparison_id: UUID) -> ShareLinkOut:
    """A link that opens the comparison without a token for thirty days."""
    stored: StoredUpgradeComparison = await uow.get(queries.wealth.COMPARISON, comparison_id=comparison_id)
    return uow.share(KIND, stored.id)


@router.get("/shared/upgrade-comparison/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_upgrade_comparison(uow: Uow, token: str) -> HTMLResponse:
    """The comparison behind a share link."""
    return await render(uow, uow.open_shared(KIND, token))
