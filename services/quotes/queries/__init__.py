"""Every question that `quotes` asks its database, by topic. The caller's reach is added to each of them."""

from services.quotes.queries import catalogue, enterprise_proposals, proposals

__all__ = ["catalogue", "enterprise_proposals", "proposals"]
