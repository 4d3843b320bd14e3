"""What is asked about proposals, and about what underwriting says to them."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.quotes.tables import Outlook, Proposal, SuitabilityRecord, SuitabilityStatement
from shared.pagination import Listing

PROPOSAL = select(Proposal).where(col(Proposal.id) == bindparam("proposal_id"))
PROPOSAL_FOR_ASSESSMENT = select(Proposal).where(col(Proposal.assessment_id) == bindparam("assessment_id"))
OPEN_PROPOSALS = select(Proposal).where(
    col(Proposal.client_id) == bindparam("client_id"), col(Proposal.status).in_(("draft", "presented"))
)
DRAFTS = select(Proposal).where(col(Proposal.status) == "draft")
PROPOSALS = Listing(
    select(Proposal),
    order=(col(Proposal.drafted_at), col(Proposal.id)),
    filters=(
        ("client_id", col(Proposal.client_id)),
        ("status", col(Proposal.status)),
        ("assessment_id", col(Proposal.assessment_id)),
        ("plan_id", col(Proposal.plan_id)),
    ),
    descending=True,
)
SUITABILITY = select(SuitabilityRecord).where(col(SuitabilityRecord.id) == bindparam("proposal_id"))
STATEMENTS_FOR_TIER = (
    select(SuitabilityStatement)
    .where(
        col(SuitabilityStatement.proposal_id) == bindparam("proposal_id"),
        col(SuitabilityStatement.tier) == bindparam("tier"),
    )
    .order_by(col(SuitabilityStatement.signed_at).desc())
)
STATEMENTS = Listing(
    select(SuitabilityStatement).where(col(SuitabilityStatement.proposal_id) == bindparam("proposal_id")),
    order=(col(SuitabilityStatement.signed_at), col(SuitabilityStatement.id)),
    descending=True,
)
OUTLOOKS = select(Outlook).where(col(Outlook.client_id) == bindparam("client_id"))
