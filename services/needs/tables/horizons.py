"""The rows about what a client saves for, beside schooling and retirement."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from services.needs.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import identifier, instant, json


class GoalList(OfClient, table=True):
    """All the goals of a client as he stated them at one time; the greatest `goals_version` is what he says now."""

    __tablename__ = "goal_list"
    __table_args__ = (UniqueConstraint("client_id", "goals_version", name="each_goals_version_once"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    goals_version: int
    goals: list[dict[str, Any]] = json()
    recorded_at: datetime = instant()
