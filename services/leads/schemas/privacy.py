"""Requests to be erased, impact assessments, and where a client's data is."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.schemas.fields import Purpose
from shared.because import Because
from shared.sent import Input

Paragraph = Annotated[str, Field(min_length=10, max_length=4000)]


class ErasureRequestIn(Input):
    """A client wants to be erased; operations says where his written request is kept."""

    written_request: Annotated[
        str | None, Field(min_length=1, max_length=200, examples=["archive/2026/erasure-17"])
    ] = None


class ErasureRequestOut(BaseModel):
    """A request to be erased; each service answers at its own route what it made of it."""

    id: UUID
    client_id: UUID
    asked_by: Literal["client", "ops"]
    requested_at: datetime
    answer_by: date


class PartsOut(BaseModel):
    """Where what is kept about a client can be asked for: one address a service."""

    client_id: UUID
    exports: list[str]
    erasures: list[str]
    access_logs: list[str]


class ImpactAssessmentIn(Input):
    """What was assessed before sensitive data was used: purpose and necessity, impact and risk, measures."""

    purpose: Purpose
    assessed_on: date
    necessity: Annotated[Paragraph, Field(examples=["核保预评需要健康信息，范围限于产品问卷所列。"])]
    impact: Annotated[Paragraph, Field(examples=["泄露会影响客户的尊严与财产安全。"])]
    risk: Literal["low", "medium", "high"]
    measures: Annotated[Paragraph, Field(examples=["字段加密、访问记录、仅限本人代理人查阅。"])]


class ImpactAssessmentOut(BaseModel):
    """An impact assessment, the day until which it must be kept, and the rule that says so."""

    id: UUID
    purpose: Purpose
    assessed_on: date
    necessity: str
    impact: str
    risk: str
    measures: str
    keep_until: date
    recorded_at: datetime
    because: list[Because]
