"""What a service tells a client, and who answers for his data, about it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.because import Because


class ExportedField(BaseModel):
    """One field of a table: `sealed` ones are kept encrypted."""

    name: str
    type: Annotated[str, Field(examples=["datetime", "money", "text"])]
    sealed: bool
    optional: bool


class ExportedTable(BaseModel):
    """What one table keeps about the client."""

    table: Annotated[str, Field(examples=["lead"])]
    about: str
    fields: list[ExportedField]
    rows: list[dict[str, Any]]


class ExportOut(BaseModel):
    """Everything that one service keeps about one client; where `sealed_opened` is false, sealed fields are null."""

    service: Annotated[str, Field(examples=["leads"])]
    client_id: UUID
    exported_at: datetime
    sealed_opened: bool
    tables: list[ExportedTable]


class DeletedOut(BaseModel):
    """Rows of one table that are gone."""

    table: str
    rows: int


class KeptOut(BaseModel):
    """Rows of one table that rules keep, until when (null: a contract is in force), and why."""

    table: str
    about: str
    rows: int
    until: date | None
    because: list[Because]


class ErasureOut(BaseModel):
    """What one service made of a client's wish to be erased.

    `requested`: decided at `settled_at`. `restricted`: what is kept is only stored, or worked with for a contract in
    force, and deleted after `retention_until`. `erased`: nothing is kept but records of what was done with the data.
    """

    service: str
    client_id: UUID
    request_id: UUID
    status: Literal["requested", "restricted", "erased"]
    contract_in_force: bool
    requested_at: datetime
    settled_at: datetime
    decided_at: datetime | None
    retention_until: date | None
    deleted: list[DeletedOut]
    kept: list[KeptOut]


class AccessOut(BaseModel):
    """One request that read or changed the client's data: by whom, in which role, and by which route."""

    id: UUID
    at: datetime
    actor_id: str
    role: Annotated[str, Field(examples=["agent"])]
    method: str
    route: Annotated[str, Field(examples=["/leads/{client_id}"])]
    changed: bool
    correlation_id: str
