"""What every service knows of a client's wishes: purposes stopped, contracts, an erasure asked for, who looked."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from shared.confinement import ClientRow
from shared.fates import KEPT_WITH_CONTRACT, Fate, processing_record
from shared.kit_tables import KIT
from shared.rows import OnConflict, Versioned, identifier, instant, json


class OfClient(ClientRow, registry=KIT):
    """Rows of the kit that belong to a client."""


class StoppedPurpose(OfClient, table=True):
    """A purpose for which nothing is done with a client's data since he withdrew; gone when he consents again.

    The id is derived from both. Consents of one client come in order, so the last word counts.
    """

    __tablename__ = "stopped_purpose"
    __table_args__ = (Index("stopped_purpose_by_client", "client_id", "purpose"),)
    on_conflict: ClassVar[OnConflict] = "replace"
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    purpose: str
    withdrawn_at: datetime = instant()


class ClientContract(Versioned, OfClient, table=True):
    """A policy of a client, from `policy-issued` to `policy-ended`, whichever is heard of first. The id is the policy's."""

    __tablename__ = "client_contract"
    __table_args__ = (
        CheckConstraint(
            "(effective_on IS NULL) = (coverage_last_day IS NULL)", name="client_contract_issued"
        ),
        CheckConstraint("effective_on IS NOT NULL OR ended_on IS NOT NULL", name="client_contract_heard_of"),
        Index("client_contract_by_client", "client_id", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    effective_on: date | None = None
    coverage_last_day: date | None = None
    ended_on: date | None = None
    told_at: datetime = instant()


class ClientErasure(Versioned, OfClient, table=True):
    """What this service makes of a client's wish to be erased; the id is the client's.

    The row stays when everything else is gone, so that no event brings the client back.
    """

    __tablename__ = "client_erasure"
    __table_args__ = (
        CheckConstraint("status IN ('requested', 'restricted', 'erased')", name="client_erasure_status"),
        CheckConstraint("(status = 'requested') = (decided_at IS NULL)", name="client_erasure_decided"),
    )
    client_column: ClassVar[str] = "id"
    fate: ClassVar[Fate | None] = processing_record("requested_at")

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    request_id: UUID
    status: str = "requested"
    contract_in_force: bool
    requested_at: datetime = instant()
    settled_at: datetime = instant()
    decided_at: datetime | None = instant(None)
    deleted: dict[str, Any] = json(dict)


class AccessEntry(OfClient, table=True):
    """One request that read or changed a client's data. A line whose fate is unknown is written again, and stays one."""

    __tablename__ = "access_entry"
    __table_args__ = (
        Index("access_entry_by_client", "client_id", "at", "id"),
        Index("access_entry_by_time", "at", postgresql_using="brin"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = processing_record("at")

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    at: datetime = instant()
    actor_id: str
    role: str
    method: str
    route: str
    changed: bool
    correlation_id: str
