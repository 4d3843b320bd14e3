"""The rows of `leads`."""

from services.leads.tables.campaigns import Campaign
from services.leads.tables.consents import Consent
from services.leads.tables.imports import LeadImport, RefusedCell
from services.leads.tables.leads import ONE_LEAD_A_PHONE, Lead, Touch
from services.leads.tables.privacy import ErasureRequest, ImpactAssessment

__all__ = [
    "ONE_LEAD_A_PHONE",
    "Campaign",
    "Consent",
    "ErasureRequest",
    "ImpactAssessment",
    "Lead",
    "LeadImport",
    "RefusedCell",
    "Touch",
]
