"""The routes of `quotes`: one module a subject."""

from services.quotes.api import (
    calculators,
    cash_values,
    catalogue,
    comparisons,
    documents,
    family_plans,
    fit,
    plan_calculators,
    proposals,
    rating,
    savings,
    snapshot,
    stories,
    suggestions,
    upgrades,
    versions,
    wealth,
)
from services.quotes.packages import (
    api as packages,
)

ROUTERS = (
    packages.router,
    catalogue.router,
    proposals.router,
    documents.router,
    calculators.router,
    rating.router,
    comparisons.router,
    snapshot.router,
    fit.router,
    cash_values.router,
    versions.router,
    savings.router,
    wealth.router,
    upgrades.router,
    family_plans.router,
    plan_calculators.router,
    suggestions.router,
    stories.router,
)
