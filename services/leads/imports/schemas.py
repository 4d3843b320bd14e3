"""What clients of imports send and get."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from services.leads.schemas.fields import Code, Purpose
from shared.sent import Input

Kind = Literal["leads", "clients"]
Status = Literal["waiting", "running", "done", "cancelled", "failed"]


def _parted(text: object) -> object:
    return [part.strip() for part in text.split(",")] if isinstance(text, str) else text


class ImportIn(Input):
    """What is said of all rows of a file; a row's own source and channel go before these."""

    kind: Annotated[Kind, Field(description="prospects, or the book of existing clients")] = "leads"
    source: Code
    channel: Code
    consent_purposes: Annotated[
        set[Purpose],
        BeforeValidator(_parted),
        Field(
            default_factory=lambda: {Purpose.CONTACT},
            min_length=1,
            description="separated by commas",
            examples=["contact,marketing"],
        ),
    ]
    consent_text_version: Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]
    consent_proof: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00-\x1f<>]+$",
            description="where the consents of these people can be looked up",
            examples=["signed forms, archive box 12"],
        ),
    ] = None
    dry_run: Annotated[bool, Field(description="check everything, import nothing")] = False


def multipart_body() -> dict[str, Any]:
    """How the API document describes the upload: the file, and the fields of `ImportIn` beside it."""
    schema = ImportIn.model_json_schema()
    texts = {
        "source": {"type": "string", "examples": ["expo"]},
        "channel": {"type": "string", "examples": ["offline"]},
        "kind": {"type": "string", "enum": ["leads", "clients"], "default": "leads"},
        "dry_run": {"type": "boolean", "default": False},
    }
    fields = {
        name: texts.get(name) or {"type": "string", "description": field.get("description", "")}
        for name, field in schema["properties"].items()
    }
    file = {"type": "string", "format": "binary", "description": "CSV (UTF-8, GB18030, UTF-16) or XLSX"}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {**fields, "file": file},
                        "required": [*schema["required"], "file"],
                    }
                }
            },
        }
    }


class FailureOut(BaseModel):
    """Why an import ended before its time."""

    code: Annotated[str, Field(examples=["COLUMN_MISSING"])]
    message: str


class ImportOut(BaseModel):
    """An import: how far it is, and what became of its rows (`total` is known when the file has been read once)."""

    id: UUID
    version: int
    kind: Kind
    dry_run: bool
    format: Literal["csv", "xlsx"]
    source: str
    channel: str
    consent_purposes: list[Purpose]
    consent_text_version: str
    status: Status
    failure: FailureOut | None
    total: int | None
    rows: int
    captured: int
    merged: int
    refused: int
    created_at: datetime
    ended_at: datetime | None


class RefusedCellOut(BaseModel):
    """A cell that could not be taken, by its line in the file; what it holds is never repeated."""

    line: int
    column: Annotated[str, Field(examples=["phone"])]
    code: Annotated[str, Field(examples=["INVALID_PHONE"])]
    message: str
