"""What `leads` tells the others, and what it does when they tell it something."""

from services.leads import reactions
from services.leads.imports import work
from services.leads.imports.use_cases import FORGET_WORK, ROWS_WORK
from services.leads.use_cases import content, handover, material_decisions, materials
from shared.choreography import Publishes, Reacts, Scheduled
from shared.contracts.leads import (
    AgentDeparted,
    ClientAssigned,
    ConsentGranted,
    ConsentWithdrawn,
    ContentApproved,
    ErasureRequested,
    LeadCaptured,
    LeadMerged,
    LeadRefused,
    LeadUnmerged,
    ReferralRecorded,
    SelfAssessmentSubmitted,
)
from shared.contracts.needs import GapComputed
from shared.contracts.servicing import ClientNotified, ReviewCompleted
from shared.contracts.underwriting import PolicyIssued
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_CONTRACTS

SERVICE = "leads"

PUBLISHES = (
    Publishes(LeadCaptured, "somebody not known before may be contacted"),
    Publishes(LeadMerged, "somebody known came again by another way", public=True),
    Publishes(ClientAssigned, "a client is served by another agent from now on"),
    Publishes(LeadUnmerged, "two leads that were merged are two again", public=True),
    Publishes(AgentDeparted, "an agent left, and his clients go over to others", public=True),
    Publishes(ReferralRecorded, "a client named somebody not known before"),
    Publishes(ConsentGranted, "a client allows one purpose", public=True),
    Publishes(ConsentWithdrawn, "a client forbids one purpose: all stop", public=True),
    Publishes(LeadRefused, "somebody said no, for a reason that is learned from", public=True),
    Publishes(ContentApproved, "a version of sales material may be used, until its last day", public=True),
    Publishes(
        SelfAssessmentSubmitted, "a client stated his household on a public page, and consents to its use"
    ),
    Publishes(ErasureRequested, "a client wants to be erased: all delete or restrict", public=True),
)

REACTS_TO = (
    *FOLLOWS_CONTRACTS,
    Reacts(GapComputed, reactions.qualify_lead, "a known gap makes a lead qualified"),
    Reacts(GapComputed, reactions.note_gaps, "figures shown to clients are computed from the agency's own"),
    Reacts(PolicyIssued, reactions.win_lead, "a policy makes a lead a client, who may refer others"),
    Reacts(ReviewCompleted, reactions.note_review, "a policy review is what comes before any referral"),
    Reacts(ClientNotified, reactions.note_notice, "a handover is over when every client was told"),
    Reacts(
        PolicyIssued, reactions.count_policy, "a policy counts for the way by which its client first came"
    ),
)

SCHEDULED = (
    *ERASES,
    Scheduled(ROWS_WORK, work.import_rows, "a file came in: its rows become leads, some hundreds at a time"),
    Scheduled(
        FORGET_WORK, work.forget_file, "an import is over: its file names people, and is needed no more"
    ),
    Scheduled(
        material_decisions.EXPIRE_WORK,
        material_decisions.expire,
        "approved material is used until its last day, no longer",
    ),
    Scheduled(
        materials.SWEEP_WORK,
        material_decisions.sweep_files,
        "an upload that failed leaves a file nobody needs",
    ),
    Scheduled(
        handover.HANDOVER_WORK,
        handover.hand_over_clients,
        "an agent left: his clients go over to others, some hundreds at a time",
    ),
    Scheduled(
        content.EXPIRY_WORK, content.expire, "an approval holds for a while: then its content is expired"
    ),
)
