"""Every question that `quotes` asks its database, by topic. The caller's reach is added to each of them."""

from services.quotes.queries import (
    catalogue,
    comparisons,
    plans,
    proposals,
    versions,
    wealth,
)

__all__ = [
    "catalogue",
    "comparisons",
    "plans",
    "proposals",
    "versions",
    "wealth",
]
