"""The rows of `leads`."""

from services.leads.tables.agents import (
    ONE_AGENT_AN_ID,
    Agent,
    Assignment,
    AssignmentRules,
    HandedOver,
    Handover,
)
from services.leads.tables.attribution import (
    IssuedPolicy,
)
from services.leads.tables.campaigns import (
    Campaign,
)
from services.leads.tables.consents import (
    Consent,
)
from services.leads.tables.content import (
    ContentItem,
    Publication,
)
from services.leads.tables.first_contact import (
    AssessedClient,
    BoundaryDelivery,
    Contact,
    DoNotContactOrder,
    Evidence,
    Interview,
    LifeEvent,
)
from services.leads.tables.imports import (
    LeadImport,
    RefusedCell,
)
from services.leads.tables.leads import (
    ONE_LEAD_A_PHONE,
    ONE_LEAD_AN_IDENTITY_NUMBER,
    Lead,
    Touch,
)
from services.leads.tables.materials import (
    Material,
    MaterialVersion,
)
from services.leads.tables.merges import (
    LeadMerge,
)
from services.leads.tables.outreach import (
    ONE_ATTENDANCE_A_CLIENT,
    Attendee,
    OutreachEvent,
)
from services.leads.tables.privacy import (
    ErasureRequest,
    ImpactAssessment,
)
from services.leads.tables.referrals import (
    DemandCard,
    PolicyReview,
    Referral,
)
from services.leads.tables.reflection import (
    Dispute,
    LifeStage,
    Refusal,
)

__all__ = [
    "ONE_AGENT_AN_ID",
    "ONE_ATTENDANCE_A_CLIENT",
    "ONE_LEAD_AN_IDENTITY_NUMBER",
    "ONE_LEAD_A_PHONE",
    "Agent",
    "AssessedClient",
    "Assignment",
    "AssignmentRules",
    "Attendee",
    "BoundaryDelivery",
    "Campaign",
    "Consent",
    "Contact",
    "ContentItem",
    "DemandCard",
    "Dispute",
    "DoNotContactOrder",
    "ErasureRequest",
    "Evidence",
    "HandedOver",
    "Handover",
    "ImpactAssessment",
    "Interview",
    "IssuedPolicy",
    "Lead",
    "LeadImport",
    "LeadMerge",
    "LifeEvent",
    "LifeStage",
    "Material",
    "MaterialVersion",
    "OutreachEvent",
    "PolicyReview",
    "Publication",
    "Referral",
    "Refusal",
    "RefusedCell",
    "Touch",
]
