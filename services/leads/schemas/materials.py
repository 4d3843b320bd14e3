"""Sales material."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.leads.domain.material_problems import SegmentMissing
from services.leads.domain.materials import ClientSegment, Kind, Status
from shared.contracts import Line
from shared.language import Language
from shared.sent import Input

Text = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]+$")]
Reference = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f<>]+$",
        description="where the proof of the case can be looked up",
        examples=["claims archive 2026-0142"],
    ),
]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f<>]+$")]
Title = Annotated[
    str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f<>]+$", examples=["重疾险产品手册"])
]


class MaterialIn(Input):
    """A new piece of sales material; a handbook says for which segment it is."""

    kind: Kind
    title: Title
    line: Line | None = None
    segment: ClientSegment | None = None
    language: Language = "zh-CN"

    @model_validator(mode="after")
    def _has_its_segment(self) -> Self:
        if self.kind is Kind.SEGMENT_HANDBOOK and self.segment is None:
            raise SegmentMissing
        return self


class MarksIn(Input):
    """The title and the marks by which a material is found, all of them."""

    title: Title
    line: Line | None = None
    segment: ClientSegment | None = None
    language: Language


class VersionIn(Input):
    """What is said beside the file of a version; a claims case says all of it before it is submitted."""

    summary: Annotated[
        Text | None, Field(examples=["企业主客户因定期寿险保障获赔200万元"], description="of a claims case")
    ] = None
    consent_id: Annotated[
        UUID | None, Field(description="the line of the consent ledger by which the case may be told")
    ] = None
    evidence_reference: Reference | None = None
    expires_on: Annotated[date | None, Field(description="the last day on which it should be used")] = None
    note: Annotated[Reason | None, Field(description="what is new in this version")] = None


class ApprovalIn(Input):
    """An approval, and until when it holds."""

    expires_on: Annotated[
        date | None, Field(description="the last day of use; else as asked for, or a year from now")
    ] = None
    file_read: Annotated[
        bool, Field(description="I have read the file: it names nobody (a case that no program can read)")
    ] = False


class ReasonIn(Input):
    """Why a version is rejected or withdrawn."""

    reason: Annotated[Reason, Field(examples=["The rate table on page 3 is last year's."])]


class MaterialOut(BaseModel):
    """A piece of sales material; `number_in_use` is the version that may be used until `expires_on`."""

    id: UUID
    version: int
    kind: Kind
    title: str
    line: Line | None
    segment: ClientSegment | None
    language: Language
    status: Status
    newest_number: int
    number_in_use: int | None
    expires_on: date | None
    created_at: datetime


class VersionOut(BaseModel):
    """One version. What only its author and those who approve need (consent, evidence, reason) is null for others."""

    id: UUID
    version: int
    material_id: UUID
    number: int
    status: Status
    content_type: str
    size_bytes: int
    sha256: str
    summary: str | None
    note: str | None
    consent_id: UUID | None
    evidence_reference: str | None
    reason: str | None
    expires_on: date | None
    uploaded_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    may_be_used: Annotated[bool, Field(description="approved, and not past its last day")]


def version_body() -> dict[str, Any]:
    """How the API document describes the upload: the file, and the fields of `VersionIn` beside it."""
    fields = VersionIn.model_json_schema()["properties"]
    described = {
        name: {"type": "string", "description": field.get("description", "")}
        for name, field in fields.items()
    }
    described["file"] = {
        "type": "string",
        "format": "binary",
        "description": "PDF, PNG, JPEG, DOCX, XLSX, PPTX (without macros) or text",
    }
    schema = {"type": "object", "properties": described, "required": ["file"]}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


class AnonymiseIn(Input):
    """A text that is to name nobody, and the names that are known to be in it."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=20_000, examples=["客户张三因重疾保障获赔50万元，电话13800138000。"]),
    ]
    names: Annotated[
        list[Annotated[str, Field(min_length=2, max_length=60, pattern=r"\S\s*\S")]],
        Field(default_factory=list, max_length=50, examples=[["张三"]]),
    ]
