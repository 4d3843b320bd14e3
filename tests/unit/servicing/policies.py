"""A policy to try clocks on: critical-illness cover for life from 2026-03-01, issued at ten in the
morning."""

from datetime import UTC, date, datetime
from typing import Any

from services.servicing.domain.policy import Policy
from shared.calendar import ZONE
from shared.jurisdictions import Jurisdiction
from shared.money import Money

CN = Jurisdiction.load("cn")


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant given by the clock on a wall in China."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def make_policy(**facts: Any) -> Policy:
    policy: dict[str, Any] = {
        "line": "critical_illness",
        "issued_at": at(2026, 3, 1, 10),
        "effective_on": date(2026, 3, 1),
        "ends_on": None,
        "premium": Money.of("3796.50"),
        "frequency": "annual",
        "payment_years": 30,
    }
    return Policy(**{**policy, **facts})
