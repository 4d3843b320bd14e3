"""The routes of `quotes`: one module a subject."""

from services.quotes.api import (
    calculators,
    cash_values,
    catalogue,
    documents,
    enterprise_documents,
    enterprise_proposals,
    firm_calculators,
    fit,
    proposals,
    suitability,
)
from services.quotes.packages import api as packages

ROUTERS = (
    packages.router,
    catalogue.router,
    proposals.router,
    suitability.router,
    enterprise_proposals.router,
    enterprise_documents.router,
    documents.router,
    calculators.router,
    firm_calculators.router,
    fit.router,
    cash_values.router,
)
