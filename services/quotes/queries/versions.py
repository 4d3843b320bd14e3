"""What is asked about the versions of proposals, and about who opened them."""

from sqlalchemy import ARRAY, Boolean, Uuid, any_, bindparam, select
from sqlmodel import col

from services.quotes.queries.proposals import PROPOSALS
from services.quotes.tables import Proposal, ProposalOpening, ProposalVersion, Readership
from shared.pagination import Listing

VERSION = select(ProposalVersion).where(col(ProposalVersion.id) == bindparam("version_id"))
VERSION_NUMBER = select(ProposalVersion).where(
    col(ProposalVersion.proposal_id) == bindparam("proposal_id"),
    col(ProposalVersion.number) == bindparam("number"),
)
PRESENTED_SINCE = select(ProposalVersion).where(
    col(ProposalVersion.proposal_id) == bindparam("proposal_id"),
    col(ProposalVersion.presented_at) >= bindparam("since"),
)
VERSIONS = Listing(
    select(ProposalVersion).where(col(ProposalVersion.proposal_id) == bindparam("proposal_id")),
    order=(col(ProposalVersion.number), col(ProposalVersion.id)),
    descending=True,
)

READERSHIP = select(Readership).where(col(Readership.id) == bindparam("proposal_id"))
READERSHIPS = select(Readership).where(
    col(Readership.id) == any_(bindparam("proposal_ids", type_=ARRAY(Uuid)))
)
PROPOSALS_BY_OPENING = Listing(
    select(Proposal).join(Readership, col(Readership.id) == col(Proposal.id)),
    order=PROPOSALS.order,
    filters=(
        *PROPOSALS.filters,
        ("opened", col(Readership.opened_at).is_not(None) == bindparam("opened", type_=Boolean)),
        ("opened_from", col(Readership.opened_at) >= bindparam("opened_from")),
    ),
    descending=True,
)

OPENING = select(ProposalOpening).where(col(ProposalOpening.id) == bindparam("opening_id"))
FIRST_OPENING = select(ProposalOpening).where(
    col(ProposalOpening.version_id) == bindparam("version_id"), col(ProposalOpening.is_first)
)
OPENINGS = Listing(
    select(ProposalOpening),
    order=(col(ProposalOpening.opened_at), col(ProposalOpening.id)),
    filters=(
        ("proposal_id", col(ProposalOpening.proposal_id)),
        ("client_id", col(ProposalOpening.client_id)),
        ("opened_from", col(ProposalOpening.opened_at) >= bindparam("opened_from")),
    ),
    descending=True,
)
