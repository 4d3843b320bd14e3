"""What the agency answers for: who asked to be erased, and what was assessed before sensitive data was used."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfAgency, OfClient
from shared.fates import Fate, processing_record
from shared.rows import identifier, instant, sealed


class ErasureRequest(OfClient, table=True):
    """A client's wish to be erased: asked by himself, or by operations on his written request. One a client."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        CheckConstraint("asked_by IN ('client', 'ops')", name="erasure_request_asked_by"),
        CheckConstraint(
            "asked_by = 'client' OR written_request_sealed IS NOT NULL", name="erasure_request_in_writing"
        ),
        Index("one_erasure_request_a_client", "client_id", unique=True),
        Index("erasure_request_by_time", "agency_id", "requested_at", "id"),
    )
    fate: ClassVar[Fate | None] = processing_record("requested_at")

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    asked_by: str
    written_request_sealed: bytes | None = sealed(None)
    requested_at: datetime = instant()
    answer_by: date


class ImpactAssessment(OfAgency, table=True):
    """An assessment made before sensitive data was used (个人信息保护法 55–56), kept until `keep_until`."""

    __tablename__ = "impact_assessment"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('health_data', 'financial_data', 'minor_data', 'contact', 'marketing')",
            name="impact_assessment_purpose",
        ),
        CheckConstraint("risk IN ('low', 'medium', 'high')", name="impact_assessment_risk"),
        Index("impact_assessment_by_time", "agency_id", "assessed_on", "id"),
    )

    id: UUID = identifier()
    agency_id: UUID
    purpose: str
    assessed_on: date
    necessity: str
    impact: str
    risk: str
    measures: str
    keep_until: date
    recorded_at: datetime = instant()
