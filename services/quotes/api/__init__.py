"""The routes of `quotes`: one module a subject."""

from services.quotes.api import calculators, cash_values, catalogue, documents, fit, proposals, suitability
from services.quotes.packages import api as packages

ROUTERS = (
    packages.router,
    catalogue.router,
    proposals.router,
    suitability.router,
    documents.router,
    calculators.router,
    fit.router,
    cash_values.router,
)
