"""The routes of `quotes`: one module a subject."""

from services.quotes.api import (
    calculators,
    cash_values,
    catalogue,
    documents,
    family_plans,
    fit,
    plan_calculators,
    proposals,
    stories,
    suggestions,
)
from services.quotes.packages import api as packages

ROUTERS = (
    packages.router,
    catalogue.router,
    proposals.router,
    documents.router,
    calculators.router,
    fit.router,
    cash_values.router,
    family_plans.router,
    plan_calculators.router,
    suggestions.router,
    stories.router,
)
