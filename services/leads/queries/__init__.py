"""Every question that `leads` asks its database, by topic. The caller's reach is added to each of them."""

from services.leads.queries import (
    agents,
    attribution,
    campaigns,
    consents,
    content,
    first_contact,
    imports,
    leads,
    materials,
    merges,
    outreach,
    privacy,
    referrals,
    reflection,
)

__all__ = [
    "agents",
    "attribution",
    "campaigns",
    "consents",
    "content",
    "first_contact",
    "imports",
    "leads",
    "materials",
    "merges",
    "outreach",
    "privacy",
    "referrals",
    "reflection",
]
