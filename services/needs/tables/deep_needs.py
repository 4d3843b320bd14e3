"""The rows about what a client said he wants, and what he needs behind it."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index

from services.needs.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import identifier, instant, json


class DeepNeed(OfClient, table=True):
    """A want as it was stated, looked at beside the figures of one assessment; `answer` is the `DeepNeeds` found then."""

    __tablename__ = "deep_need"
    __table_args__ = (Index("deep_need_by_assessment", "assessment_id", "recorded_at", "id"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    assessment_id: UUID
    want: str
    member: str
    answer: dict[str, Any] = json()
    recorded_at: datetime = instant()
