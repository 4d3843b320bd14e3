"""Lines of the consent ledger."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.domain.consents import Guardian, GuardianRelation
from services.leads.schemas.fields import Code, PersonName, Purpose, TextVersion
from shared.sent import Input


class GuardianIn(Input):
    """The parent or other guardian who consents for a child under 14."""

    relation: Annotated[GuardianRelation, Field(examples=["mother"])]
    name: PersonName

    def told(self) -> Guardian:
        """As the domain knows one."""
        return Guardian(self.relation, self.name)


class ConsentIn(Input):
    """A purpose that the client allows, and the version of the text he read; for a child, by whom."""

    purpose: Purpose
    text_version: TextVersion
    channel: Code
    guardian: GuardianIn | None = None


class StoppedPurposeOut(BaseModel):
    """A purpose for which nothing is done with the client's data, and since when."""

    purpose: Purpose
    withdrawn_at: datetime


class ConsentTextOut(BaseModel):
    """What a client reads before he consents: for sensitive data with the notice why it is necessary."""

    purpose: Purpose
    version: str
    effective_from: date
    current: bool
    sensitive: bool
    text: str
    necessity: str | None
    without: Annotated[str, Field(description="what cannot be done without this consent")]


class ConsentTextsOut(BaseModel):
    """Every text in every version, by purpose; `current` is what is read today."""

    items: list[ConsentTextOut]


class ConsentOut(BaseModel):
    """One line of the consent ledger."""

    id: UUID
    version: int
    purpose: Purpose
    text_version: str
    channel: str
    granted_at: datetime
    withdrawn_at: datetime | None
    guardian_relation: GuardianRelation | None
