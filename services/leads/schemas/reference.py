"""Handbooks and forms."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from services.leads.domain.form_packs import FormHead
from services.leads.domain.materials import ClientSegment

AsOf = Annotated[
    date | None, Query(description="the day whose version is asked for; today where none is given")
]


class HandbookHeadOut(BaseModel):
    """A handbook that can be read."""

    segment: ClientSegment
    title: str
    summary: str
    version: str


class HandbooksOut(BaseModel):
    """Every handbook in force."""

    items: list[HandbookHeadOut]


class FormPackOut(BaseModel):
    """The forms that an application takes."""

    items: list[FormHead]
