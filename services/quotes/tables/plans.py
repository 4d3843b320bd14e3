"""Families that are planned for, and what is suggested to change in their plans."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfClient
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import OnConflict, Versioned, identifier, instant, json, money


class ProtectivePlan(OfClient, table=True):
    """The family of one assessment: `members` and `gaps` as they were agreed to; its proposals name it by `plan_id`."""

    __tablename__ = "protective_plan"
    __table_args__ = (
        Index("one_plan_an_assessment", "assessment_id", unique=True),
        Index("plan_by_client", "client_id", "drafted_at", "id"),
        Index("plan_by_time", "agency_id", "drafted_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    assessment_id: UUID
    members: list[dict[str, Any]] = json()
    gaps: list[dict[str, Any]] = json()
    annual_budget: Money | None = money(None)
    drafted_at: datetime = instant()


class PlanSuggestion(Versioned, OfClient, table=True):
    """A change of the plan that an event in the client's life suggests; the id is derived from client, code and occasion.

    `member_id` is whose age suggests it, `change_code` what changed in the household: one of them is there.
    """

    __tablename__ = "plan_suggestion"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'dismissed', 'taken')", name="suggestion_status"),
        CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="suggestion_settled"),
        CheckConstraint("(member_id IS NULL) <> (change_code IS NULL)", name="suggestion_occasion"),
        Index("suggestion_by_client", "client_id", "noted_at", "id"),
        Index("suggestion_by_time", "agency_id", "noted_at", "id"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    code: str
    rule_version: str
    member_id: UUID | None = None
    change_code: str | None = None
    effective_on: date
    status: str = "open"
    noted_at: datetime = instant()
    settled_at: datetime | None = instant(None)
