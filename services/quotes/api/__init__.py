"""The routes of `quotes`: one module a subject."""

from services.quotes.api import (
    calculators,
    cash_values,
    catalogue,
    documents,
    fit,
    proposals,
    savings,
    upgrades,
    wealth,
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
    savings.router,
    wealth.router,
    upgrades.router,
)
