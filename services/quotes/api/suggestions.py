"""Suggestions to change a plan: reading them, taking one up, dismissing one."""

from typing import Literal
from uuid import UUID

from services.quotes import queries
from services.quotes.api.plans_shown import suggestion_out
from services.quotes.domain.product import Code
from services.quotes.schemas.plans import LookedOut, SuggestionOut
from services.quotes.tables import PlanSuggestion
from services.quotes.use_cases import adjustments
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("quotes")


@router.get("/clients/{client_id}/suggestions", tags=["suggestions"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_suggestions(
    uow: Uow,
    asked: Asked,
    client_id: UUID,
    status: Literal["open", "dismissed", "taken"] | None = None,
    code: Code | None = None,
) -> PageOf[SuggestionOut]:
    """What is suggested to change in the client's plan, each with its reason, the newest first."""
    await uow.reach_client(client_id)
    return await queries.plans.SUGGESTIONS.page(
        uow, asked, lambda one: suggestion_out(one, uow), client_id=client_id, status=status, code=code
    )


@router.post("/clients/{client_id}/suggestions/look", tags=["suggestions"])
@allow(Role.CLIENT, Role.AGENT)
async def look_for_suggestions(uow: Uow, client_id: UUID) -> LookedOut:
    """Look at the ages of the family planned for last: what they suggest today is noted, each once."""
    await uow.reach_client(client_id)
    found = await adjustments.note_ages(uow, client_id, at=uow.now)
    return LookedOut(found=[suggestion_out(one, uow) for one in found])


@router.get("/clients/{client_id}/suggestions/{suggestion_id}", tags=["suggestions"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_suggestion(uow: Uow, client_id: UUID, suggestion_id: UUID) -> SuggestionOut:
    """One suggestion."""
    found: PlanSuggestion = await uow.get(
        queries.plans.SUGGESTION, client_id=client_id, suggestion_id=suggestion_id
    )
    uow.tag(found)
    return suggestion_out(found, uow)


@router.post("/clients/{client_id}/suggestions/{suggestion_id}/take", tags=["suggestions"])
@allow(Role.CLIENT, Role.AGENT)
async def take_suggestion(uow: Uow, client_id: UUID, suggestion_id: UUID, version: IfMatch) -> SuggestionOut:
    """It is taken up: the plan is going to be changed."""
    found = await adjustments.settle(uow, client_id, suggestion_id, version, "taken")
    uow.tag(found)
    return suggestion_out(found, uow)


@router.post("/clients/{client_id}/suggestions/{suggestion_id}/dismiss", tags=["suggestions"])
@allow(Role.CLIENT, Role.AGENT)
async def dismiss_suggestion(
    uow: Uow, client_id: UUID, suggestion_id: UUID, version: IfMatch
) -> SuggestionOut:
    """It is not wanted; the same occasion suggests it no more."""
    found = await adjustments.settle(uow, client_id, suggestion_id, version, "dismissed")
    uow.tag(found)
    return suggestion_out(found, uow)
