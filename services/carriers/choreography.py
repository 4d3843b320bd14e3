"""What `carriers` tells the others, and what it does when they tell it something."""

from services.carriers import reactions
from services.carriers.use_cases.subscriptions import GIVE_UP, give_up_deliveries
from shared.choreography import Publishes, Reacts, Scheduled
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts import claims, leads, needs, quotes, servicing, underwriting
from shared.contracts.carriers import CarrierReported
from shared.contracts.claims import ClaimSubmitted
from shared.contracts.underwriting import ApplicationSubmitted, MaterialReceived

SERVICE = "carriers"

PUBLISHES = (Publishes(CarrierReported, "an insurer said something about a case, as it said it"),)

TOLD_TO_CARRIERS = (
    Reacts(ApplicationSubmitted, reactions.tell_carrier_of_application, "the carrier underwrites it"),
    Reacts(MaterialReceived, reactions.tell_carrier_of_application, "the carrier waited for it"),
    Reacts(ClaimSubmitted, reactions.tell_carrier_of_claim, "the carrier decides it"),
)

OFFERED_TO_PARTNERS = (
    leads.LeadCaptured,
    leads.LeadMerged,
    leads.ClientAssigned,
    leads.ConsentGranted,
    leads.ConsentWithdrawn,
    needs.HouseholdChanged,
    needs.GapComputed,
    needs.GapConfirmed,
    quotes.ProductPublished,
    quotes.ProposalPresented,
    quotes.ProposalOpened,
    quotes.ProposalAccepted,
    quotes.ProposalRejected,
    quotes.SuitabilityAssessed,
    underwriting.UnderwritingPrechecked,
    underwriting.ApplicationSubmitted,
    underwriting.MaterialRequested,
    underwriting.MaterialReceived,
    underwriting.UnderwritingDecided,
    underwriting.PolicyIssued,
    servicing.ReceiptSigned,
    servicing.FollowUpCompleted,
    servicing.CoolingOffEnded,
    servicing.PolicyCancelled,
    servicing.PremiumOverdue,
    servicing.PremiumPaid,
    servicing.PolicySuspended,
    servicing.PolicyEnded,
    servicing.ReviewDue,
    servicing.ReviewCompleted,
    servicing.TaskOverdue,
    claims.ClaimFiled,
    claims.ClaimSubmitted,
    claims.ClaimDecided,
    claims.ClaimPaid,
)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *TOLD_TO_CARRIERS,
    *(Reacts(event, reactions.tell_partners, "partners may ask to be told") for event in OFFERED_TO_PARTNERS),
)

SCHEDULED = (Scheduled(GIVE_UP, give_up_deliveries, "a partner that left is sent nothing more"),)
