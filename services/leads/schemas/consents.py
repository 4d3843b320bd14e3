"""Lines of the consent ledger."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.leads.schemas.fields import Code, Purpose, TextVersion
from shared.sent import Input


class ConsentIn(Input):
    """A purpose that the client allows, and the version of the text he read."""

    purpose: Purpose
    text_version: TextVersion
    channel: Code


class ConsentOut(BaseModel):
    """One line of the consent ledger."""

    id: UUID
    version: int
    purpose: Purpose
    text_version: str
    channel: str
    granted_at: datetime
    withdrawn_at: datetime | None
