"""The routes of `leads`."""

from services.leads.api import (
    attribution,
    campaigns,
    capture,
    consents,
    content,
    leads,
    outreach,
    self_assessment,
)
from services.leads.imports import api as imports

ROUTERS = (
    imports.router,
    campaigns.router,
    self_assessment.router,
    content.router,
    outreach.router,
    attribution.router,
    capture.router,
    leads.router,
    consents.router,
)
