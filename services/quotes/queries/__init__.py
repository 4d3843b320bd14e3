"""Every question that `quotes` asks its database, by topic. The caller's reach is added to each of them."""

from services.quotes.queries import (
    catalogue,
    comparisons,
    enterprise_proposals,
    plans,
    proposals,
    versions,
    wealth,
)

__all__ = [
    "catalogue",
    "comparisons",
    "enterprise_proposals",
    "plans",
    "proposals",
    "versions",
    "wealth",
]
