"""Every question that `leads` asks its database, by topic. The caller's reach is added to each of them."""

from services.leads.queries import agents, campaigns, consents, imports, leads, merges, referrals

__all__ = ["agents", "campaigns", "consents", "imports", "leads", "merges", "referrals"]
