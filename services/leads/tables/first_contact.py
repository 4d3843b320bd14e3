"""First contact: who may not be contacted, what was said, worries before lines, and the figures that may be shown."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfAgency, OfClient
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.rows import OnConflict, Versioned, identifier, instant, json, sealed


class DoNotContactOrder(Versioned, OfClient, table=True):
    """A client asked not to be contacted, by one channel; lifted only by a new consent."""

    __tablename__ = "do_not_contact"
    __table_args__ = (
        CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_consent_id IS NULL)", name="do_not_contact_lifted_by_consent"
        ),
        Index(
            "one_do_not_contact_in_force",
            "client_id",
            unique=True,
            postgresql_where="lifted_at IS NULL",
        ),
        Index("do_not_contact_by_client", "client_id", "requested_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    channel: str
    recorded_by: str
    requested_at: datetime = instant()
    lifted_at: datetime | None = instant(None)
    lifted_by_consent_id: UUID | None = None


class LifeEvent(OfClient, table=True):
    """Something that happened in a client's life, entered by hand by his agent, and who told him."""

    __tablename__ = "life_event"
    __table_args__ = (Index("life_event_by_client", "client_id", "recorded_at", "id"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    event_code: str
    learned_from: str
    happened_on: date
    recorded_at: datetime = instant()


class Contact(OfClient, table=True):
    """An agent contacted a client: by which channel, in which scene or about which life event, with which figure."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("scene_code IS NULL OR life_event_id IS NULL", name="contact_has_one_occasion"),
        Index("contact_by_client", "client_id", "contacted_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    channel: str
    scene_code: str | None
    life_event_id: UUID | None
    evidence_id: UUID | None
    contacted_at: datetime = instant()


class Interview(Versioned, OfClient, table=True):
    """A first interview: worries are recorded before any line is, and what was recorded first stays first."""

    __tablename__ = "interview"
    __table_args__ = (
        CheckConstraint(
            "lines_at IS NULL OR (worries_at IS NOT NULL AND worries_at <= lines_at)",
            name="interview_worries_before_lines",
        ),
        Index("interview_by_client", "client_id", "held_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    channel: str
    held_at: datetime = instant()
    worries: list[str] = json(list)
    words_sealed: bytes | None = sealed(None)
    worries_at: datetime | None = instant(None)
    lines: list[str] = json(list)
    lines_at: datetime | None = instant(None)


class BoundaryDelivery(OfClient, table=True):
    """The service boundary (服务边界) was told to a client: which version, in which language, by which channel."""

    __tablename__ = "boundary_delivery"
    __table_args__ = (Index("boundary_delivery_by_client", "client_id", "delivered_at", "id"),)
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    text_version: str
    language: str
    channel: str
    delivered_at: datetime = instant()


class AssessedClient(OfClient, table=True):
    """The newest gaps of a client, by risk, as `needs` told them: all that the agency's own figures rest on."""

    __tablename__ = "assessed_client"
    __table_args__ = (Index("assessed_client_by_agency", "agency_id"),)
    on_conflict: ClassVar[OnConflict] = "replace"
    client_column: ClassVar[str] = "id"
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    assessed_at: datetime = instant()
    gaps: dict[str, Any] = json()


class Evidence(OfAgency, table=True):
    """A figure of the agency as it was computed on one day: what a statistic that is shown can be checked against."""

    __tablename__ = "statistic_evidence"
    __table_args__ = (
        CheckConstraint("0 <= affected AND affected <= sample AND sample > 0", name="evidence_counts"),
        Index("statistic_evidence_by_time", "agency_id", "computed_at", "id"),
    )

    id: UUID = identifier()
    agency_id: UUID
    statistic: str
    sample: int
    affected: int
    as_of: date
    rule_version: str
    computed_at: datetime = instant()
