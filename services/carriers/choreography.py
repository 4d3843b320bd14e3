"""What `carriers` tells the others, and what it does when they tell it something."""

from services.carriers import reactions
from services.carriers.use_cases.subscriptions import GIVE_UP, give_up_deliveries
from shared.choreography import Publishes, Reacts, Scheduled, events_of
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts import claims, leads, needs, quotes, servicing, underwriting
from shared.contracts.carriers import CarrierReported
from shared.contracts.claims import ClaimSubmitted
from shared.contracts.underwriting import ApplicationSubmitted, MaterialReceived
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_PRIVACY

SERVICE = "carriers"

PUBLISHES = (Publishes(CarrierReported, "an insurer said something about a case, as it said it"),)

TOLD_TO_CARRIERS = (
    Reacts(ApplicationSubmitted, reactions.tell_carrier_of_application, "the carrier underwrites it"),
    Reacts(MaterialReceived, reactions.tell_carrier_of_application, "the carrier waited for it"),
    Reacts(ClaimSubmitted, reactions.tell_carrier_of_claim, "the carrier decides it"),
)

OFFERED_TO_PARTNERS = events_of(leads, needs, quotes, underwriting, servicing, claims)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *FOLLOWS_PRIVACY,
    *TOLD_TO_CARRIERS,
    *(Reacts(event, reactions.tell_partners, "partners may ask to be told") for event in OFFERED_TO_PARTNERS),
)

SCHEDULED = (
    *ERASES,
    Scheduled(GIVE_UP, give_up_deliveries, "a partner that left is sent nothing more"),
)
