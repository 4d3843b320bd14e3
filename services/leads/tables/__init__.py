"""The rows of `leads`."""

from services.leads.tables.attribution import IssuedPolicy
from services.leads.tables.campaigns import Campaign
from services.leads.tables.consents import Consent
from services.leads.tables.content import ContentItem, Publication
from services.leads.tables.imports import LeadImport, RefusedCell
from services.leads.tables.leads import ONE_LEAD_A_PHONE, Lead, Touch
from services.leads.tables.outreach import ONE_ATTENDANCE_A_CLIENT, Attendee, OutreachEvent

__all__ = [
    "ONE_ATTENDANCE_A_CLIENT",
    "ONE_LEAD_A_PHONE",
    "Attendee",
    "Campaign",
    "Consent",
    "ContentItem",
    "IssuedPolicy",
    "Lead",
    "LeadImport",
    "OutreachEvent",
    "Publication",
    "RefusedCell",
    "Touch",
]
