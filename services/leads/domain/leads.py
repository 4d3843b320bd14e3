"""What a lead may be: new, qualified, refused or won, and what must be there before anybody contacts him."""

from collections.abc import Set
from datetime import date

from services.leads.domain.problems import BornInTheFuture, ConsentMissing

RANK = {"new": 0, "refused": 0, "qualified": 1, "won": 2}
CONTACT = "contact"


def check_capture(*, purposes: Set[str], birth_date: date | None, today: date) -> None:
    """Raises ConsentMissing without consent to being contacted (PIPL 13), BornInTheFuture for an impossible birth."""
    if CONTACT not in purposes:
        raise ConsentMissing("/consent_purposes")
    if birth_date is not None and birth_date > today:
        raise BornInTheFuture("/birth_date")


def advanced(status: str, to: str) -> str:
    """The status after an event, which never takes a lead back: events of other services come in any order."""
    return to if RANK[to] > RANK[status] else status


def after_refusal(status: str) -> str:
    """The status of somebody who says no: whoever has a policy stays a client."""
    return status if status == "won" else "refused"


def come_back(status: str) -> str:
    """The status of somebody who comes again, or consents anew, after he said no: he is new, whatever he was."""
    return "new" if status == "refused" else status
