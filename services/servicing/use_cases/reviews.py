"""The yearly review: planned ahead of a policy's anniversary, due once a year for every client, and then the next."""

from datetime import date
from uuid import UUID, uuid5

from services.servicing import queries
from services.servicing.domain.anniversaries import next_annual_review
from services.servicing.domain.policy import Policy
from services.servicing.domain.problems import ReviewNotDue
from services.servicing.tables import Review
from services.servicing.use_cases import tasks
from shared.calendar import add_years, end_of_day, local_date, start_of_day
from shared.contracts.servicing import ReviewCompleted, ReviewDue
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork


def plan(uow: UnitOfWork, client_id: UUID, policy: Policy, *, after: date) -> None:
    """The client is reviewed ahead of the policy's next anniversary; one review a client and year."""
    review = next_annual_review(uow.kit.jurisdiction, policy, after=after)
    if review is not None:
        _plan(uow, client_id, review.due_on)


def _plan(uow: UnitOfWork, client_id: UUID, due_on: date) -> None:
    planned = uow.add(
        Review(
            id=uuid5(client_id, f"review:{due_on.year}"),
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            due_on=due_on,
        )
    )
    uow.schedule("review-due", planned.id, start_of_day(due_on))


async def fall_due(uow: UnitOfWork, due: DueWork) -> None:
    """The day of a review has come: needs prepares a new assessment, the agent has a task, next year is planned."""
    review: Review = await uow.get(queries.REVIEW, review_id=due.subject_id)
    if review.status != "planned":
        return
    due_on = local_date(due.due_at)
    uow.change(review, status="due", due_on=due_on)
    tasks.give(uow, review.client_id, tasks.ANNUAL_REVIEW, review.id, end_of_day(due_on))
    _plan(uow, review.client_id, add_years(due_on, 1))
    uow.record(ReviewDue(client_id=review.client_id, review_id=review.id, due_on=due_on), about=review)


async def complete(uow: UnitOfWork, review_id: UUID, version: int) -> Review:
    """The review was held with the client; raises NotFound, Stale, ReviewNotDue."""
    review: Review = await uow.get(queries.REVIEW, review_id=review_id)
    uow.expect(review, version)
    if review.status != "due":
        raise ReviewNotDue(status=review.status)
    uow.change(review, status="completed", completed_at=uow.now)
    await tasks.close(uow, tasks.ANNUAL_REVIEW, review.id)
    completed_on = local_date(uow.now)
    uow.record(
        ReviewCompleted(client_id=review.client_id, review_id=review.id, completed_on=completed_on),
        about=review,
    )
    return review
