"""The routes of `needs`."""

from services.needs.api import assessments, calculators, documents, households, self_assessment

ROUTERS = (
    self_assessment.router,
    calculators.router,
    households.router,
    assessments.router,
    documents.router,
)
