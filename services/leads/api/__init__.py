"""The routes of `leads`."""

from services.leads.api import (
    campaigns,
    capture,
    consents,
    do_not_contact,
    interviews,
    leads,
    openers,
    preparation,
    reflection,
    rulebook,
    statistics,
)
from services.leads.imports import api as imports

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
)
