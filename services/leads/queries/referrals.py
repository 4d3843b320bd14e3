"""Questions about policy reviews, demand cards and referrals."""

from sqlalchemy import Text, bindparam, func, select
from sqlmodel import col

from services.leads.tables import DemandCard, PolicyReview, Referral
from shared.pagination import Listing

REVIEW_ROW = select(PolicyReview).where(col(PolicyReview.id) == bindparam("review_id"))
LAST_REVIEW = (
    select(PolicyReview)
    .where(col(PolicyReview.client_id) == bindparam("client_id"))
    .order_by(col(PolicyReview.held_on).desc(), col(PolicyReview.id).desc())
    .limit(1)
)
POLICY_REVIEWS = Listing(
    select(PolicyReview).where(col(PolicyReview.client_id) == bindparam("client_id")),
    order=(col(PolicyReview.held_on), col(PolicyReview.id)),
    descending=True,
)
DEMAND_CARD = select(DemandCard).where(col(DemandCard.id) == bindparam("card_id"))
LAST_CARD = (
    select(DemandCard)
    .where(col(DemandCard.client_id) == bindparam("client_id"))
    .order_by(col(DemandCard.handed_over_at).desc(), col(DemandCard.id).desc())
    .limit(1)
)
DEMAND_CARDS = Listing(
    select(DemandCard).where(col(DemandCard.client_id) == bindparam("client_id")),
    order=(col(DemandCard.handed_over_at), col(DemandCard.id)),
    descending=True,
)

REFERRAL_OF = select(Referral).where(col(Referral.referee_id) == bindparam("referee_id"))
_below = col(Referral.path).op("@>")(func.jsonb_build_array(bindparam("client_text", type_=Text)))
REFERRALS_BELOW = Listing(
    select(Referral).where(_below),
    order=(col(Referral.referred_at), col(Referral.id)),
    filters=(("referrer_id", col(Referral.client_id)), ("depth", col(Referral.depth))),
    descending=True,
)
