"""Questions about imports."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import LeadImport, RefusedCell
from shared.pagination import Listing

IMPORT = select(LeadImport).where(col(LeadImport.id) == bindparam("import_id"))
IMPORTS_UNDER_WAY = select(LeadImport).where(col(LeadImport.status).in_(("waiting", "running")))

IMPORTS = Listing(
    select(LeadImport),
    order=(col(LeadImport.created_at), col(LeadImport.id)),
    filters=(
        ("agent_id", col(LeadImport.agent_id)),
        ("team_id", col(LeadImport.team_id)),
        ("status", col(LeadImport.status)),
    ),
    descending=True,
)
REFUSED_CELLS = Listing(
    select(RefusedCell).where(col(RefusedCell.import_id) == bindparam("import_id")),
    order=(col(RefusedCell.line), col(RefusedCell.id)),
)
