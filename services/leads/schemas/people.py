"""Who somebody is: his identity number, and leads that are one person."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from shared.sent import Input

IdNumber = Annotated[
    str,
    Field(min_length=1, max_length=40, description="18 characters; checked, kept encrypted, never repeated"),
]
Region = Annotated[
    str,
    Field(pattern=r"^[1-9][0-9]{5}$", examples=["110105"], description="six digits of GB/T 2260"),
]


class IdentityIn(Input):
    """The identity number of a person."""

    id_number: IdNumber


class MergeReason(StrEnum):
    """How it was found that two leads are one person."""

    IDENTITY_NUMBER = "identity_number"
    BY_HAND = "by_hand"


class MergeIn(Input):
    """The lead that goes up in this one."""

    merged_client_id: UUID
    reason: MergeReason = MergeReason.BY_HAND


class MergeOut(BaseModel):
    """One merge, and until when it can be undone."""

    id: UUID
    version: int
    client_id: UUID
    merged_client_id: UUID
    reason: MergeReason
    merged_at: datetime
    undo_until: datetime
    undone_at: datetime | None
