"""The routes of `leads`."""

from services.leads.api import campaigns, capture, consents, leads
from services.leads.imports import api as imports

ROUTERS = (imports.router, campaigns.router, capture.router, leads.router, consents.router)
