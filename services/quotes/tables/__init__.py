"""The rows of `quotes`."""

from services.quotes.tables.catalogue import (
    CatalogueProduct,
    ProductPackage,
    StoredCashValues,
    StoredRates,
)
from services.quotes.tables.comparisons import (
    StoredComparison,
)
from services.quotes.tables.enterprise_proposals import (
    EnterpriseProposal,
)
from services.quotes.tables.plans import (
    PlanSuggestion,
    ProtectivePlan,
)
from services.quotes.tables.proposals import (
    Outlook,
    Proposal,
    SuitabilityRecord,
    SuitabilityStatement,
)
from services.quotes.tables.versions import (
    ProposalOpening,
    ProposalVersion,
    Readership,
)
from services.quotes.tables.wealth import (
    StoredUpgradeComparison,
    StoredWealthPlan,
)

__all__ = [
    "CatalogueProduct",
    "EnterpriseProposal",
    "Outlook",
    "PlanSuggestion",
    "ProductPackage",
    "Proposal",
    "ProposalOpening",
    "ProposalVersion",
    "ProtectivePlan",
    "Readership",
    "StoredCashValues",
    "StoredComparison",
    "StoredRates",
    "StoredUpgradeComparison",
    "StoredWealthPlan",
    "SuitabilityRecord",
    "SuitabilityStatement",
]
