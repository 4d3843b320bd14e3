"""The rows of `leads`."""

from services.leads.tables.campaigns import (
    Campaign,
)
from services.leads.tables.consents import (
    Consent,
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
    Lead,
    Touch,
)
from services.leads.tables.materials import (
    Material,
    MaterialVersion,
)
from services.leads.tables.reflection import (
    Dispute,
    LifeStage,
    Refusal,
)

__all__ = [
    "ONE_LEAD_A_PHONE",
    "AssessedClient",
    "BoundaryDelivery",
    "Campaign",
    "Consent",
    "Contact",
    "Dispute",
    "DoNotContactOrder",
    "Evidence",
    "Interview",
    "Lead",
    "LeadImport",
    "LifeEvent",
    "LifeStage",
    "Material",
    "MaterialVersion",
    "Refusal",
    "RefusedCell",
    "Touch",
]
