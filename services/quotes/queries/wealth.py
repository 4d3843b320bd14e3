"""What is asked about wealth plans and upgrade comparisons."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.quotes.tables import StoredUpgradeComparison, StoredWealthPlan
from shared.pagination import Listing

PLAN = select(StoredWealthPlan).where(col(StoredWealthPlan.id) == bindparam("plan_id"))
EDITIONS = (
    select(StoredWealthPlan)
    .where(
        col(StoredWealthPlan.client_id) == bindparam("client_id"),
        col(StoredWealthPlan.goal) == bindparam("goal"),
    )
    .order_by(col(StoredWealthPlan.edition).desc())
)
PLANS = Listing(
    select(StoredWealthPlan),
    order=(col(StoredWealthPlan.drafted_at), col(StoredWealthPlan.id)),
    filters=(
        ("client_id", col(StoredWealthPlan.client_id)),
        ("status", col(StoredWealthPlan.status)),
        ("goal", col(StoredWealthPlan.goal)),
    ),
    descending=True,
)
COMPARISON = select(StoredUpgradeComparison).where(
    col(StoredUpgradeComparison.id) == bindparam("comparison_id")
)
COMPARISONS = Listing(
    select(StoredUpgradeComparison),
    order=(col(StoredUpgradeComparison.compared_at), col(StoredUpgradeComparison.id)),
    filters=(
        ("client_id", col(StoredUpgradeComparison.client_id)),
        ("policy_id", col(StoredUpgradeComparison.policy_id)),
        ("line", col(StoredUpgradeComparison.line)),
    ),
    descending=True,
)
