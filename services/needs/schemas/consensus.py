"""The versions of what is agreed with a client, as they are sent in and given out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.needs.domain.agreement import AgreedGap, ConsensusKind
from services.needs.schemas.assessments import EditIn, Reason
from services.needs.schemas.households import Yuan
from shared.money import Money
from shared.sent import Input


class ConsensusIn(Input):
    """The gaps that are seen otherwise than computed, and why; all others stay as computed."""

    edits: Annotated[tuple[EditIn, ...], Field(min_length=1, max_length=300)]
    annual_budget: Yuan | None = Field(None, examples=["8200.00"])
    reason: Reason = Field(examples=["公司另有团体寿险，身故保额可减少"])


class ConsensusOut(BaseModel):
    """One version: who saw which gaps how, when and why. `number` counts the versions of the client."""

    id: UUID
    client_id: UUID
    assessment_id: UUID
    number: int
    kind: ConsensusKind
    by_role: str
    by_id: str
    recorded_at: datetime
    gaps: list[AgreedGap]
    edited: list[AgreedGap]
    annual_budget: Money | None
    reason: str | None
