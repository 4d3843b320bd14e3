"""What `servicing` tells: every clock that ran out on a policy, and what was done about it."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts import Line
from shared.events import Event
from shared.money import Money


class ReceiptSigned(Event):
    """The client signed the electronic receipt; the cooling-off period runs from here."""

    name: ClassVar[str] = "receipt-signed"

    client_id: UUID
    policy_id: UUID
    signed_at: datetime
    cooling_off_last_day: date | None


class FollowUpCompleted(Event):
    """The follow-up call was made."""

    name: ClassVar[str] = "follow-up-completed"

    client_id: UUID
    policy_id: UUID
    result: str


class CoolingOffEnded(Event):
    """The client kept the policy: a cancellation now pays the cash value only."""

    name: ClassVar[str] = "cooling-off-ended"

    client_id: UUID
    policy_id: UUID


class PolicyCancelled(Event):
    """The client cancelled; what is paid back (`full_premium` or `cash_value`)."""

    name: ClassVar[str] = "policy-cancelled"

    client_id: UUID
    policy_id: UUID
    line: Line
    cancelled_on: date
    refund: str


class PremiumOverdue(Event):
    """A premium was not paid when due; cover goes on until the last day of grace."""

    name: ClassVar[str] = "premium-overdue"

    client_id: UUID
    policy_id: UUID
    due_on: date
    amount: Money
    grace_last_day: date


class PremiumPaid(Event):
    """A premium was paid."""

    name: ClassVar[str] = "premium-paid"

    client_id: UUID
    policy_id: UUID
    due_on: date
    amount: Money
    next_due_on: date | None


class PolicySuspended(Event):
    """Grace ran out: there is no cover until reinstatement."""

    name: ClassVar[str] = "policy-suspended"

    client_id: UUID
    policy_id: UUID
    suspended_on: date
    reinstatement_last_day: date


class PolicyEnded(Event):
    """There is no policy any more (`paid_out`, `expired`, `cancelled`, …)."""

    name: ClassVar[str] = "policy-ended"

    client_id: UUID
    policy_id: UUID
    line: Line
    ended_on: date
    reason: str


class ReviewDue(Event):
    """The yearly review of a client comes up."""

    name: ClassVar[str] = "review-due"

    client_id: UUID
    review_id: UUID
    due_on: date


class ReviewCompleted(Event):
    """The yearly review was held."""

    name: ClassVar[str] = "review-completed"

    client_id: UUID
    review_id: UUID
    completed_on: date


class UpgradeNoticed(Event):
    """A version of a product came on sale whose older one a client holds: his policy stays as it is."""

    name: ClassVar[str] = "upgrade-noticed"

    client_id: UUID
    policy_id: UUID
    product_id: UUID


class TaskOverdue(Event):
    """Something an agent had to do was not done in time."""

    name: ClassVar[str] = "task-overdue"

    client_id: UUID
    task_id: UUID
    kind: str
    due_at: datetime


class ClientNotified(Event):
    """A client was told that his agent left and who serves him now; `notice_id` is that of the assignment."""

    name: ClassVar[str] = "client-notified"

    client_id: UUID
    notice_id: UUID
    notified_at: datetime
