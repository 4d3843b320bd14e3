"""What is asked about families' plans, and about what is suggested to change in them."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.quotes.tables import PlanSuggestion, Proposal, ProtectivePlan
from shared.pagination import Listing

PLAN = select(ProtectivePlan).where(col(ProtectivePlan.id) == bindparam("plan_id"))
LATEST_PLAN = (
    select(ProtectivePlan)
    .where(col(ProtectivePlan.client_id) == bindparam("client_id"))
    .order_by(col(ProtectivePlan.drafted_at).desc(), col(ProtectivePlan.id).desc())
    .limit(1)
)
PROPOSALS_OF_PLAN = (
    select(Proposal).where(col(Proposal.plan_id) == bindparam("plan_id")).order_by(col(Proposal.id))
)
PLANS = Listing(
    select(ProtectivePlan),
    order=(col(ProtectivePlan.drafted_at), col(ProtectivePlan.id)),
    filters=(
        ("client_id", col(ProtectivePlan.client_id)),
        ("assessment_id", col(ProtectivePlan.assessment_id)),
    ),
    descending=True,
)
SUGGESTION = select(PlanSuggestion).where(
    col(PlanSuggestion.id) == bindparam("suggestion_id"),
    col(PlanSuggestion.client_id) == bindparam("client_id"),
)
OPEN_SUGGESTIONS = (
    select(PlanSuggestion)
    .where(col(PlanSuggestion.client_id) == bindparam("client_id"), col(PlanSuggestion.status) == "open")
    .order_by(col(PlanSuggestion.noted_at), col(PlanSuggestion.id))
)
SUGGESTIONS = Listing(
    select(PlanSuggestion).where(col(PlanSuggestion.client_id) == bindparam("client_id")),
    order=(col(PlanSuggestion.noted_at), col(PlanSuggestion.id)),
    filters=(("status", col(PlanSuggestion.status)), ("code", col(PlanSuggestion.code))),
    descending=True,
)
