"""What clients of `carriers` send and get."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from services.carriers.choreography import OFFERED_TO_PARTNERS, TOLD_TO_CARRIERS
from services.carriers.domain.problems import UnknownEvent
from services.carriers.domain.reports import CarrierReport
from services.carriers.signatures import check_secret
from shared.sent import Input

CARRIER_EVENTS = tuple(sorted(line.event.name for line in TOLD_TO_CARRIERS))
PARTNER_EVENTS = tuple(sorted(event.name for event in OFFERED_TO_PARTNERS))


def _events_of(offered: Iterable[str]) -> AfterValidator:
    names = frozenset(offered)

    def each_once(asked: list[str]) -> list[str]:
        if not names.issuperset(asked):
            raise UnknownEvent(offered=", ".join(sorted(names)))
        return sorted(set(asked))

    return AfterValidator(each_once)


def _items(offered: tuple[str, ...]) -> dict[str, object]:
    return {"items": {"type": "string", "enum": list(offered)}}


EventName = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z-]*$", examples=["application-submitted"])
]
Name = Annotated[
    str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f<>]+$", examples=["示例人寿保险公司"])
]
Address = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        examples=["https://carrier.example/webhooks"],
        description="https in production, and not a private address",
        json_schema_extra={"format": "uri", "pattern": r"^https?://[a-z0-9]+(\.[a-z]+)*(/[a-zA-Z0-9/_-]*)?$"},
    ),
]
Secret = Annotated[
    str,
    Field(
        max_length=100,
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        description="of 24 to 64 bytes; made here unless given",
        json_schema_extra={"pattern": r"^whsec_([A-Za-z0-9+/]{4}){8,21}$"},
    ),
    AfterValidator(check_secret),
]
CarrierEvents = Annotated[
    list[EventName],
    Field(min_length=1, max_length=60, json_schema_extra=_items(CARRIER_EVENTS)),
    _events_of(CARRIER_EVENTS),
]
PartnerEvents = Annotated[
    list[EventName],
    Field(min_length=1, max_length=60, json_schema_extra=_items(PARTNER_EVENTS)),
    _events_of(PARTNER_EVENTS),
]


class DeliveryStatus(StrEnum):
    """Where a delivery is: to be sent (again), received, or given up."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class EndpointIn(Input):
    """A carrier to be connected."""

    carrier_id: UUID
    name: Name
    url: Address
    events: CarrierEvents = Field(default_factory=lambda: list(CARRIER_EVENTS))
    webhook_secret: Secret | None = None
    callback_secret: Secret | None = None


class EndpointChangeIn(Input):
    """An endpoint as it is to be."""

    name: Name
    url: Address
    events: CarrierEvents


class EndpointSecretIn(Input):
    """Which secret is replaced: the one that signs what the carrier gets, or what it reports."""

    secret: Literal["webhook", "callback"]
    value: Secret | None = None


class EndpointOut(BaseModel):
    """A carrier's endpoint; it reports at `callback_path`."""

    id: UUID
    version: int
    carrier_id: UUID
    carrier_key: str
    callback_path: Annotated[str, Field(examples=["/carriers/callbacks/8Jm1zS0pXc2d"])]
    name: str
    url: str
    events: list[str]
    enabled: bool
    webhook_secret_retires_at: datetime | None
    callback_secret_retires_at: datetime | None
    created_at: datetime


class EndpointWithSecretsOut(EndpointOut):
    """An endpoint with the secrets that were just made or given. They are not shown again."""

    webhook_secret: str | None
    callback_secret: str | None


class SubscriptionIn(Input):
    """A partner to be told."""

    name: Name
    url: Address
    events: PartnerEvents
    webhook_secret: Secret | None = None


class SubscriptionChangeIn(Input):
    """A subscription as it is to be."""

    name: Name
    url: Address
    events: PartnerEvents


class SubscriptionSecretIn(Input):
    """The secret is replaced."""

    value: Secret | None = None


class SubscriptionOut(BaseModel):
    """A partner's subscription."""

    id: UUID
    version: int
    name: str
    url: str
    events: list[str]
    enabled: bool
    webhook_secret_retires_at: datetime | None
    created_at: datetime


class SubscriptionWithSecretOut(SubscriptionOut):
    """A subscription with the secret that was just made or given. It is not shown again."""

    webhook_secret: str


class DeliveryOut(BaseModel):
    """One letter to one recipient; `id` is its webhook-id. What it says is between the two."""

    id: UUID
    version: int
    event: str
    event_id: UUID
    client_id: UUID | None
    carrier_id: UUID | None
    recipient_id: UUID
    status: DeliveryStatus
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    leased_until: datetime | None
    delivered_at: datetime | None
    correlation_id: str


class AttemptOut(BaseModel):
    """One attempt: the status code of the answer, or the code of what went wrong."""

    number: int
    started_at: datetime
    milliseconds: int
    status_code: int | None
    error: Annotated[str | None, Field(examples=["TIMEOUT"])]


class DeliveryDetailOut(DeliveryOut):
    """A delivery with its last hundred attempts, the last first."""

    history: list[AttemptOut]


class CaseOut(BaseModel):
    """An application or claim that a carrier works on."""

    id: UUID
    client_id: UUID
    carrier_id: UUID
    kind: str
    opened_at: datetime
    reports: int
    last_report: str | None
    last_reported_at: datetime | None


class CallbackOut(BaseModel):
    """One report of a carrier; what it says in detail is for those who may see it."""

    id: UUID
    client_id: UUID
    carrier_id: UUID
    case_kind: str
    case_id: UUID
    webhook_id: str
    report: str
    reported_at: datetime
    received_at: datetime


class CallbackDetailOut(CallbackOut):
    """A report as the carrier made it."""

    said: CarrierReport


class CallbackTakenOut(BaseModel):
    """The report was taken; the same webhook-id gets the same answer."""

    callback_id: UUID
    case_id: UUID
    report: str
    received_at: datetime
