"""What a carrier may report on a case, and what each report must say to be of use to whoever reads it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.carriers.domain.problems import AmountOutOfRange, ReportIncomplete, UnknownReport
from shared.money import Money

MOST_YUAN: Final = Money.of(10**10)

NEEDED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "application": {
            "accepted": (),
            "material_requested": ("document_types",),
            "decided": ("outcome",),
            "issued": ("policy_number", "effective_on"),
        },
        "claim": {
            "acknowledged": (),
            "supplement_requested": ("document_types",),
            "investigating": (),
            "decided": ("outcome",),
            "paid": ("amount",),
        },
    }
)
"""By kind of case: what can be reported, and which fields that needs."""

NEEDED_BY_OUTCOME: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "application": {
            "STANDARD": (),
            "EXCLUSION": ("exclusions",),
            "RATED": ("rating_percent",),
            "POSTPONE": (),
            "DECLINE": (),
        },
        "claim": {"pay": ("amount",), "partial": ("amount",), "refuse": ("reason_code",)},
    }
)
"""By kind of case: what can be decided, and which fields that needs. A refusal gives its reasons (保险法 24)."""


def _within_bounds(amount: Money) -> Money:
    if not Money.zero() <= amount <= MOST_YUAN:
        raise AmountOutOfRange(most=str(MOST_YUAN))
    return amount


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


Amount = Annotated[Money, AfterValidator(_within_bounds)]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$")]
Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
    AfterValidator(_in_utc),
]


class CarrierReport(BaseModel):
    """What a carrier says about one of its cases. Other fields than these are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    case_kind: Annotated[Literal["application", "claim"], Field(examples=["application"])]
    case_id: UUID
    client_id: Annotated[UUID | None, Field(description="must be the case's, if given")] = None
    report: Annotated[Code, Field(examples=["decided"])]
    reported_at: Instant
    outcome: Annotated[Code | None, Field(examples=["STANDARD"])] = None
    rating_percent: Annotated[int | None, Field(ge=1, le=1000)] = None
    exclusions: Annotated[list[Code], Field(max_length=50)] = []
    document_types: Annotated[list[Code], Field(max_length=50)] = []
    policy_number: Annotated[Code | None, Field(examples=["SP2026030200000042"])] = None
    effective_on: Annotated[date | None, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))] = None
    amount: Annotated[Amount | None, Field(examples=["300000.00"])] = None
    reason_code: Code | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        fields = needed(self.case_kind, self.report, self.outcome)
        if missing := [name for name in fields if getattr(self, name) in (None, [])]:
            raise ReportIncomplete(missing=", ".join(missing))
        return self


def needed(case_kind: str, report: str, outcome: str | None) -> tuple[str, ...]:
    """The fields that a report must have. Raises UnknownReport for one that a case of this kind does not know."""
    fields = NEEDED[case_kind].get(report)
    if fields is None:
        raise UnknownReport
    if report != "decided" or outcome is None:
        return fields
    by_outcome = NEEDED_BY_OUTCOME[case_kind].get(outcome)
    if by_outcome is None:
        raise UnknownReport
    return (*fields, *by_outcome)
