"""The rows of `servicing`."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import registry

from shared.confinement import AgencyRow, ClientRow
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import OnConflict, Versioned, identifier, instant, json, money

_registry = registry()


class OfAgency(AgencyRow, registry=_registry):
    """Rows of this service that belong to an agency."""


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""


class HeldPolicy(Versioned, OfClient, table=True):
    """A policy from issue to its end; the id is the policy's id everywhere.

    `sum_insured` is what is left of it after paid claims; `next_due_on` is the earliest unpaid premium.
    """

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint(
            "status IN ('in_force', 'grace', 'suspended', 'lapsed', 'ended', 'cancelled')",
            name="policy_status",
        ),
        CheckConstraint("(status = 'grace') = (grace_last_day IS NOT NULL)", name="policy_grace"),
        Index("policy_by_client", "client_id", "issued_at", "id"),
        Index("policy_by_product", "agency_id", "product_code"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID
    product_id: UUID
    product_code: str
    line: str
    status: str = "in_force"
    sum_insured: Money = money()
    annual_premium: Money = money()
    payment_years: int
    issued_at: datetime = instant()
    effective_on: date
    coverage_last_day: date
    waiting_days: int
    next_due_on: date | None
    premiums_paid: Money = money()
    receipt_signed_at: datetime | None = instant(None)
    cooling_off_last_day: date | None = None
    followed_up_at: datetime | None = instant(None)
    grace_last_day: date | None = None
    suspended_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None


class PremiumPayment(OfClient, table=True):
    """One premium that was paid."""

    __tablename__ = "premium_payment"
    __table_args__ = (Index("one_payment_a_premium", "policy_id", "due_on", unique=True),)
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    policy_id: UUID
    due_on: date
    amount: Money = money()
    method: str
    paid_at: datetime = instant()


class PolicyClaim(Versioned, OfClient, table=True):
    """What claims tell about a policy: whether one is open, and what one took of the sum. The id is the claim's."""

    __tablename__ = "policy_claim"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'refused', 'paid')", name="policy_claim_status"),
        Index("policy_claim_by_policy", "policy_id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    policy_id: UUID
    status: str = "open"
    paid_amount: Money | None = money(None)
    paid_on: date | None = None
    policy_ends: bool = False
    applied: bool = False


class Task(Versioned, OfClient, table=True):
    """Something an agent has to do. Its id is derived from kind and subject: there is one of each."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'overdue', 'done', 'cancelled')", name="task_status"),
        Index("task_by_time", "agency_id", "due_at", "id"),
        Index("task_by_client", "client_id", "due_at", "id"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    kind: str
    subject_id: UUID
    status: str = "open"
    due_at: datetime = instant()
    because: dict[str, Any] | None = json(None)
    created_at: datetime = instant()
    closed_at: datetime | None = instant(None)


class Review(Versioned, OfClient, table=True):
    """The yearly review of a client: one a client and year."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'due', 'completed')", name="review_status"),
        Index("review_by_client", "client_id", "due_on", "id"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    due_on: date
    status: str = "planned"
    completed_at: datetime | None = instant(None)


class TimelineEntry(OfClient, table=True):
    """One event of a client's cycle, as it was published. The id is the event's."""

    __tablename__ = "timeline_entry"
    __table_args__ = (
        Index("timeline_by_client", "client_id", "occurred_at", "id"),
        Index("timeline_by_time", "agency_id", "occurred_at"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    event: str
    source: str
    subject: str
    occurred_at: datetime = instant()
    correlation_id: str
    causation_id: str | None = None
    details: dict[str, Any] = json()


class PublishedProduct(OfAgency, table=True):
    """A version of a product that came on sale; the id is the product's. Older policies may be heard of later."""

    __tablename__ = "published_product"
    __table_args__ = (Index("published_product_by_code", "agency_id", "code", "published_at"),)
    on_conflict: ClassVar[OnConflict] = "ignore"

    id: UUID = identifier()
    agency_id: UUID
    code: str
    published_at: datetime = instant()


class UpgradeNotice(OfClient, table=True):
    """A version of a product came on sale whose older one the policy is of; the id is derived from both.

    It goes when the policy ends.
    """

    __tablename__ = "upgrade_notice"
    __table_args__ = (
        Index("upgrade_notice_by_client", "client_id", "noticed_at", "id"),
        Index("upgrade_notice_by_time", "agency_id", "noticed_at", "id"),
        Index("upgrade_notice_by_policy", "policy_id"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    policy_id: UUID
    product_id: UUID
    product_code: str
    noticed_at: datetime = instant()
