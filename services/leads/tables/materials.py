"""The library of sales material, and the versions that each piece of it has had."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from services.leads.tables.base import OfAgency
from shared.rows import Versioned, identifier, instant, sealed


class Material(Versioned, OfAgency, table=True):
    """One piece of sales material. `status` is `approved` while a version is in use, else that of its newest version."""

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('product_manual', 'company_credential', 'claims_case', 'segment_handbook', 'form', 'other')",
            name="material_kind",
        ),
        CheckConstraint("language IN ('zh-CN', 'en')", name="material_language"),
        CheckConstraint(
            "status IN ('draft', 'submitted', 'approved', 'rejected', 'expired', 'withdrawn', 'replaced')",
            name="material_status",
        ),
        CheckConstraint(
            "(status = 'approved') = (number_in_use IS NOT NULL AND expires_on IS NOT NULL)",
            name="material_in_use",
        ),
        Index("material_by_time", "agency_id", "created_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    kind: str
    title: str
    line: str | None = None
    segment: str | None = None
    language: str
    author: str
    status: str = "draft"
    newest_number: int = 0
    number_in_use: int | None = None
    expires_on: date | None = None
    created_at: datetime = instant()


class MaterialVersion(Versioned, OfAgency, table=True):
    """One version of a material: its file, and who said what about it. A case also has its consent and its evidence."""

    __tablename__ = "material_version"
    __table_args__ = (
        UniqueConstraint("material_id", "number", name="one_version_a_number"),
        CheckConstraint(
            "status IN ('draft', 'submitted', 'approved', 'rejected', 'expired', 'withdrawn', 'replaced')",
            name="material_version_status",
        ),
        CheckConstraint("decided_by <> uploaded_by", name="nobody_decides_his_own"),
        CheckConstraint(
            "status <> 'approved' OR (decided_by IS NOT NULL AND approved_at IS NOT NULL AND expires_on IS NOT NULL)",
            name="material_version_approved",
        ),
        CheckConstraint(
            "status NOT IN ('rejected', 'withdrawn') OR reason_sealed IS NOT NULL",
            name="material_version_reason",
        ),
        Index("material_version_by_time", "agency_id", "uploaded_at", "id"),
        Index("material_version_by_consent", "consent_id", postgresql_where="consent_id IS NOT NULL"),
        Index("material_version_by_file", "file_id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    material_id: UUID
    number: int
    status: str = "draft"
    file_id: UUID
    content_type: str
    size_bytes: int
    sha256: str
    summary_sealed: bytes | None = sealed(None)
    consent_id: UUID | None = None
    evidence_sealed: bytes | None = sealed(None)
    note_sealed: bytes | None = sealed(None)
    expires_on: date | None = None
    uploaded_by: str
    uploaded_at: datetime = instant()
    submitted_at: datetime | None = instant(None)
    decided_by: str | None = None
    decided_at: datetime | None = instant(None)
    approved_at: datetime | None = instant(None)
    ended_at: datetime | None = instant(None)
    reason_sealed: bytes | None = sealed(None)
