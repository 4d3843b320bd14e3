"""Every question that `claims` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.claims.tables import Claim, CoveredPolicy, Evidence, ProgressEntry
from shared.pagination import Listing

POLICY = select(CoveredPolicy).where(col(CoveredPolicy.id) == bindparam("policy_id"))
ISSUED_POLICY = POLICY.where(col(CoveredPolicy.line).is_not(None))
CLAIM = select(Claim).where(col(Claim.id) == bindparam("claim_id"))
EVIDENCE_OF_CLAIM = (
    select(Evidence)
    .where(col(Evidence.claim_id) == bindparam("claim_id"))
    .order_by(col(Evidence.received_at), col(Evidence.id))
)

CLAIMS = Listing(
    select(Claim),
    order=(col(Claim.filed_at), col(Claim.id)),
    filters=(
        ("client_id", col(Claim.client_id)),
        ("status", col(Claim.status)),
        ("line", col(Claim.line)),
        ("policy_id", col(Claim.policy_id)),
    ),
    descending=True,
)
EVIDENCE = Listing(
    select(Evidence).where(col(Evidence.claim_id) == bindparam("claim_id")),
    order=(col(Evidence.received_at), col(Evidence.id)),
)
PROGRESS = Listing(
    select(ProgressEntry).where(col(ProgressEntry.claim_id) == bindparam("claim_id")),
    order=(col(ProgressEntry.happened_at), col(ProgressEntry.id)),
)
