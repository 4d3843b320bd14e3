"""What `leads` tells: who came, by which way, with which consent, and whose client he is."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events import Event


class Segment(StrEnum):
    """Whom an agency serves."""

    PERSON = "person"
    FIRM = "firm"


class Purpose(StrEnum):
    """What a client may consent to, each for itself."""

    CONTACT = "contact"
    MARKETING = "marketing"
    HEALTH_DATA = "health_data"
    FINANCIAL_DATA = "financial_data"
    MINOR_DATA = "minor_data"


class LeadCaptured(Event):
    """A person or firm not known before may be contacted. The lead's id stays the client's id for good."""

    name: ClassVar[str] = "lead-captured"

    client_id: UUID
    segment: Segment
    source: str
    channel: str
    campaign_id: UUID | None
    agent_id: UUID | None
    team_id: UUID | None
    consent_purposes: list[str]


class LeadMerged(Event):
    """The same person came again by another way: a touch was added to the lead that is there."""

    name: ClassVar[str] = "lead-merged"

    client_id: UUID
    touch_id: UUID
    source: str
    channel: str
    campaign_id: UUID | None


class ClientAssigned(Event):
    """A client is served by this agent from now on."""

    name: ClassVar[str] = "client-assigned"

    client_id: UUID
    agent_id: UUID
    team_id: UUID | None


class ConsentGranted(Event):
    """A client consents to one purpose, in the words of one version of the text."""

    name: ClassVar[str] = "consent-granted"

    client_id: UUID
    purpose: str
    text_version: str


class ConsentWithdrawn(Event):
    """A client takes his consent to one purpose back: processing for it stops at once."""

    name: ClassVar[str] = "consent-withdrawn"

    client_id: UUID
    purpose: str


class ErasureRequested(Event):
    """A client wants to be erased: each service deletes what nothing keeps, and only stores what a rule keeps."""

    name: ClassVar[str] = "erasure-requested"

    client_id: UUID
    request_id: UUID
