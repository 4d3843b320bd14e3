"""The rows of `quotes`."""

from services.quotes.tables.catalogue import CatalogueProduct, ProductPackage, StoredCashValues, StoredRates
from services.quotes.tables.enterprise_proposals import EnterpriseProposal
from services.quotes.tables.proposals import Outlook, Proposal, SuitabilityRecord, SuitabilityStatement

__all__ = [
    "CatalogueProduct",
    "EnterpriseProposal",
    "Outlook",
    "ProductPackage",
    "Proposal",
    "StoredCashValues",
    "StoredRates",
    "SuitabilityRecord",
    "SuitabilityStatement",
]
