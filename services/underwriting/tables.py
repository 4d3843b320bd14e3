"""The rows of `underwriting`."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import registry

from shared.confinement import ClientRow
from shared.fates import ERASED, KEPT_AS_APPLICATION, KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import Versioned, identifier, instant, json, money, sealed

_registry = registry()


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""


class Application(Versioned, OfClient, table=True):
    """One cover that a client applies for, from the accepted proposal to the policy.

    Who is insured, who benefits and what was disclosed is sealed. `status` follows from the other columns
    (`domain.carrier_course`). An issue that was reported before the decision waits in `issue_reported_at`.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("proposal_id", "product_id", "insured_member_id", name="one_application_a_cover"),
        CheckConstraint(
            "status IN ('draft', 'submitted', 'material_requested', 'decided', 'issued', 'withdrawn', 'closed')",
            name="application_status",
        ),
        CheckConstraint(
            "submitted_at IS NOT NULL AND status <> 'draft'"
            " OR submitted_at IS NULL AND status IN ('draft', 'withdrawn')",
            name="application_submitted",
        ),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="application_decided"),
        CheckConstraint(
            "(status = 'issued') = (policy_id IS NOT NULL) AND (policy_id IS NULL) = (issued_at IS NULL)"
            " AND (policy_id IS NULL) = (coverage_last_day IS NULL)"
            " AND (policy_id IS NULL) = (issued_premium IS NULL)",
            name="application_issued",
        ),
        CheckConstraint(
            "(issue_reported_at IS NULL) = (effective_on IS NULL)", name="application_issue_reported"
        ),
        CheckConstraint("(declared_at IS NULL) = (declaration_version IS NULL)", name="application_declared"),
        CheckConstraint("materials_open >= 0", name="application_materials"),
        Index("application_by_time", "agency_id", "opened_at", "id"),
        Index("application_by_client", "client_id", "opened_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_AS_APPLICATION

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID
    proposal_id: UUID
    tier: str
    product_id: UUID
    product_code: str
    line: str
    sum_insured: Money = money()
    annual_premium: Money = money()
    coverage_term: str
    payment_years: int
    waiting_days: int
    status: str = "draft"
    opened_at: datetime = instant()
    # Who is insured, and what he is to the policyholder.
    insured_member_id: UUID
    insured_birth_date: date
    insured_sex: str
    occupation_class: int
    occupation_code: str | None = None
    insured_is: str = "self"
    insured_consents: bool = False
    parent_consents: bool = False
    other_death_cover: Money = money(Money.zero())
    insured_name_sealed: bytes | None = sealed(None)
    insured_number_sealed: bytes | None = sealed(None)
    insured_number_digest: bytes | None = sealed(None)
    policyholder_name_sealed: bytes | None = sealed(None)
    policyholder_number_sealed: bytes | None = sealed(None)
    policyholder_number_digest: bytes | None = sealed(None)
    policyholder_birth_date: date | None = None
    # What was said, and how the sale was made.
    beneficiaries_sealed: bytes | None = sealed(None)
    disclosures_sealed: bytes | None = sealed(None)
    declared_at: datetime | None = instant(None)
    declaration_version: str | None = None
    sale_channel: str = "face_to_face"
    sale_design: str = "ordinary"
    recording_reference: str | None = None
    recorded_on: date | None = None
    # What became of it.
    submitted_at: datetime | None = instant(None)
    withdrawn_at: datetime | None = instant(None)
    accepted_at: datetime | None = instant(None)
    materials_open: int = 0
    outcome: str | None = None
    rating_percent: int = 0
    exclusions: list[str] = json(list)
    decided_at: datetime | None = instant(None)
    issue_reported_at: datetime | None = instant(None)
    effective_on: date | None = None
    policy_number: str | None = None
    policy_id: UUID | None = None
    issued_at: datetime | None = instant(None)
    issued_premium: Money | None = money(None)
    coverage_last_day: date | None = None
    next_due_on: date | None = None


class MaterialRequest(Versioned, OfClient, table=True):
    """One document that the carrier asked for, until it is handed in."""

    __tablename__ = "material_request"
    __table_args__ = (
        UniqueConstraint("application_id", "document_type", "requested_at", name="one_request_a_report"),
        CheckConstraint(
            "(received_at IS NULL) = (reference_sealed IS NULL) AND (received_at IS NULL) = (source IS NULL)"
            " AND (received_at IS NULL) = (dated IS NULL)",
            name="material_request_received",
        ),
        Index("material_request_by_application", "application_id", "requested_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID
    application_id: UUID
    document_type: str
    requested_at: datetime = instant()
    due_on: date
    received_at: datetime | None = instant(None)
    reference_sealed: bytes | None = sealed(None)
    source: str | None = None
    dated: date | None = None


class PrecheckRecord(OfClient, table=True):
    """What a pre-check found on one day: the outcomes by line, and, sealed, all that was told and answered."""

    __tablename__ = "precheck"
    __table_args__ = (
        Index("precheck_by_time", "agency_id", "prechecked_at", "id"),
        Index("precheck_by_client", "client_id", "prechecked_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    outcomes: dict[str, Any] = json()
    content_sealed: bytes = sealed()
    prechecked_at: datetime = instant()
