"""The routes of `leads`."""

from services.leads.api import (
    agents,
    anonymiser,
    assignment,
    campaigns,
    capture,
    consents,
    do_not_contact,
    interviews,
    leads,
    material_versions,
    materials,
    openers,
    people,
    preparation,
    reference,
    referrals,
    reflection,
    rulebook,
    statistics,
)
from services.leads.imports import (
    api as imports,
)

ROUTERS = (
    imports.router,
    campaigns.router,
    capture.router,
    leads.router,
    consents.router,
    rulebook.router,
    preparation.router,
    reflection.router,
    openers.router,
    interviews.router,
    do_not_contact.router,
    statistics.router,
    anonymiser.router,
    material_versions.router,
    materials.router,
    reference.router,
    agents.router,
    assignment.router,
    referrals.router,
    people.router,
)
