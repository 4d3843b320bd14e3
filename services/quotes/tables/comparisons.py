"""Comparisons that were made for clients."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import identifier, instant, json


class StoredComparison(OfClient, table=True):
    """Products side by side for one life of a client, as they were priced on the day; never changed.

    `sides` are the `Side`s of the domain in order, `life` and `wish` what they were priced for.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        CheckConstraint("mode IN ('tied_agent', 'agency', 'broker')", name="comparison_mode"),
        Index("comparison_by_client", "client_id", "made_at", "id"),
        Index("comparison_by_time", "agency_id", "made_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    line: str
    mode: str
    compared_on: date
    life: dict[str, Any] = json()
    wish: dict[str, Any] = json()
    sides: list[dict[str, Any]] = json()
    because: list[dict[str, Any]] = json()
    caveats: list[str] = json()
    made_at: datetime = instant()
