"""Stories: what a tier of a proposal would mean, in the client's own figures."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quotes import queries
from services.quotes.domain.product import Code
from services.quotes.schemas.stories import ParagraphOut, StoryOut
from services.quotes.stories import story_tier, tell_story
from services.quotes.tables import Proposal
from services.quotes.texts import TEXTS, sentences
from shared.caller import Role
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


@router.get("/proposals/{proposal_id}/story", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_story(
    uow: Uow,
    proposal_id: UUID,
    tier: Annotated[
        Code | None,
        Query(description="the tier chosen, or else recommended, unless told", examples=["advanced"]),
    ] = None,
) -> StoryOut:
    """A tier told as a story with the client's own age, sums and income: an illustration, no promise."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    told = story_tier(proposal, tier)
    answer = await tell_story(uow, proposal, told)
    return StoryOut(
        proposal_id=proposal.id,
        tier=told.tier,
        illustration=True,
        label=TEXTS.say("story.label", uow.language),
        title=TEXTS.say("story.title", uow.language),
        paragraphs=[ParagraphOut(**one._asdict()) for one in answer.result],
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )
