"""Questions about requests to be erased and impact assessments."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import ErasureRequest, ImpactAssessment
from shared.pagination import Listing

ERASURE_REQUEST_OF = select(ErasureRequest).where(col(ErasureRequest.client_id) == bindparam("client_id"))
IMPACT_ASSESSMENT = select(ImpactAssessment).where(col(ImpactAssessment.id) == bindparam("assessment_id"))

ERASURE_REQUESTS = Listing(
    select(ErasureRequest),
    order=(col(ErasureRequest.requested_at), col(ErasureRequest.id)),
    filters=(("client_id", col(ErasureRequest.client_id)), ("asked_by", col(ErasureRequest.asked_by))),
    descending=True,
)
IMPACT_ASSESSMENTS = Listing(
    select(ImpactAssessment),
    order=(col(ImpactAssessment.assessed_on), col(ImpactAssessment.id)),
    filters=(("purpose", col(ImpactAssessment.purpose)), ("risk", col(ImpactAssessment.risk))),
    descending=True,
)
