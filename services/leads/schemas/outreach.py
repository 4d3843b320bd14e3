"""Events and their guests."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from services.leads.domain.channel_problems import FirmOfNoSalon, GuestUnclear
from services.leads.domain.outreach import EventKind, Interest, Outcome
from services.leads.schemas.content import Line
from services.leads.schemas.fields import PersonName, Phone, Purpose, TextVersion
from shared.sent import Input

EventStatus = Literal["planned", "cancelled"]
AttendeeStatus = Literal["registered", "attended", "absent", "cancelled"]
Instant = Annotated[
    AwareDatetime,
    Field(
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        le=datetime(2100, 12, 31, tzinfo=UTC),
        examples=["2026-03-14T06:00:00Z"],
    ),
]


class EventIn(Input):
    """An event; a salon may be held at a firm that is a client. Who comes by it is attributed to its campaign."""

    kind: EventKind
    title: Line = Field(examples=["社区健康与保障讲座"])
    place: Line = Field(examples=["阳光社区活动中心"])
    starts_at: Instant
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    campaign_id: UUID | None = None
    firm_client_id: UUID | None = None
    agent_id: UUID | None = None
    team_id: UUID | None = None

    @model_validator(mode="after")
    def _a_firm_is_of_a_salon(self) -> Self:
        if self.firm_client_id is not None and self.kind != "corporate-salon":
            raise FirmOfNoSalon
        return self


class EventChangeIn(EventIn):
    """An event as it is to be from now on."""

    status: EventStatus


class EventOut(BaseModel):
    """An event, with how many are registered and how many came."""

    id: UUID
    version: int
    kind: EventKind
    title: str
    place: str
    starts_at: datetime
    capacity: int | None
    campaign_id: UUID | None
    firm_client_id: UUID | None
    agent_id: UUID | None
    team_id: UUID | None
    status: EventStatus
    registered: int
    attended: int
    created_at: datetime


class NewGuestIn(Input):
    """Somebody who is not known yet, or not known to be."""

    name: PersonName
    phone: Phone
    consent_purposes: Annotated[set[Purpose], Field(min_length=1)]
    consent_text_version: TextVersion


class AttendeeIn(Input):
    """A guest: a client who is known, or a new one with his consent to be contacted."""

    client_id: UUID | None = None
    guest: NewGuestIn | None = None
    interest: Interest | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.client_id is None) == (self.guest is None):
            raise GuestUnclear
        return self


class AttendanceIn(Input):
    """Whether a guest came, or will not come."""

    status: Literal["attended", "absent", "cancelled"]
    interest: Interest | None = None


class FollowUpIn(Input):
    """What came of the talk with a guest after the event."""

    outcome: Outcome


class AttendeeOut(BaseModel):
    """A guest of an event; `follow_up_on` is the day by which he is to be followed up."""

    id: UUID
    version: int
    event_id: UUID
    client_id: UUID
    status: AttendeeStatus
    interest: Interest | None
    registered_at: datetime
    follow_up_on: date | None
    followed_up_at: datetime | None
    outcome: Outcome | None


class EventCountsOut(BaseModel):
    """An event in numbers: `registered` and `attended` of all guests, the rest of those whom the caller sees."""

    event_id: UUID
    capacity: int | None
    registered: int
    attended: int
    by_status: dict[str, int]
    by_interest: dict[str, int]
    by_outcome: dict[str, int]
    follow_ups_open: int
