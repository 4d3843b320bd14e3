"""What is asked about firms and their assessments."""

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import col

from services.needs.tables import Enterprise, EnterpriseAssessment, EnterpriseVersion
from shared.pagination import Listing

ENTERPRISE = select(Enterprise).where(col(Enterprise.client_id) == bindparam("client_id"))
ENTERPRISE_BY_ID = select(Enterprise).where(col(Enterprise.id) == bindparam("enterprise_id"))
ENTERPRISE_BEFORE = (
    select(EnterpriseVersion)
    .where(
        col(EnterpriseVersion.client_id) == bindparam("client_id"),
        col(EnterpriseVersion.recorded_at) < bindparam("before"),
    )
    .order_by(col(EnterpriseVersion.enterprise_version).desc())
    .limit(literal_column("1"))
)
ASSESSMENT = select(EnterpriseAssessment).where(
    col(EnterpriseAssessment.client_id) == bindparam("client_id"),
    col(EnterpriseAssessment.id) == bindparam("assessment_id"),
)
ASSESSMENT_BY_ID = select(EnterpriseAssessment).where(
    col(EnterpriseAssessment.id) == bindparam("assessment_id")
)
COMPUTED = select(EnterpriseAssessment).where(
    col(EnterpriseAssessment.client_id) == bindparam("client_id"),
    col(EnterpriseAssessment.status) == "computed",
)
LATEST = (
    select(EnterpriseAssessment)
    .where(col(EnterpriseAssessment.client_id) == bindparam("client_id"))
    .order_by(col(EnterpriseAssessment.created_at).desc(), col(EnterpriseAssessment.id).desc())
    .limit(literal_column("1"))
)

ASSESSMENTS = Listing(
    select(EnterpriseAssessment).where(col(EnterpriseAssessment.client_id) == bindparam("client_id")),
    order=(col(EnterpriseAssessment.created_at), col(EnterpriseAssessment.id)),
    filters=(
        ("status", col(EnterpriseAssessment.status)),
        ("occasion", col(EnterpriseAssessment.occasion)),
    ),
    descending=True,
)
