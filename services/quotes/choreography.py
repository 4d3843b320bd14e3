"""What `quotes` tells the others, and what it does when they tell it something."""

from services.quotes import reactions
from shared.choreography import Publishes, Reacts
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts.leads import ConsentWithdrawn, ErasureRequested
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed, GapConfirmed, HouseholdChanged
from shared.contracts.quotes import (
    EnterpriseProposalAccepted,
    EnterpriseProposalPresented,
    EnterpriseProposalRejected,
    ProductPublished,
    ProductUpdated,
    ProductWithdrawn,
    ProposalAccepted,
    ProposalOpened,
    ProposalPresented,
    ProposalRejected,
    SuitabilityAssessed,
)
from shared.contracts.underwriting import UnderwritingDecided, UnderwritingPrechecked
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_PRIVACY

SERVICE = "quotes"

PUBLISHES = (
    Publishes(ProductPublished, "a version of a product is on sale"),
    Publishes(ProductUpdated, "the sale of a version ends on another day", public=True),
    Publishes(ProductWithdrawn, "a version of a product is taken off the market", public=True),
    Publishes(ProposalPresented, "a tiered proposal lies before the client", public=True),
    Publishes(ProposalOpened, "a share link of a proposal is opened: its agent may follow up", public=True),
    Publishes(ProposalAccepted, "the client chose a tier: applications are opened"),
    Publishes(ProposalRejected, "the client wants none of it", public=True),
    Publishes(EnterpriseProposalPresented, "a plan for a firm lies before the client", public=True),
    Publishes(EnterpriseProposalAccepted, "the client chose covers for his firm", public=True),
    Publishes(EnterpriseProposalRejected, "the client wants none of it for his firm", public=True),
    Publishes(SuitabilityAssessed, "whether the chosen tier fits the client", public=True),
)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *FOLLOWS_PRIVACY,
    Reacts(
        GapConfirmed, reactions.draft_proposal, "a proposal for each life is drafted for the gaps agreed to"
    ),
    Reacts(ProductPublished, reactions.price_drafts, "a draft that found no product is priced again"),
    Reacts(ConsentWithdrawn, reactions.offer_nothing_unasked, "who wants no offers gets none unasked"),
    Reacts(ErasureRequested, reactions.offer_nothing_unasked, "who leaves gets no offers"),
    Reacts(
        HouseholdChanged,
        reactions.note_household,
        "an open proposal may not fit the household any more, and its plan may have to change",
    ),
    Reacts(
        EnterpriseGapConfirmed, reactions.draft_enterprise_proposal, "a plan is drafted for the firm's gaps"
    ),
    Reacts(
        EnterpriseChanged, reactions.note_firm, "an open plan for a firm is priced for the heads it has now"
    ),
    Reacts(UnderwritingPrechecked, reactions.note_precheck, "what may be declined needs an alternative"),
    Reacts(UnderwritingDecided, reactions.note_decision, "what was declined needs an alternative"),
)

SCHEDULED = ERASES
