"""Questions about refusals, disputes and the stages of a life."""

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from services.leads.tables import Dispute, LifeStage, Refusal
from shared.pagination import Listing

REFUSAL = select(Refusal).where(col(Refusal.id) == bindparam("refusal_id"))
LATEST_REFUSAL = (
    select(Refusal)
    .where(col(Refusal.client_id) == bindparam("client_id"))
    .order_by(col(Refusal.recorded_at).desc(), col(Refusal.id).desc())
    .limit(1)
)
REFUSALS_OF_CLIENT = (
    select(Refusal)
    .where(col(Refusal.client_id) == bindparam("client_id"))
    .order_by(col(Refusal.refused_on), col(Refusal.id))
)
REFUSALS_BY_DAY = (
    select(
        col(Refusal.refused_on),
        col(Refusal.agent_id),
        col(Refusal.reason_code),
        func.count().label("refusals"),
    )
    .where(
        col(Refusal.refused_on) >= bindparam("first_day"),
        col(Refusal.refused_on) <= bindparam("last_day"),
    )
    .group_by(col(Refusal.refused_on), col(Refusal.agent_id), col(Refusal.reason_code))
)
DISPUTE = select(Dispute).where(col(Dispute.id) == bindparam("dispute_id"))
DISPUTES_OF_CLIENT = (
    select(Dispute)
    .where(col(Dispute.client_id) == bindparam("client_id"))
    .order_by(col(Dispute.opened_on), col(Dispute.id))
)
LIFE_STAGE = select(LifeStage).where(col(LifeStage.id) == bindparam("entry_id"))
LIFE_STAGES_OF_CLIENT = (
    select(LifeStage)
    .where(col(LifeStage.client_id) == bindparam("client_id"))
    .order_by(col(LifeStage.entered_on), col(LifeStage.id))
)

REFUSALS = Listing(
    select(Refusal),
    order=(col(Refusal.recorded_at), col(Refusal.id)),
    filters=(
        ("client_id", col(Refusal.client_id)),
        ("agent_id", col(Refusal.agent_id)),
        ("reason_code", col(Refusal.reason_code)),
        ("first_day", col(Refusal.refused_on) >= bindparam("first_day")),
        ("last_day", col(Refusal.refused_on) <= bindparam("last_day")),
    ),
    descending=True,
)
DISPUTES = Listing(
    select(Dispute),
    order=(col(Dispute.recorded_at), col(Dispute.id)),
    filters=(
        ("client_id", col(Dispute.client_id)),
        ("agent_id", col(Dispute.agent_id)),
        ("subject_code", col(Dispute.subject_code)),
        ("status", col(Dispute.status)),
    ),
    descending=True,
)
LIFE_STAGES = Listing(
    select(LifeStage).where(col(LifeStage.client_id) == bindparam("client_id")),
    order=(col(LifeStage.entered_on), col(LifeStage.id)),
    filters=(("stage_code", col(LifeStage.stage_code)),),
)
