"""Referral (转介绍): first a policy review, then the demand card, then a name; nothing is paid for it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.leads.domain.people_problems import (
    DemandCardFirst,
    PolicyReviewFirst,
    ReferralCycle,
    ReferralOfSelf,
    RewardNotAllowed,
)
from shared.because import Because
from shared.calendar import add_days
from shared.jurisdictions import Jurisdiction


def check_benefit(rules: Jurisdiction, benefit: str, *, on: date) -> None:
    """Raises RewardNotAllowed for money, a gift, or anything but the free consultation (保险法 130, 131(4))."""
    if benefit not in rules.rule("referral", on=on)["allowed_benefits"]:
        raise RewardNotAllowed("/benefit")


def check_reviewed(rules: Jurisdiction, *, last_review_on: date | None, on: date) -> Because:
    """Why a demand card may be handed over; raises PolicyReviewFirst without a recent review of the client's policies."""
    rule = rules.rule("referral", on=on)
    days = rule["review_within_days"]
    if last_review_on is None or add_days(last_review_on, days) < on:
        raise PolicyReviewFirst(days=days)
    return Because.of(rule, last_review_on=last_review_on, on=on)


def check_card(rules: Jurisdiction, *, handed_over_on: date, on: date) -> None:
    """Raises DemandCardFirst for a demand card that is older than a policy review may be."""
    days = rules.rule("referral", on=on)["review_within_days"]
    if add_days(handed_over_on, days) < on:
        raise DemandCardFirst


def check_chain(referrer: UUID, referee: UUID, ancestors: Sequence[UUID]) -> None:
    """Raises ReferralOfSelf, and ReferralCycle where `referee` is one of those who led to `referrer`."""
    if referee == referrer:
        raise ReferralOfSelf("/phone")
    if referee in ancestors:
        raise ReferralCycle("/phone")


def depth_below(ancestors_of_referrer: Sequence[object]) -> int:
    """The depth of whoever is referred: a root has 0, each referral adds one."""
    return len(ancestors_of_referrer) + 1
