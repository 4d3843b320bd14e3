"""Whose consent counts: sensitive data has consents of its own, and for a child a guardian gives them."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.leads.domain.problems import GuardianConsentNeeded, MinorConsentMissing
from shared.calendar import age_on
from shared.contracts.leads import Purpose
from shared.jurisdictions import Jurisdiction

SENSITIVE: Final = frozenset({Purpose.HEALTH_DATA, Purpose.FINANCIAL_DATA, Purpose.MINOR_DATA})
"""Purposes of sensitive data, each with a consent and a notice of its own (个人信息保护法 28–30)."""


class GuardianRelation(StrEnum):
    """What a guardian is to the child (民法典 27)."""

    FATHER = "father"
    MOTHER = "mother"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who consents for a child."""

    relation: GuardianRelation
    name: str


def is_minor(rules: Jurisdiction, birth_date: date | None, *, on: date) -> bool:
    """Whether a guardian consents for him: below 14 (个人信息保护法 31). Nobody knows of whom no birth date is known."""
    if birth_date is None or birth_date > on:
        return False
    below_age: int = rules.rule("privacy.guardian", on=on)["below_age"]
    return age_on(birth_date, on) < below_age


def check_guardian(*, minor: bool, purposes: Set[str], guardian: Guardian | None) -> None:
    """Raises GuardianConsentNeeded where a child, or anybody for a child's data, consents without a guardian's name."""
    if guardian is None and (minor or Purpose.MINOR_DATA in purposes):
        raise GuardianConsentNeeded("/guardian")


def check_minor_captured(*, minor: bool, purposes: Set[str]) -> None:
    """Raises MinorConsentMissing where a child comes in without the separate consent to the use of a child's data."""
    if minor and Purpose.MINOR_DATA not in purposes:
        raise MinorConsentMissing("/consent_purposes")
