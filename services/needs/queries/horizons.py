"""What is asked about goals to save for."""

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import col

from services.needs.tables import GoalList

GOALS = (
    select(GoalList)
    .where(col(GoalList.client_id) == bindparam("client_id"))
    .order_by(col(GoalList.goals_version).desc())
    .limit(literal_column("1"))
)
GOALS_BEFORE = (
    select(GoalList)
    .where(col(GoalList.client_id) == bindparam("client_id"), col(GoalList.recorded_at) < bindparam("before"))
    .order_by(col(GoalList.goals_version).desc())
    .limit(literal_column("1"))
)
