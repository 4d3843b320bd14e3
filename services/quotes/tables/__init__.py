"""The rows of `quotes`."""

from services.quotes.tables.catalogue import CatalogueProduct, ProductPackage, StoredCashValues, StoredRates
from services.quotes.tables.proposals import Outlook, Proposal, SuitabilityRecord
from services.quotes.tables.wealth import StoredComparison, StoredWealthPlan

__all__ = [
    "CatalogueProduct",
    "Outlook",
    "ProductPackage",
    "Proposal",
    "StoredCashValues",
    "StoredComparison",
    "StoredRates",
    "StoredWealthPlan",
    "SuitabilityRecord",
]
