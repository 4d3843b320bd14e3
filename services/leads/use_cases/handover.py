"""An agent leaves: his clients go over to others, some hundreds in each transaction, and each is to be told."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from services.leads import queries
from services.leads.domain.assignment import Newcomer
from services.leads.domain.handover import notice_last_day
from services.leads.domain.people_problems import AgentLeft, SuccessorUnfit
from services.leads.tables import Agent, Campaign, HandedOver, Handover, Lead
from services.leads.use_cases.agents import agent_of_mine
from services.leads.use_cases.assignment import Departure, serve
from services.leads.use_cases.by_rule import Roster, roster
from shared.calendar import local_date
from shared.contracts.leads import AgentDeparted
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

HANDOVER_WORK: Final = "hand-over-clients"
TOGETHER: Final = 200
SWEPT_EVERY: Final = timedelta(days=1)


async def depart(
    uow: UnitOfWork, agent_id: UUID, version: int, *, left_on: date, by_rule: bool, successor_agent_id: UUID
) -> Handover:
    """An agent has left: by the rules, or all of them to the successor, who also takes those whom no rule gives to anybody.

    Raises NotFound, Stale, AgentLeft, LeavesInTheFuture, SuccessorUnfit.
    """
    agent = await agent_of_mine(uow, agent_id)
    uow.expect(agent, version)
    if agent.status == "left":
        raise AgentLeft
    last_day = notice_last_day(uow.kit.jurisdiction, left_on=left_on, today=local_date(uow.now))
    successor: Agent | None = await uow.one(queries.agents.AGENT, agent_id=successor_agent_id)
    if successor is None or successor.status == "left" or successor.agent_id == agent_id:
        raise SuccessorUnfit("/successor_agent_id")
    uow.change(agent, status="left", left_on=left_on)
    handover = uow.add(
        Handover(
            agency_id=uow.caller.agency_id,
            agent_id=agent_id,
            team_id=successor.team_id,
            left_on=left_on,
            by_rule=by_rule,
            successor_agent_id=successor_agent_id,
            notice_last_day=last_day.result,
            because=[why.model_dump(mode="json") for why in last_day.because],
            begun_at=uow.now,
        )
    )
    uow.record(AgentDeparted(agent_id=agent_id, left_on=left_on), about=agent)
    uow.schedule(HANDOVER_WORK, handover.id, uow.now)
    return handover


async def hand_over_clients(uow: UnitOfWork, due: DueWork) -> None:
    """The next clients of a departed agent; whoever comes in under his id later is handed over too, day by day."""
    handover: Handover = await uow.get(queries.agents.HANDOVER, handover_id=due.subject_id)
    await _redirect_campaigns(uow, handover)
    book: list[Lead] = await uow.all(queries.agents.BOOK, agent_id=handover.agent_id, at_most=TOGETHER)
    left = await uow.one(queries.agents.BOOK_SIZE, agent_id=handover.agent_id)
    await _hand_over(uow, handover, book)
    over = len(book) < TOGETHER
    uow.change(
        handover,
        clients=handover.reassigned + (0 if left is None else left["clients"]),
        reassigned=handover.reassigned + len(book),
        status="done" if over else "running",
        done_at=(handover.done_at or uow.now) if over else None,
    )
    if not over:
        uow.schedule(HANDOVER_WORK, handover.id, uow.now)
    elif local_date(uow.now) < handover.notice_last_day:
        uow.schedule(HANDOVER_WORK, handover.id, uow.now + SWEPT_EVERY)


async def note_notice(uow: UnitOfWork, notice_id: UUID, notified_at: datetime) -> None:
    """A client was told that his agent left; raises NotFound."""
    told: HandedOver = await uow.get(queries.agents.HANDED_OVER, notice_id=notice_id)
    if told.notified_at is None:
        handover: Handover = await uow.get(queries.agents.HANDOVER, handover_id=told.handover_id)
        uow.change(told, notified_at=notified_at)
        uow.change(handover, notified=handover.notified + 1)


async def _redirect_campaigns(uow: UnitOfWork, handover: Handover) -> None:
    """Who comes by a campaign of his is the successor's, or is given to somebody by the rules."""
    campaigns: list[Campaign] = await uow.all(queries.agents.CAMPAIGNS_OF_AGENT, agent_id=handover.agent_id)
    for campaign in campaigns:
        uow.change(campaign, agent_id=None if handover.by_rule else handover.successor_agent_id)


async def _hand_over(uow: UnitOfWork, handover: Handover, book: list[Lead]) -> None:
    others = await _merged(uow, [lead.id for lead in book])
    chosen_from = await roster(uow) if handover.by_rule else None
    for lead in book:
        _hand_over_one(uow, handover, lead, others.get(lead.id, []), chosen_from)


def _hand_over_one(
    uow: UnitOfWork, handover: Handover, lead: Lead, others: list[Lead], chosen_from: Roster | None
) -> None:
    newcomer = Newcomer(segment=lead.segment, region=lead.region, campaign_id=lead.campaign_id)
    choice = None if chosen_from is None else chosen_from.choose(newcomer)
    agent_id, team_id, because = handover.successor_agent_id, handover.team_id, None
    if chosen_from is not None and choice is not None:
        agent_id, team_id = choice.agent.id, choice.agent.team_id
        because = chosen_from.because(choice, newcomer)
        chosen_from.give(uow, agent_id)
    notice_id = uuid5(handover.id, str(lead.id))
    uow.add(
        HandedOver(
            id=notice_id,
            agency_id=handover.agency_id,
            client_id=lead.id,
            handover_id=handover.id,
            agent_id=agent_id,
            team_id=team_id,
            handed_over_at=uow.now,
        )
    )
    departure = Departure(handover.agent_id, handover.left_on, notice_id)
    serve(uow, lead, others, agent_id, team_id, way="handover", because=because, departure=departure)


async def _merged(uow: UnitOfWork, client_ids: list[UUID]) -> dict[UUID, list[Lead]]:
    """What was merged into each of these leads, also by others, asked for all of them at once."""
    found: dict[UUID, list[Lead]] = {}
    stands_for = {client_id: client_id for client_id in client_ids}
    level = client_ids
    while level:
        below: list[Lead] = await uow.all(queries.merges.LEADS_MERGED_INTO, client_ids=level)
        for lead in below:
            top = stands_for[lead.merged_into or lead.id]
            stands_for[lead.id] = top
            found.setdefault(top, []).append(lead)
        level = [lead.id for lead in below]
    return found
