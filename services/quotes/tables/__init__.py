"""The rows of `quotes`."""

from services.quotes.tables.catalogue import CatalogueProduct, StoredRates
from services.quotes.tables.proposals import Outlook, Proposal, SuitabilityRecord

__all__ = ["CatalogueProduct", "Outlook", "Proposal", "StoredRates", "SuitabilityRecord"]
