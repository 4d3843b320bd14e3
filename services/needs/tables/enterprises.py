"""The rows about a client's firm: the facts, each version of them, and what was assessed."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from services.needs.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import Versioned, identifier, instant, json


class Enterprise(Versioned, OfClient, table=True):
    """The firm of a client as it is now; `facts` is a `RecordedEnterprise`."""

    __tablename__ = "enterprise"
    __table_args__ = (UniqueConstraint("client_id", name="one_enterprise_a_client"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    facts: dict[str, Any] = json()
    recorded_at: datetime = instant()


class EnterpriseVersion(OfClient, table=True):
    """A firm as it was recorded at one time, so that its gap of any past day can be asked."""

    __tablename__ = "enterprise_version"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "enterprise_version", name="each_enterprise_version_once"),
        Index("enterprise_version_by_time", "client_id", "recorded_at", "enterprise_version"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    enterprise_id: UUID
    enterprise_version: int
    facts: dict[str, Any] = json()
    recorded_at: datetime = instant()


class EnterpriseAssessment(Versioned, OfClient, table=True):
    """One assessment of a firm. `facts` is the `RecordedEnterprise` it rests on (with the cover of policies), `figures` a
    `FirmFigures`, `agreement` what the client agreed to.

    Unlike a household's it is never without figures: a firm that could not be assessed is not recorded.
    """

    __tablename__ = "enterprise_assessment"
    __table_args__ = (
        CheckConstraint(
            "occasion IN ('requested', 'enterprise_changed', 'cover_changed', 'review')",
            name="enterprise_assessment_occasion",
        ),
        CheckConstraint(
            "status IN ('computed', 'confirmed', 'superseded')", name="enterprise_assessment_status"
        ),
        CheckConstraint(
            "(status = 'confirmed') = (confirmed_at IS NOT NULL) AND (confirmed_at IS NULL) = (agreement IS NULL)",
            name="enterprise_assessment_agreement",
        ),
        Index("enterprise_assessment_by_client", "client_id", "created_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    occasion: str
    status: str
    review_id: UUID | None = None
    assessed_on: date
    enterprise_version: int
    facts: dict[str, Any] = json()
    figures: dict[str, Any] = json()
    params_version: str
    agreement: dict[str, Any] | None = json(None)
    created_at: datetime = instant()
    confirmed_at: datetime | None = instant(None)
