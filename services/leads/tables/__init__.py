"""The rows of `leads`."""

from services.leads.tables.agents import (
    ONE_AGENT_AN_ID,
    Agent,
    Assignment,
    AssignmentRules,
    HandedOver,
    Handover,
)
from services.leads.tables.campaigns import Campaign
from services.leads.tables.consents import Consent
from services.leads.tables.imports import LeadImport, RefusedCell
from services.leads.tables.leads import ONE_LEAD_A_PHONE, ONE_LEAD_AN_IDENTITY_NUMBER, Lead, Touch
from services.leads.tables.merges import LeadMerge
from services.leads.tables.referrals import DemandCard, PolicyReview, Referral

__all__ = [
    "ONE_AGENT_AN_ID",
    "ONE_LEAD_AN_IDENTITY_NUMBER",
    "ONE_LEAD_A_PHONE",
    "Agent",
    "Assignment",
    "AssignmentRules",
    "Campaign",
    "Consent",
    "DemandCard",
    "HandedOver",
    "Handover",
    "Lead",
    "LeadImport",
    "LeadMerge",
    "PolicyReview",
    "Referral",
    "RefusedCell",
    "Touch",
]
