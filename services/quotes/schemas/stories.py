"""A proposal's story as clients and agents read it."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from shared.because import Because
from shared.contracts import Line


class ParagraphOut(BaseModel):
    """One paragraph, and the line of the cover it is about; null for the beginning and the end."""

    code: Annotated[str, Field(examples=["critical_illness"])]
    line: Line | None
    text: Annotated[str, Field(examples=["Illustration: the insured is 30 years old."])]


class StoryOut(BaseModel):
    """What a tier would mean in the client's own figures: an illustration, and labelled so."""

    proposal_id: UUID
    tier: Annotated[str, Field(examples=["advanced"])]
    illustration: Annotated[bool, Field(description="always true: it is no promise")]
    label: Annotated[str, Field(examples=["Illustration"])]
    title: str
    paragraphs: list[ParagraphOut]
    because: list[Because]
    caveats: list[str]
