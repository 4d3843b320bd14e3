"""What `claims` tells: a claim from first report to payment."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.contracts import Line
from shared.events import Event
from shared.money import Money


class ClaimFiled(Event):
    """Something happened that a policy may pay for."""

    name: ClassVar[str] = "claim-filed"

    client_id: UUID
    claim_id: UUID
    policy_id: UUID
    carrier_id: UUID
    line: Line
    cause: str
    incident_on: date


class ClaimSubmitted(Event):
    """A claim and its materials go to the carrier: its time to decide runs."""

    name: ClassVar[str] = "claim-submitted"

    client_id: UUID
    claim_id: UUID
    policy_id: UUID
    carrier_id: UUID
    submitted_on: date
    decision_due_on: date


class ClaimDecided(Event):
    """The carrier decided: `pay`, `partial` or `refuse`."""

    name: ClassVar[str] = "claim-decided"

    client_id: UUID
    claim_id: UUID
    policy_id: UUID
    decision: str
    amount: Money
    decided_on: date


class ClaimPaid(Event):
    """The money is with the beneficiary; `policy_ends` where the contract ends with this payment."""

    name: ClassVar[str] = "claim-paid"

    client_id: UUID
    claim_id: UUID
    policy_id: UUID
    line: Line
    amount: Money
    paid_on: date
    policy_ends: bool
