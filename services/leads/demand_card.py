"""The demand card (需求卡): what a client hands to somebody he knows, who may then ask to be advised."""

from pathlib import Path
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.leads import queries
from services.leads.tables import Agent, DemandCard
from services.leads.texts import PEOPLE_TEXTS
from shared.documents import Documents
from shared.unit_of_work import UnitOfWork

KIND = "demand-card"
DOCUMENTS = Documents(Path(__file__).parent / "templates")


async def render(uow: UnitOfWork, card_id: UUID) -> HTMLResponse:
    """The card in the reader's language, with the licence of the agent where the register has it; raises NotFound."""
    card: DemandCard = await uow.get(queries.referrals.DEMAND_CARD, card_id=card_id)
    agent: Agent | None = None
    if card.agent_id is not None:
        agent = await uow.one(queries.agents.AGENT, agent_id=card.agent_id)
    return DOCUMENTS.render(
        "demand_card.html",
        uow,
        card=card,
        licence_of_agent=None if agent is None else agent.licence_no,
        t=lambda key, **values: PEOPLE_TEXTS.say(key, uow.language, **values),
    )
