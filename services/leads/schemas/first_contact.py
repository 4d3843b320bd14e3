"""First contact: openers, life events, contacts, interviews, the service boundary, do-not-contact, and figures."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.schemas.fields import Code, TextVersion
from services.leads.schemas.knowledge import NamedOut
from services.leads.schemas.reflection import Words
from shared.contracts import Line
from shared.sent import Input


class SceneOut(NamedOut):
    """A scene, and how to begin in it."""

    channel: str
    opener: str


class LifeEventKindOut(NamedOut):
    """Something that happens in lives, how to begin to speak of it, and why it matters."""

    opener: str
    reason: str


class OpenersOut(BaseModel):
    """What to open with, and by whom a life event may have been told."""

    scenes: list[SceneOut]
    life_events: list[LifeEventKindOut]
    learned_from: list[NamedOut]
    notice: str


class OpenerIn(Input):
    """A life event, of nobody in particular."""

    life_event: Annotated[Code, Field(examples=["promotion"])]


class OpenerOut(LifeEventKindOut):
    """How to begin, and the lines to have in mind."""

    lines: list[Line]


class LifeEventIn(Input):
    """What somebody told the agent: entered by hand, never read off a feed."""

    event_code: Annotated[Code, Field(examples=["promotion"])]
    learned_from: Annotated[Code, Field(examples=["client"])]
    happened_on: date


class LifeEventOut(BaseModel):
    """A life event; `lines` is empty until the client's worries were heard."""

    id: UUID
    client_id: UUID
    agent_id: UUID
    event: NamedOut
    learned_from: NamedOut
    happened_on: date
    recorded_at: datetime
    opener: str
    lines: list[Line]
    caveats: list[str]


class ContactIn(Input):
    """The client was contacted; a figure that was shown is named by its evidence."""

    channel: Code
    scene_code: Code | None = None
    life_event_id: UUID | None = None
    evidence_id: UUID | None = None


class ContactOut(BaseModel):
    """One contact."""

    id: UUID
    client_id: UUID
    agent_id: UUID
    channel: str
    scene_code: str | None
    life_event_id: UUID | None
    evidence_id: UUID | None
    contacted_at: datetime


class InterviewIn(Input):
    """An interview begins."""

    channel: Code


class WorriesIn(Input):
    """What the client worries about: codes, and his own words."""

    worries: Annotated[list[Code], Field(min_length=1, max_length=20, examples=[["breadwinner_lost"]])]
    words: Words | None = None


class LinesIn(Input):
    """The lines that were spoken of."""

    lines: Annotated[list[Line], Field(min_length=1, max_length=20)]


class InterviewOut(BaseModel):
    """An interview: worries and their time come before lines and theirs."""

    id: UUID
    version: int
    client_id: UUID
    agent_id: UUID
    channel: str
    held_at: datetime
    worries: list[NamedOut]
    words: str | None
    worries_at: datetime | None
    lines: list[Line]
    lines_at: datetime | None


class SuggestionOut(BaseModel):
    """A line, and the worries that it answers."""

    line: Line
    worries: list[NamedOut]


class BoundaryOut(BaseModel):
    """The service boundary as it is told to clients today."""

    text_version: str
    text: str


class BoundaryDeliveryIn(Input):
    """It was told to the client, in the language of the request."""

    text_version: TextVersion
    channel: Code


class BoundaryDeliveryOut(BaseModel):
    """When which version was told, in which language and by which channel."""

    id: UUID
    client_id: UUID
    agent_id: UUID
    text_version: str
    language: str
    channel: str
    delivered_at: datetime


class DoNotContactIn(Input):
    """By which channel the client said so."""

    channel: Code


class DoNotContactOut(BaseModel):
    """The client asked not to be contacted; `lifted_at` is null while that stands."""

    id: UUID
    client_id: UUID
    channel: str
    recorded_by: str
    requested_at: datetime
    lifted_at: datetime | None
    lifted_by_consent_id: UUID | None


class ProtocolOut(BaseModel):
    """How far the trust protocol is with a client, and what comes next."""

    client_id: UUID
    do_not_contact: bool
    consent_to_contact: bool
    boundary_delivered_at: datetime | None
    worries_heard_at: datetime | None
    next_step: str = Field(examples=["hear_worries"])


class StatisticIn(Input):
    """The figure that is asked for."""

    statistic: Annotated[Code, Field(examples=["death_gap"])]


class EvidenceOut(BaseModel):
    """A figure of the agency's own clients; `sentence` is null once it is too old to be shown. `share` in percent."""

    evidence_id: UUID
    statistic: str
    sample: int
    affected: int
    share: Decimal = Field(examples=["70.0"])
    as_of: date
    last_day: date
    rule_version: str
    computed_at: datetime
    sentence: str | None
