"""What `servicing` tells the others, what it does when they tell it something, and what it does in time."""

from services.servicing import reactions
from services.servicing.use_cases import clocks, reviews, tasks
from shared.choreography import Publishes, Reacts, Scheduled, events_of
from shared.client_directory import FOLLOWS_CLIENTS
from shared.contracts import carriers, leads, needs, quotes, servicing, underwriting
from shared.contracts import claims as claim_contracts
from shared.contracts.claims import ClaimDecided, ClaimFiled, ClaimPaid
from shared.contracts.leads import (
    ClientAssigned,
    ConsentWithdrawn,
    ErasureRequested,
    LeadCaptured,
    ReferralRecorded,
)
from shared.contracts.quotes import ProductPublished
from shared.contracts.servicing import (
    ClientNotified,
    CoolingOffEnded,
    FollowUpCompleted,
    PolicyCancelled,
    PolicyEnded,
    PolicySuspended,
    PremiumOverdue,
    PremiumPaid,
    ReceiptSigned,
    ReviewCompleted,
    ReviewDue,
    TaskOverdue,
    UpgradeNoticed,
)
from shared.contracts.underwriting import PolicyIssued
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_PRIVACY

SERVICE = "servicing"

PUBLISHES = (
    Publishes(ReceiptSigned, "the client signed the receipt: cooling-off runs", public=True),
    Publishes(FollowUpCompleted, "the follow-up call was made", public=True),
    Publishes(CoolingOffEnded, "the client kept the policy", public=True),
    Publishes(PolicyCancelled, "the client cancelled", public=True),
    Publishes(PremiumOverdue, "a premium was not paid when due: grace runs"),
    Publishes(PremiumPaid, "a premium was paid"),
    Publishes(PolicySuspended, "grace ran out: there is no cover"),
    Publishes(PolicyEnded, "there is no policy any more"),
    Publishes(ReviewDue, "the yearly review of a client comes up"),
    Publishes(ReviewCompleted, "the yearly review was held", public=True),
    Publishes(ClientNotified, "a client was told that his agent left"),
    Publishes(UpgradeNoticed, "a newer version of what a client holds is on sale", public=True),
    Publishes(TaskOverdue, "an agent did not do something in time", public=True),
)

EVENTS_OF_CLIENTS = tuple(
    event
    for event in events_of(leads, needs, quotes, underwriting, servicing, claim_contracts, carriers)
    if "client_id" in event.model_fields
)

REACTS_TO = (
    *FOLLOWS_CLIENTS,
    *FOLLOWS_PRIVACY,
    *(
        Reacts(event, reactions.note_on_timeline, "it belongs on the client's timeline")
        for event in EVENTS_OF_CLIENTS
    ),
    Reacts(LeadCaptured, reactions.give_first_contact, "a lead is contacted within a day"),
    Reacts(
        ClientAssigned,
        reactions.give_departure_notice,
        "whose agent left is told within the time the law sets",
    ),
    Reacts(ReferralRecorded, reactions.give_thanks, "a referrer is thanked and gets what he was promised"),
    Reacts(ConsentWithdrawn, reactions.cancel_stopped_tasks, "what the client forbids is not done"),
    Reacts(ErasureRequested, reactions.cancel_tasks_of_leaver, "who leaves is not contacted"),
    Reacts(PolicyIssued, reactions.start_clocks, "every clock of the policy starts"),
    Reacts(ClaimFiled, reactions.hold_cancellation, "the policy is held and the client looked after"),
    Reacts(ClaimDecided, reactions.release_refused, "a refused claim holds nothing"),
    Reacts(ClaimPaid, reactions.follow_payment, "the policy ends or its sum falls"),
    Reacts(ProductPublished, reactions.check_upgrades, "those who hold an older version are looked after"),
)

SCHEDULED = (
    *ERASES,
    Scheduled("task-due", tasks.task_due, "what is not done in time is overdue"),
    Scheduled("cooling-off-end", clocks.cooling_off_ended, "the client kept the policy"),
    Scheduled("premium-overdue", clocks.premium_overdue, "the day of a premium ended without it"),
    Scheduled("grace-end", clocks.grace_ended, "grace ended without the premium"),
    Scheduled("reinstatement-end", clocks.reinstatement_ended, "the policy can no longer be brought back"),
    Scheduled("coverage-end", clocks.coverage_ended, "the last day of cover is over"),
    Scheduled("review-due", reviews.fall_due, "every client is reviewed once a year"),
)
