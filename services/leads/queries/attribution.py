"""Questions about what came of leads, counted where they first came from."""

from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import col

from services.leads.domain.conversion import GroupBy
from services.leads.tables import IssuedPolicy, Lead, Touch

_COLUMNS: Final[dict[GroupBy, Any]] = {
    "channel": col(Lead.channel),
    "source": col(Lead.source),
    "campaign": col(Lead.campaign_id),
}
_CAPTURED_MEANWHILE: Final = (
    col(Lead.captured_at) >= bindparam("begins"),
    col(Lead.captured_at) < bindparam("ends"),
)


def _leads_by(column: Any) -> Select[Any]:
    qualified = col(Lead.status).in_(("qualified", "won"))
    return (
        select(
            column.label("key"),
            func.count(col(Lead.id)).label("captured"),
            func.count(col(Lead.id)).filter(qualified).label("qualified"),
            func.count(col(Lead.id)).filter(col(Lead.status) == "won").label("won"),
        )
        .where(*_CAPTURED_MEANWHILE)
        .group_by(column)
    )


def _policies_by(column: Any) -> Select[Any]:
    return (
        select(
            column.label("key"),
            func.count(col(IssuedPolicy.id)).label("policies"),
            func.sum(col(IssuedPolicy.annual_premium)).label("premium"),
        )
        .select_from(Lead)
        .join(IssuedPolicy, col(IssuedPolicy.client_id) == col(Lead.id))
        .where(*_CAPTURED_MEANWHILE)
        .group_by(column)
    )


LEADS_BY: Final = {group_by: _leads_by(column) for group_by, column in _COLUMNS.items()}
POLICIES_BY: Final = {group_by: _policies_by(column) for group_by, column in _COLUMNS.items()}

POLICIES_OF_CAMPAIGN = (
    select(
        func.count(col(IssuedPolicy.id)).label("policies"),
        func.coalesce(func.sum(col(IssuedPolicy.annual_premium)), 0).label("premium"),
    )
    .select_from(Lead)
    .join(IssuedPolicy, col(IssuedPolicy.client_id) == col(Lead.id))
    .where(col(Lead.campaign_id) == bindparam("campaign_id"))
)
POLICIES_OF_CLIENT = select(
    func.count(col(IssuedPolicy.id)).label("policies"),
    func.coalesce(func.sum(col(IssuedPolicy.annual_premium)), 0).label("premium"),
    func.min(col(IssuedPolicy.issued_at)).label("first_issued_at"),
).where(col(IssuedPolicy.client_id) == bindparam("client_id"))
FIRST_TOUCH = (
    select(Touch)
    .where(col(Touch.client_id) == bindparam("client_id"))
    .order_by(col(Touch.touched_at), col(Touch.id))
    .limit(bindparam("at_most"))
)
LAST_TOUCH = (
    select(Touch)
    .where(col(Touch.client_id) == bindparam("client_id"))
    .order_by(col(Touch.touched_at).desc(), col(Touch.id).desc())
    .limit(bindparam("at_most"))
)
TOUCHES_OF_CLIENT = select(
    func.count(col(Touch.id)).label("touches"),
    func.count(col(Touch.channel).distinct()).label("channels"),
).where(col(Touch.client_id) == bindparam("client_id"))
