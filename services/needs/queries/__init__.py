"""Every question that `needs` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import col

from services.needs.tables import (
    Assessment,
    ClientFile,
    Consensus,
    GapComparison,
    Household,
    HouseholdVersion,
    PolicyCover,
)
from shared.pagination import Listing

FILE = select(ClientFile).where(col(ClientFile.id) == bindparam("client_id"))
HOUSEHOLD = select(Household).where(col(Household.client_id) == bindparam("client_id"))
HOUSEHOLD_BY_ID = select(Household).where(col(Household.id) == bindparam("household_id"))
HOUSEHOLD_BEFORE = (
    select(HouseholdVersion)
    .where(
        col(HouseholdVersion.client_id) == bindparam("client_id"),
        col(HouseholdVersion.recorded_at) < bindparam("before"),
    )
    .order_by(col(HouseholdVersion.household_version).desc())
    .limit(literal_column("1"))
)
POLICY_COVER = select(PolicyCover).where(col(PolicyCover.id) == bindparam("policy_id"))
POLICIES_ISSUED = select(PolicyCover).where(
    col(PolicyCover.client_id) == bindparam("client_id"), col(PolicyCover.held_from).is_not(None)
)
ASSESSMENT = select(Assessment).where(
    col(Assessment.client_id) == bindparam("client_id"), col(Assessment.id) == bindparam("assessment_id")
)
ASSESSMENT_BY_ID = select(Assessment).where(col(Assessment.id) == bindparam("assessment_id"))
WAITING = (
    select(Assessment)
    .where(col(Assessment.client_id) == bindparam("client_id"), col(Assessment.figures).is_(None))
    .order_by(col(Assessment.created_at).desc(), col(Assessment.id).desc())
)
COMPUTED = select(Assessment).where(
    col(Assessment.client_id) == bindparam("client_id"), col(Assessment.status) == "computed"
)

ASSESSMENTS = Listing(
    select(Assessment).where(col(Assessment.client_id) == bindparam("client_id")),
    order=(col(Assessment.created_at), col(Assessment.id)),
    filters=(("status", col(Assessment.status)), ("occasion", col(Assessment.occasion))),
    descending=True,
)

_CONSENSUS = select(Consensus).where(col(Consensus.client_id) == bindparam("client_id"))
CONSENSUS_LAST = _CONSENSUS.order_by(col(Consensus.number).desc()).limit(literal_column("1"))
CONSENSUS_ON = (
    _CONSENSUS.where(col(Consensus.assessment_id) == bindparam("assessment_id"))
    .order_by(col(Consensus.number).desc())
    .limit(literal_column("1"))
)
CONSENSUS = Listing(
    _CONSENSUS,
    order=(col(Consensus.number), col(Consensus.id)),
    filters=(("assessment_id", col(Consensus.assessment_id)), ("kind", col(Consensus.kind))),
    descending=True,
)
GAP_COMPARISON = select(GapComparison).where(col(GapComparison.id) == bindparam("comparison_id"))
