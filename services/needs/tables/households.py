"""The rows about a household: the client's file, facts, cover by policies, assessments."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from services.needs.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.money import Money
from shared.rows import Versioned, identifier, instant, json, money, sealed


class ClientFile(Versioned, OfClient, table=True):
    """Where a client's assessments stand; its id is the client's.

    Whatever writes facts, or rests figures on them, changes this row too: so figures never rest on facts that have
    changed in between. `current_id` is the assessment computed last, `agreed_id` the one confirmed last.
    """

    __tablename__ = "client_file"
    client_column: ClassVar[str] = "id"
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    current_id: UUID | None = None
    agreed_id: UUID | None = None


class Household(Versioned, OfClient, table=True):
    """The household of a client as it is now; `facts` is a `RecordedHousehold`."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("client_id", name="one_household_a_client"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    facts: dict[str, Any] = json()
    recorded_at: datetime = instant()


class HouseholdVersion(OfClient, table=True):
    """A household as it was recorded at one time, so that the gap of any past day can be asked."""

    __tablename__ = "household_version"
    __table_args__ = (
        UniqueConstraint("household_id", "household_version", name="each_household_version_once"),
        Index("household_version_by_time", "client_id", "recorded_at", "household_version"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    household_id: UUID
    household_version: int
    facts: dict[str, Any] = json()
    recorded_at: datetime = instant()


class PolicyCover(Versioned, OfClient, table=True):
    """What a policy issued adds to existing cover; its id is the policy's.

    The end of a policy may be heard of before its issue: until then the row knows that end only.
    """

    __tablename__ = "policy_cover"
    __table_args__ = (
        CheckConstraint(
            "(held_from IS NULL) = (sum_insured IS NULL) AND (held_from IS NULL) = (line IS NULL)"
            " AND (held_from IS NULL) = (last_day IS NULL)",
            name="policy_cover_issued",
        ),
        CheckConstraint(
            "held_from IS NOT NULL OR suspended_on IS NOT NULL OR ended_on IS NOT NULL",
            name="policy_cover_heard_of",
        ),
        Index("policy_cover_by_client", "client_id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    member_id: UUID | None = None
    line: str | None = None
    sum_insured: Money | None = money(None)
    held_from: date | None = None
    last_day: date | None = None
    suspended_on: date | None = None
    ended_on: date | None = None


class Assessment(Versioned, OfClient, table=True):
    """One assessment of a household, from invitation to confirmation.

    `household` is the `RecordedHousehold` it rests on (with the cover of policies), `assumptions` what was chosen,
    `figures` the computed `Assessment` with its reasons and charts, `agreement` what the client agreed to.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(
            "occasion IN ('invited', 'requested', 'household_changed', 'cover_changed', 'review')",
            name="assessment_occasion",
        ),
        CheckConstraint(
            "status IN ('invited', 'open', 'computed', 'confirmed', 'superseded')", name="assessment_status"
        ),
        CheckConstraint("(status IN ('invited', 'open')) = (figures IS NULL)", name="assessment_figures"),
        CheckConstraint(
            "(figures IS NULL) = (household IS NULL) AND (figures IS NULL) = (assumptions IS NULL)"
            " AND (figures IS NULL) = (household_version IS NULL) AND (figures IS NULL) = (params_version IS NULL)"
            " AND (figures IS NULL) = (method IS NULL) AND (figures IS NULL) = (assessed_on IS NULL)"
            " AND (figures IS NULL) = (computed_at IS NULL)",
            name="assessment_basis",
        ),
        CheckConstraint(
            "(status = 'confirmed') = (confirmed_at IS NOT NULL) AND (confirmed_at IS NULL) = (agreement IS NULL)",
            name="assessment_agreement",
        ),
        Index("assessment_by_client", "client_id", "created_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    occasion: str
    status: str
    review_id: UUID | None = None
    method: str | None = None
    assessed_on: date | None = None
    household_version: int | None = None
    household: dict[str, Any] | None = json(None)
    assumptions: dict[str, Any] | None = json(None)
    figures: dict[str, Any] | None = json(None)
    params_version: str | None = None
    agreement: dict[str, Any] | None = json(None)
    created_at: datetime = instant()
    computed_at: datetime | None = instant(None)
    confirmed_at: datetime | None = instant(None)


class Consensus(OfClient, table=True):
    """One version of what is agreed with a client: who saw which gaps how, and when; `reason_sealed` says why.

    `gaps` are `AgreedGap`s; the newest version about an assessment is the one that a client confirms.
    """

    __tablename__ = "consensus"
    __table_args__ = (
        UniqueConstraint("client_id", "number", name="each_consensus_version_once"),
        CheckConstraint("kind IN ('edited', 'confirmed')", name="consensus_kind"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    assessment_id: UUID
    number: int
    kind: str
    by_role: str
    by_id: str
    recorded_at: datetime = instant()
    gaps: list[dict[str, Any]] = json()
    annual_budget: Money | None = money(None)
    reason_sealed: bytes | None = sealed(None)


class GapComparison(OfClient, table=True):
    """A gap update table as it was shared: `sides` are the two `Side`s that it compares, kept as they were."""

    __tablename__ = "gap_comparison"
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    sides: dict[str, Any] = json()
    created_at: datetime = instant()
