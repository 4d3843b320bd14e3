"""What `needs` tells the others, and what it does when they tell it something."""

from services.needs import reactions
from services.needs.use_cases.households import LAPSE, cover_lapsed
from shared.choreography import Publishes, Reacts, Scheduled
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts.leads import ConsentWithdrawn, ErasureRequested, LeadCaptured, SelfAssessmentSubmitted
from shared.contracts.needs import (
    EnterpriseChanged,
    EnterpriseGapConfirmed,
    GapComputed,
    GapConfirmed,
    HouseholdChanged,
)
from shared.contracts.servicing import PolicyEnded, PolicySuspended, ReviewDue
from shared.contracts.underwriting import PolicyIssued
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_PRIVACY

SERVICE = "needs"

PUBLISHES = (
    Publishes(HouseholdChanged, "a household is known, or lives otherwise than before", public=True),
    Publishes(GapComputed, "somebody's gap is known"),
    Publishes(GapConfirmed, "the client agrees: a proposal may be drafted"),
    Publishes(EnterpriseChanged, "a firm is known, or is another than before", public=True),
    Publishes(
        EnterpriseGapConfirmed,
        "the client agrees for his firm: an enterprise plan may be drafted",
        public=True,
    ),
)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *FOLLOWS_PRIVACY,
    Reacts(LeadCaptured, reactions.invite, "whoever may be contacted is invited to an assessment"),
    Reacts(
        SelfAssessmentSubmitted,
        reactions.take_self_assessment,
        "a household that nobody knew yet has its gap at once",
    ),
    Reacts(ConsentWithdrawn, reactions.set_figures_aside, "financial data is used when the client asks only"),
    Reacts(ErasureRequested, reactions.set_figures_aside, "of who leaves nothing is computed"),
    Reacts(PolicyIssued, reactions.count_policy, "existing cover has grown, so the gap is another"),
    Reacts(PolicySuspended, reactions.suspend_policy, "a suspended policy covers nothing"),
    Reacts(PolicyEnded, reactions.end_policy, "cover is gone, so the gap is another"),
    Reacts(ReviewDue, reactions.prepare_review, "the yearly review starts from the gap as it is now"),
)

SCHEDULED = (
    *ERASES,
    Scheduled(LAPSE, cover_lapsed, "cover that was stated ends, such as an employer's with the job"),
)
