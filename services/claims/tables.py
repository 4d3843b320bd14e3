"""The rows of `claims`."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import registry

from shared.confinement import ClientRow
from shared.fates import KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import Versioned, identifier, instant, json, money, sealed

_registry = registry()


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""


class CoveredPolicy(Versioned, OfClient, table=True):
    """What is covered on which day, from the events of `underwriting` and `servicing`. The id is the policy's.

    Either may tell first: the terms are null until the policy is known to be issued.
    """

    __tablename__ = "covered_policy"
    __table_args__ = (
        CheckConstraint(
            "(line IS NULL) = (effective_on IS NULL) AND (line IS NULL) = (sum_insured IS NULL)",
            name="covered_policy_terms",
        ),
        Index("covered_policy_by_client", "client_id", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID | None = None
    line: str | None = None
    sum_insured: Money | None = money(None)
    effective_on: date | None = None
    coverage_last_day: date | None = None
    waiting_days: int | None = None
    overdue: list[dict[str, Any]] = json(list)
    suspensions: list[dict[str, Any]] = json(list)
    ended_on: date | None = None


class Claim(Versioned, OfClient, table=True):
    """A claim, from first report to payment."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("claim_by_client", "client_id", "filed_at", "id"),
        Index("claim_by_time", "agency_id", "filed_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    policy_id: UUID
    carrier_id: UUID
    line: str
    cause: str
    loss: str
    incident_on: date
    description_sealed: bytes | None = sealed(None)
    status: str
    cover: dict[str, Any] = json()
    arrears: Money = money()
    filed_at: datetime = instant()
    received_on: date | None = None
    supplements: list[dict[str, Any]] = json(list)
    decision: str | None = None
    decided_on: date | None = None
    amount: Money | None = money(None)
    reason_code: str | None = None
    agreed_on: date | None = None
    paid_on: date | None = None
    late: list[str] = json(list)


class Evidence(OfClient, table=True):
    """One document of a claim's file: where it comes from, of which day, and when it was handed in."""

    __tablename__ = "evidence"
    __table_args__ = (Index("evidence_by_claim", "claim_id", "received_at", "id"),)
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID
    claim_id: UUID
    item_code: str
    source: str
    dated: date
    reference_sealed: bytes = sealed()
    received_at: datetime = instant()


class ProgressEntry(OfClient, table=True):
    """One thing that happened to a claim, by code."""

    __tablename__ = "progress_entry"
    __table_args__ = (Index("progress_by_claim", "claim_id", "happened_at", "id"),)
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    claim_id: UUID
    code: str
    happened_at: datetime = instant()
