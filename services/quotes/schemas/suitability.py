"""The suitability statement as clients read and sign it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import Code
from services.quotes.domain.suitability import CareStep, Mismatch, Trigger
from shared.language import Language
from shared.money import Money
from shared.sent import Input

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SignedStatementOut(BaseModel):
    """A statement that the client signed, in the words that he signed; kept until `kept_until` at the least."""

    id: UUID
    proposal_id: UUID
    tier: Annotated[str, Field(examples=["advanced"])]
    annual_premium: Money
    text_number: int
    language: Language
    paragraphs: list[str]
    digest: Digest
    triggers: Annotated[list[str], Field(examples=[["PREMIUM_20PCT", "AGE_TERM_75"]])]
    stop_for: list[str]
    care_steps: list[str]
    goes_on: bool
    signed_at: datetime
    kept_until: date


class StatementOut(BaseModel):
    """What the client is to sign before he can choose the tier; `goes_on` is the sentence to confirm where stopping is
    advised, `digest` what the words are signed by, `signed` the statement that holds already.
    """

    proposal_id: UUID
    tier: Annotated[str, Field(examples=["advanced"])]
    annual_premium: Money
    must_be_signed: bool
    text_number: int
    language: Language
    title: str
    paragraphs: list[str]
    goes_on: str | None
    digest: Digest
    triggers: list[Trigger]
    stop_for: list[Mismatch]
    care_steps: list[CareStep]
    signed: SignedStatementOut | None


class SignStatementIn(Input):
    """The tier, the digest of the words that were read, and whether the sale shall go on where stopping is advised."""

    tier: Annotated[Code, Field(examples=["advanced"])]
    digest: Digest
    goes_on: bool = False
