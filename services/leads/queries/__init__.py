"""Every question that `leads` asks its database, by topic. The caller's reach is added to each of them."""

from services.leads.queries import campaigns, consents, imports, leads, privacy

__all__ = ["campaigns", "consents", "imports", "leads", "privacy"]
