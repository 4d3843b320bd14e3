"""What `leads` tells the others, and what it does when they tell it something."""

from services.leads import reactions
from services.leads.imports import work
from services.leads.imports.use_cases import FORGET_WORK, ROWS_WORK
from shared.choreography import Publishes, Reacts, Scheduled
from shared.contracts.leads import (
    ClientAssigned,
    ConsentGranted,
    ConsentWithdrawn,
    ErasureRequested,
    LeadCaptured,
    LeadMerged,
)
from shared.contracts.needs import GapComputed
from shared.contracts.underwriting import PolicyIssued
from shared.privacy.erasing import ERASES
from shared.privacy.following import FOLLOWS_CONTRACTS

SERVICE = "leads"

PUBLISHES = (
    Publishes(LeadCaptured, "somebody not known before may be contacted"),
    Publishes(LeadMerged, "somebody known came again by another way", public=True),
    Publishes(ClientAssigned, "a client is served by another agent from now on"),
    Publishes(ConsentGranted, "a client allows one purpose", public=True),
    Publishes(ConsentWithdrawn, "a client forbids one purpose: all stop", public=True),
    Publishes(ErasureRequested, "a client wants to be erased: all delete or restrict", public=True),
)

REACTS_TO = (
    *FOLLOWS_CONTRACTS,
    Reacts(GapComputed, reactions.qualify_lead, "a known gap makes a lead qualified"),
    Reacts(PolicyIssued, reactions.win_lead, "a policy makes a lead a client, who may refer others"),
)

SCHEDULED = (
    *ERASES,
    Scheduled(ROWS_WORK, work.import_rows, "a file came in: its rows become leads, some hundreds at a time"),
    Scheduled(
        FORGET_WORK, work.forget_file, "an import is over: its file names people, and is needed no more"
    ),
)
