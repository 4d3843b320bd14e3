"""Every question that `leads` asks its database, by topic. The caller's reach is added to each of them."""

from services.leads.queries import (
    agents,
    campaigns,
    consents,
    first_contact,
    imports,
    leads,
    materials,
    merges,
    referrals,
    reflection,
)

__all__ = [
    "agents",
    "campaigns",
    "consents",
    "first_contact",
    "imports",
    "leads",
    "materials",
    "merges",
    "referrals",
    "reflection",
]
