"""The routes of `needs`."""

from services.needs.api import assessments, calculators, documents, households

ROUTERS = (calculators.router, households.router, assessments.router, documents.router)
