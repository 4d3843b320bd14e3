"""The rows of `quotes`."""

from services.quotes.tables.catalogue import CatalogueProduct, ProductPackage, StoredCashValues, StoredRates
from services.quotes.tables.plans import PlanSuggestion, ProtectivePlan
from services.quotes.tables.proposals import Outlook, Proposal, SuitabilityRecord

__all__ = [
    "CatalogueProduct",
    "Outlook",
    "PlanSuggestion",
    "ProductPackage",
    "Proposal",
    "ProtectivePlan",
    "StoredCashValues",
    "StoredRates",
    "SuitabilityRecord",
]
