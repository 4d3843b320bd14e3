"""What is asked about plans for firms."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.quotes.tables import EnterpriseProposal
from shared.pagination import Listing

PROPOSAL = select(EnterpriseProposal).where(col(EnterpriseProposal.id) == bindparam("proposal_id"))
PROPOSAL_FOR_ASSESSMENT = select(EnterpriseProposal).where(
    col(EnterpriseProposal.assessment_id) == bindparam("assessment_id")
)
OPEN_PROPOSALS = select(EnterpriseProposal).where(
    col(EnterpriseProposal.client_id) == bindparam("client_id"),
    col(EnterpriseProposal.status).in_(("draft", "presented")),
)
PROPOSALS_THAT_FOLLOW_THE_FIRM = select(EnterpriseProposal).where(
    col(EnterpriseProposal.client_id) == bindparam("client_id"),
    col(EnterpriseProposal.status).in_(("draft", "presented", "accepted")),
)
DRAFTS = select(EnterpriseProposal).where(col(EnterpriseProposal.status) == "draft")
PROPOSALS = Listing(
    select(EnterpriseProposal),
    order=(col(EnterpriseProposal.drafted_at), col(EnterpriseProposal.id)),
    filters=(
        ("client_id", col(EnterpriseProposal.client_id)),
        ("status", col(EnterpriseProposal.status)),
        ("assessment_id", col(EnterpriseProposal.assessment_id)),
    ),
    descending=True,
)
