"""What `claims` tells the others, what it does when they tell it something, and what it does in time."""

from services.claims import reactions
from services.claims.use_cases import reports
from shared.choreography import Publishes, Reacts, Scheduled
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts.carriers import CarrierReported
from shared.contracts.claims import ClaimDecided, ClaimFiled, ClaimPaid, ClaimSubmitted
from shared.contracts.servicing import PolicyEnded, PolicySuspended, PremiumOverdue, PremiumPaid
from shared.contracts.underwriting import PolicyIssued
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_PRIVACY

SERVICE = "claims"

PUBLISHES = (
    Publishes(ClaimFiled, "something happened that a policy may pay for"),
    Publishes(ClaimSubmitted, "the file is complete and goes to the carrier"),
    Publishes(ClaimDecided, "the carrier decided"),
    Publishes(ClaimPaid, "the money is with the beneficiary"),
)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *FOLLOWS_PRIVACY,
    Reacts(PolicyIssued, reactions.cover_policy, "the policy can be claimed on"),
    Reacts(PremiumOverdue, reactions.note_overdue, "cover goes on in grace, less arrears"),
    Reacts(PremiumPaid, reactions.note_paid, "nothing is owed any more"),
    Reacts(PolicySuspended, reactions.note_suspended, "there is no cover for now"),
    Reacts(PolicyEnded, reactions.note_ended, "there is no policy any more"),
    Reacts(CarrierReported, reactions.hear_carrier, "the claim moves on as the carrier says"),
)

SCHEDULED = (
    *ERASES,
    Scheduled("decision-overdue", reports.decision_overdue, "the carrier has not decided in its term"),
    Scheduled("payment-overdue", reports.payment_overdue, "the carrier has not paid in its term"),
)
