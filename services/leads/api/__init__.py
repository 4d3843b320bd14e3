"""The routes of `leads`."""

from services.leads.api import agents, assignment, campaigns, capture, consents, leads, people, referrals
from services.leads.imports import api as imports

ROUTERS = (
    imports.router,
    campaigns.router,
    agents.router,
    assignment.router,
    referrals.router,
    capture.router,
    leads.router,
    people.router,
    consents.router,
)
