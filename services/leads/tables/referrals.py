"""Referral: the policy reviews that come first, the demand cards, and who referred whom."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import identifier, instant, json


class PolicyReview(OfClient, table=True):
    """A policy review (保单检视) that was rendered to a client: the yearly one of `servicing`, or one that an agent held."""

    __tablename__ = "policy_review"
    __table_args__ = (
        CheckConstraint("source IN ('servicing', 'agent')", name="policy_review_source"),
        Index("policy_review_by_client", "client_id", "held_on", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    source: str
    held_on: date
    policies_reviewed: int | None = None
    recorded_at: datetime = instant()


class DemandCard(OfClient, table=True):
    """A demand card (需求卡) handed to a client for somebody he knows."""

    __tablename__ = "demand_card"
    __table_args__ = (Index("demand_card_by_client", "client_id", "handed_over_at", "id"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    agent_id: UUID | None = None
    needs: list[str] = json()
    benefit: str
    because: dict[str, Any] = json()
    handed_over_at: datetime = instant()


class Referral(OfClient, table=True):
    """A client (`client_id`) referred somebody not known before; `path` is whom it began with, down to himself."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("depth >= 1", name="referral_depth"),
        CheckConstraint("client_id <> referee_id", name="referral_two"),
        Index("one_referrer_a_client", "agency_id", "referee_id", unique=True),
        Index("referral_by_client", "client_id", "referred_at", "id"),
        Index("referral_by_path", "path", postgresql_using="gin"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    referee_id: UUID
    demand_card_id: UUID
    depth: int
    path: list[str] = json()
    benefit: str
    referred_at: datetime = instant()
