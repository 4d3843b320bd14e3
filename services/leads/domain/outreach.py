"""Events: who still finds a place, when his coming is known, and by when he is followed up."""

from datetime import date, datetime
from typing import Literal

from services.leads.domain.channel_problems import EventCancelled, EventFull, NoFollowUpDue, NotYetHeld
from shared.calendar import add_working_days, local_date

EventKind = Literal["community-talk", "family-day", "corporate-salon"]
"""社区讲座, 亲子活动, 员工福利沙龙."""

Interest = Literal["group", "individual"]
"""What a guest of a salon wants: a group policy 团险 for all, or his own cover 个人补充."""

Outcome = Literal["meeting-agreed", "self-assessment-agreed", "call-again", "not-interested", "not-reached"]


def check_place(status: str, *, registered: int, capacity: int | None) -> None:
    """Raises EventCancelled, EventFull."""
    if status == "cancelled":
        raise EventCancelled
    if capacity is not None and registered >= capacity:
        raise EventFull(capacity=capacity)


def check_begun(status: str, starts_at: datetime, *, now: datetime) -> None:
    """Raises EventCancelled, NotYetHeld before the day of the event."""
    if status == "cancelled":
        raise EventCancelled
    if local_date(now) < local_date(starts_at):
        raise NotYetHeld


def follow_up_day(starts_at: datetime, working_days: int) -> date:
    """The day by which a guest who came is followed up."""
    return add_working_days(local_date(starts_at), working_days)


def check_follow_up(status: str) -> None:
    """Raises NoFollowUpDue for who did not come."""
    if status != "attended":
        raise NoFollowUpDue
