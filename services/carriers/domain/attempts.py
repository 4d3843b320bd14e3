"""What an attempt at a delivery means, and when the next one comes.

Anything but a 2xx answer means that it was perhaps not received: it is sent again, later and later, for about a day and a
half; then an operator decides. A receiver that is gone for good (410) is not asked again.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

FIRST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 20

_GONE, _TOO_MANY_REQUESTS, _UNAVAILABLE = 410, 429, 503

Status = Literal["pending", "delivered", "failed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended: with a status code, or with the code of an error; and how long to wait if it said so."""

    status_code: int | None
    error: str | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the delivery; `wait` until the next attempt while it is pending."""

    status: Status
    wait: timedelta | None = None


def judge(answer: Answer, *, attempts: int, spread: float) -> Verdict:
    """What follows from `answer`, the last of `attempts` in a row; `spread` (0 to 1) keeps receivers from being
    asked by everybody at the same moment."""
    if answer.status_code is not None and 200 <= answer.status_code < 300 and answer.error is None:
        return Verdict("delivered")
    if answer.status_code == _GONE or attempts >= MOST_ATTEMPTS:
        return Verdict("failed")
    return Verdict("pending", max(_wait(attempts, spread), _asked_for(answer)))


def _wait(attempts: int, spread: float) -> timedelta:
    """Twice as long each time, less up to half of it."""
    doubled = min(FIRST_WAIT * float(2 ** min(attempts - 1, 30)), LONGEST_WAIT)
    return doubled * (1 - spread / 2)


def _asked_for(answer: Answer) -> timedelta:
    """What the receiver asked for with Retry-After, within bounds."""
    if answer.retry_after is None or answer.status_code not in (_TOO_MANY_REQUESTS, _UNAVAILABLE):
        return timedelta(0)
    return min(max(answer.retry_after, timedelta(0)), LONGEST_WAIT)
