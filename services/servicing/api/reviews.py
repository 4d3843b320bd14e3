"""The yearly reviews."""

from uuid import UUID

from services.servicing import queries
from services.servicing.schemas import ReviewOut
from services.servicing.tables import Review
from services.servicing.use_cases import reviews
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("servicing")


@router.get("/reviews", tags=["reviews"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_reviews(
    uow: Uow, asked: Asked, client_id: UUID | None = None, status: str | None = None
) -> PageOf[ReviewOut]:
    """Reviews in reach, the earliest first; `status` is planned, due or completed."""
    return await queries.REVIEWS.page(uow, asked, _review, client_id=client_id, status=status)


@router.get("/reviews/{review_id}", tags=["reviews"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_review(uow: Uow, review_id: UUID) -> ReviewOut:
    """One review."""
    review: Review = await uow.get(queries.REVIEW, review_id=review_id)
    uow.tag(review)
    return _review(review)


@router.post("/reviews/{review_id}/complete", tags=["reviews"])
@allow(Role.AGENT, Role.MANAGER)
async def complete_review(uow: Uow, review_id: UUID, version: IfMatch) -> ReviewOut:
    """The review was held with the client."""
    review = await reviews.complete(uow, review_id, version)
    uow.tag(review)
    return _review(review)


def _review(review: Review) -> ReviewOut:
    return ReviewOut.model_validate(review, from_attributes=True)
