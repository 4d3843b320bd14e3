"""The routes of `leads`."""

from services.leads.api import campaigns, capture, consents, leads, privacy
from services.leads.imports import api as imports

ROUTERS = (imports.router, campaigns.router, capture.router, leads.router, consents.router, privacy.router)
