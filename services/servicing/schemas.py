"""What clients of `servicing` send and get."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.servicing.domain.receipts import Cancellation
from shared.because import Answer, Because
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input

Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31), examples=["2026-03-01"])]
Instant = Annotated[
    AwareDatetime,
    Field(
        ge=datetime.fromisoformat("1950-01-01T00:00:00Z"), le=datetime.fromisoformat("2200-12-31T00:00:00Z")
    ),
]
Days = Annotated[int, Field(ge=0, le=3650)]


class PolicyOut(BaseModel):
    """A policy in its agency's care."""

    id: UUID
    version: int
    client_id: UUID
    carrier_id: UUID
    product_id: UUID
    product_code: str
    line: Line
    status: Annotated[str, Field(examples=["in_force"])]
    sum_insured: Money
    annual_premium: Money
    payment_years: int
    issued_at: datetime
    effective_on: date
    coverage_last_day: date
    waiting_days: int
    next_due_on: date | None
    premiums_paid: Money
    receipt_signed_at: datetime | None
    cooling_off_last_day: date | None
    followed_up_at: datetime | None
    grace_last_day: date | None
    suspended_on: date | None
    ended_on: date | None
    end_reason: str | None


class FollowUpIn(Input):
    """What the client confirmed in the follow-up call, by the codes of the rule `follow_up_call`."""

    confirmed: Annotated[
        dict[Annotated[str, Field(max_length=40)], bool],
        Field(
            max_length=20,
            examples=[
                {
                    "is_policyholder": True,
                    "bought_and_signed": True,
                    "read_documents": True,
                    "knows_cover": True,
                    "knows_surrender_loss": True,
                    "knows_cooling_off": True,
                    "knows_payment": True,
                }
            ],
        ),
    ]


class PremiumIn(Input):
    """A premium that was paid."""

    due_on: Day
    method: Annotated[
        Literal["official_app", "bank_debit", "cash", "agent_account"],
        Field(description="cash and an agent's account are refused"),
    ]


class PaymentOut(BaseModel):
    """One premium that was paid."""

    id: UUID
    due_on: date
    amount: Money
    method: str
    paid_at: datetime


class CancellationOut(BaseModel):
    """A cancelled policy and what comes back; `amount` is null where the carrier states the cash value."""

    policy: PolicyOut
    returns: Literal["full_refund", "cash_value"]
    amount: Money | None
    pay_by: date | None
    because: list[Because]
    caveats: list[str]


class TaskOut(BaseModel):
    """Something an agent has to do."""

    id: UUID
    version: int
    client_id: UUID
    kind: Annotated[str, Field(examples=["first_contact"])]
    title: Annotated[str, Field(examples=["首次联系客户"])]
    subject_id: UUID
    status: str
    due_at: datetime
    because: Because | None
    created_at: datetime
    closed_at: datetime | None


class ReviewOut(BaseModel):
    """The yearly review of a client."""

    id: UUID
    version: int
    client_id: UUID
    due_on: date
    status: str
    completed_at: datetime | None


class TimelineEntryOut(BaseModel):
    """One event of a client's cycle."""

    id: UUID
    event: Annotated[str, Field(examples=["policy-issued"])]
    title: Annotated[str, Field(examples=["保单承保"])]
    source: str
    subject: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str | None
    details: dict[str, Any]


class StageOut(BaseModel):
    """How many clients reached one stage, in all and by day."""

    event: str
    title: str
    clients: int
    by_day: dict[date, int]


class SummaryOut(BaseModel):
    """The cycle as a funnel, and the tasks."""

    since: date
    stages: list[StageOut]
    tasks: dict[str, int]


class PolicyFactsIn(Input):
    """The facts of a policy whose clocks are asked for."""

    line: Line
    issued_at: Instant
    effective_on: Day
    coverage_last_day: Day | None = None
    annual_premium: Annotated[Money, Field(examples=["6327.50"])]
    payment_years: Annotated[int, Field(ge=1, le=100)] = 1
    receipt_signed_at: Instant | None = None
    waiting_days: Days | None = None
    cooling_off_days: Days | None = None
    on: Day | None = None


class GraceIn(Input):
    """A premium that was not paid."""

    due_on: Day
    mode: Literal["clause", "law"] = "clause"
    grace_days: Days | None = None
    demanded_on: Day | None = None


class WaitingIn(Input):
    """An illness or accident, and the policy it falls under."""

    line: Line
    effective_on: Day
    coverage_last_day: Day | None = None
    reinstated_on: Day | None = None
    renewal: bool = False
    waiting_days: Days | None = None
    cause: Literal["illness", "accident"]
    happened_on: Day


class CancellationIn(Input):
    """A cancellation on a day."""

    policy: PolicyFactsIn
    requested_on: Day
    premiums_paid: Money
    cash_value: Money


class RetentionIn(Input):
    """A contract that has ended."""

    longer_than_a_year: bool
    contract_ended_on: Day
    sale_recorded: bool = False
    dispute_ended_on: Day | None = None
    relationship_ended_on: Day | None = None
    suitability_assessed_on: Day | None = None
    impact_assessed_on: Day | None = None


CancellationAnswer = Answer[Cancellation]


class UpgradeNoticeOut(BaseModel):
    """A newer version of what a client holds is on sale; `text` is what he may be told of it."""

    id: UUID
    client_id: UUID
    policy_id: UUID
    product_id: UUID
    product_code: str
    noticed_at: datetime
    text: str
