"""The routes of `quotes`: one module a subject."""

from services.quotes.api import calculators, catalogue, documents, proposals

ROUTERS = (catalogue.router, proposals.router, documents.router, calculators.router)
