"""A clock: one thing that becomes due on a policy, when, and by which rule. Whatever keeps time reads these.

A deadline falls due when its last day ends (24:00); what is to be done on a day falls due when that day
begins.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.because import Because
from shared.calendar import Deadline, end_of_day, local_date, start_of_day


class ClockName(StrEnum):
    """What becomes due."""

    RECEIPT = "receipt"
    COOLING_OFF = "cooling_off"
    FOLLOW_UP_CALL = "follow_up_call"
    WAITING = "waiting"
    PREMIUM_NOTICE = "premium_notice"
    PREMIUM = "premium"
    GRACE = "grace"
    SUSPENSION_NOTICE = "suspension_notice"
    REINSTATEMENT = "reinstatement"
    ANNIVERSARY = "anniversary"
    ANNUAL_REVIEW = "annual_review"
    RENEWAL_REMINDER = "renewal_reminder"
    EXPIRY = "expiry"


class PolicyClock(BaseModel):
    """One clock. `due_on` is its day (the last day of a deadline), `nominal_due_on` the day before any
    rolling."""

    model_config = ConfigDict(frozen=True)

    name: ClockName
    due_on: date
    due_at: AwareDatetime
    nominal_due_on: date
    calendar_provisional: bool
    because: Because

    @classmethod
    def deadline(cls, name: ClockName, until: Deadline, because: Because) -> Self:
        """Due when the last day ends."""
        return cls(
            name=name,
            due_on=until.last_day,
            due_at=end_of_day(until.last_day),
            nominal_due_on=until.nominal_last_day,
            calendar_provisional=until.calendar_provisional,
            because=because,
        )

    @classmethod
    def last_day(cls, name: ClockName, day: date, because: Because) -> Self:
        """Due when `day` ends."""
        return cls.deadline(name, Deadline(day, day, calendar_provisional=False), because)

    @classmethod
    def on_day(cls, name: ClockName, day: date, because: Because) -> Self:
        """Due when `day` begins."""
        return cls(
            name=name,
            due_on=day,
            due_at=start_of_day(day),
            nominal_due_on=day,
            calendar_provisional=False,
            because=because,
        )

    @classmethod
    def after(cls, name: ClockName, start: datetime, period: timedelta, because: Because) -> Self:
        """Due when `period` has passed since the instant `start`."""
        due_at = start + period
        day = local_date(due_at)
        return cls(
            name=name,
            due_on=day,
            due_at=due_at,
            nominal_due_on=day,
            calendar_provisional=False,
            because=because,
        )
