"""What `underwriting` tells the others, what it does when they tell it something, and what it does in time."""

from services.underwriting import reactions
from services.underwriting.use_cases.carrier_reports import UNDECIDED_ISSUE
from shared.choreography import Publishes, Reacts, Scheduled
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts.carriers import CarrierReported
from shared.contracts.quotes import ProposalAccepted
from shared.contracts.underwriting import (
    ApplicationSubmitted,
    MaterialReceived,
    MaterialRequested,
    PolicyIssued,
    UnderwritingDecided,
    UnderwritingPrechecked,
)
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_PRIVACY

SERVICE = "underwriting"

PUBLISHES = (
    Publishes(UnderwritingPrechecked, "what each line would probably decide is known"),
    Publishes(ApplicationSubmitted, "an application is complete and goes to the carrier"),
    Publishes(MaterialRequested, "the carrier wants something more before it decides", public=True),
    Publishes(MaterialReceived, "what the carrier asked for was handed in"),
    Publishes(UnderwritingDecided, "the carrier has decided an application"),
    Publishes(PolicyIssued, "a policy is in force"),
)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *FOLLOWS_PRIVACY,
    Reacts(ProposalAccepted, reactions.open_applications, "every cover of the chosen tier is applied for"),
    Reacts(CarrierReported, reactions.note_carrier_report, "the carrier asks, decides and issues"),
)

SCHEDULED = (
    *ERASES,
    Scheduled(
        UNDECIDED_ISSUE, reactions.issue_undecided, "a carrier that issued need not be waited for any longer"
    ),
)
