"""What a webhook says: which event, about what, and where to read more. Never more than ids, codes, amounts and dates.

The reader fetches the rest with a token of its own, so that a letter that goes astray tells little. A partner's letter
carries no free codes at all: some of them (a cause, an exclusion) would tell of somebody's health.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Literal
from uuid import UUID

from shared.money import Money

Reader = Literal["carrier", "partner"]

LINKS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "client_id": ("client", "/leads/{}"),
        "household_id": ("household", "/needs/households/{}"),
        "assessment_id": ("assessment", "/needs/assessments/{}"),
        "product_id": ("product", "/quotes/products/{}"),
        "proposal_id": ("proposal", "/quotes/proposals/{}"),
        "precheck_id": ("precheck", "/underwriting/prechecks/{}"),
        "application_id": ("application", "/underwriting/applications/{}"),
        "policy_id": ("policy", "/servicing/policies/{}"),
        "claim_id": ("claim", "/claims/{}"),
    }
)
"""Where the subject of an id is read, by the field that carries the id: the link's name and path."""

_FOR_CARRIERS: Final = ("application_id", "claim_id")
_OPEN: Final = (UUID, Enum, Money, date, bool, int)
"""Kinds of value that every reader may see; text is not among them."""


def letter(name: str, payload: Mapping[str, Any], *, occurred_at: datetime, reader: Reader) -> str:
    """The body of the webhook that tells `reader` of one event: JSON text, the same for the same event."""
    open_to = (*_OPEN, str) if reader == "carrier" else _OPEN
    told = {field: _plain(value) for field, value in payload.items() if isinstance(value, open_to)}
    links = {
        name: path.format(payload[field])
        for field, (name, path) in LINKS.items()
        if isinstance(payload.get(field), UUID) and (reader == "partner" or field in _FOR_CARRIERS)
    }
    timestamp = occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    said = {"type": name, "timestamp": timestamp, "data": {**told, "links": links}}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Money | Decimal):
        return str(value)
    return value
