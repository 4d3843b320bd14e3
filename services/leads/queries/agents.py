"""Questions about agents, the rules by which they get leads, and the books of those who left."""

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from services.leads.tables import (
    Agent,
    Assignment,
    AssignmentRules,
    Campaign,
    HandedOver,
    Handover,
    Lead,
)
from shared.pagination import Listing

AGENT = select(Agent).where(col(Agent.agent_id) == bindparam("agent_id"))
ACTIVE_AGENTS = select(Agent).where(col(Agent.status) == "active")
AGENTS = Listing(
    select(Agent),
    order=(col(Agent.registered_at), col(Agent.id)),
    filters=(
        ("status", col(Agent.status)),
        ("team_id", col(Agent.team_id)),
        ("mode", col(Agent.mode)),
    ),
    descending=True,
)

RULES = select(AssignmentRules)
OPEN_LEADS = (
    select(col(Lead.agent_id), func.count().label("open_leads"))
    .where(
        col(Lead.agent_id) == func.any(bindparam("agent_ids", type_=ARRAY(Uuid))),
        col(Lead.status).in_(("new", "qualified")),
        col(Lead.merged_into).is_(None),
    )
    .group_by(col(Lead.agent_id))
)
ASSIGNMENTS = Listing(
    select(Assignment).where(col(Assignment.client_id) == bindparam("client_id")),
    order=(col(Assignment.assigned_at), col(Assignment.id)),
    descending=True,
)

HANDOVER = select(Handover).where(col(Handover.id) == bindparam("handover_id"))
HANDOVERS = Listing(
    select(Handover),
    order=(col(Handover.begun_at), col(Handover.id)),
    filters=(("status", col(Handover.status)), ("agent_id", col(Handover.agent_id))),
    descending=True,
)
BOOK = (
    select(Lead)
    .where(col(Lead.agent_id) == bindparam("agent_id"), col(Lead.merged_into).is_(None))
    .order_by(col(Lead.id))
    .limit(bindparam("at_most"))
)
BOOK_SIZE = (
    select(col(Lead.agent_id), func.count().label("clients"))
    .where(col(Lead.agent_id) == bindparam("agent_id"), col(Lead.merged_into).is_(None))
    .group_by(col(Lead.agent_id))
)
CAMPAIGNS_OF_AGENT = select(Campaign).where(col(Campaign.agent_id) == bindparam("agent_id"))
HANDED_OVER = select(HandedOver).where(col(HandedOver.id) == bindparam("notice_id"))
CLIENTS_HANDED_OVER = Listing(
    select(HandedOver).where(col(HandedOver.handover_id) == bindparam("handover_id")),
    order=(col(HandedOver.id),),
)
UNNOTIFIED = Listing(
    select(HandedOver).where(
        col(HandedOver.handover_id) == bindparam("handover_id"), col(HandedOver.notified_at).is_(None)
    ),
    order=(col(HandedOver.id),),
)
