"""The routes of `leads`."""

from services.leads.api import (
    anonymiser,
    campaigns,
    capture,
    consents,
    leads,
    material_versions,
    materials,
    reference,
)
from services.leads.imports import api as imports

ROUTERS = (
    imports.router,
    campaigns.router,
    capture.router,
    anonymiser.router,
    material_versions.router,
    materials.router,
    reference.router,
    leads.router,
    consents.router,
)
