"""Every question that `leads` asks its database, by topic. The caller's reach is added to each of them."""

from services.leads.queries import attribution, campaigns, consents, content, imports, leads, outreach

__all__ = ["attribution", "campaigns", "consents", "content", "imports", "leads", "outreach"]
