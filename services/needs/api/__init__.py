"""The routes of `needs`."""

from services.needs.api import (
    assessments,
    calculators,
    comparison,
    consensus,
    documents,
    family_calculators,
    households,
)

ROUTERS = (
    calculators.router,
    households.router,
    assessments.router,
    documents.router,
    family_calculators.router,
    consensus.router,
    comparison.router,
)
