"""The life of sales material: draft, submitted, approved or rejected, and expired, withdrawn or replaced in the end.

Only content that the institution has authorised may be used (保险销售行为管理办法 2023 No.2 art. 18): a version is
approved by somebody else than whoever uploaded it, and for a time.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from services.leads.domain.material_problems import (
    ExpiryOutOfRange,
    OwnMaterial,
    VersionEnded,
    VersionNotOpen,
    VersionNotSubmitted,
)
from shared.calendar import add_days
from shared.jurisdictions import Rule

Status = Literal["draft", "submitted", "approved", "rejected", "expired", "withdrawn", "replaced"]
OPEN = frozenset({"draft", "rejected"})
UNDER_WAY = frozenset({"draft", "submitted", "rejected", "approved"})


class Kind(StrEnum):
    """What a piece of sales material is."""

    PRODUCT_MANUAL = "product_manual"
    COMPANY_CREDENTIAL = "company_credential"
    CLAIMS_CASE = "claims_case"
    SEGMENT_HANDBOOK = "segment_handbook"
    FORM = "form"
    OTHER = "other"


class ClientSegment(StrEnum):
    """Whom a handbook is written for."""

    BUSINESS_OWNERS = "business_owners"
    YOUNG_FAMILIES = "young_families"


def check_open(status: str) -> None:
    """Raises VersionNotOpen unless the version may be changed and submitted."""
    if status not in OPEN:
        raise VersionNotOpen


def check_decision(status: str, *, uploaded_by: str, decided_by: str) -> None:
    """Raises VersionNotSubmitted, or OwnMaterial for a decision about one's own work."""
    if status != "submitted":
        raise VersionNotSubmitted
    if uploaded_by == decided_by:
        raise OwnMaterial


def check_under_way(status: str) -> None:
    """Raises VersionEnded for a version that can no longer be withdrawn."""
    if status not in UNDER_WAY:
        raise VersionEnded


def expiry(rule: Rule, *, today: date, asked: date | None) -> date:
    """The last day on which an approved version may be used; raises ExpiryOutOfRange."""
    last = asked or add_days(today, rule["usual_days"])
    if not today < last <= add_days(today, rule["longest_days"]):
        raise ExpiryOutOfRange("/expires_on", days=rule["longest_days"])
    return last
