"""Assessments: invited, asked for, prepared for a review."""

from uuid import UUID

from services.needs import queries
from services.needs.domain.agreement import Assumptions
from services.needs.domain.problems import NoHousehold
from services.needs.tables import Assessment
from services.needs.use_cases.computing import (
    compute,
    compute_unasked,
    current_of,
    prepare,
    rests_on_others,
    supersede,
)
from services.needs.use_cases.facts import facts_now, hold_file
from shared.calendar import local_date
from shared.unit_of_work import UnitOfWork


async def invite(uow: UnitOfWork, client_id: UUID) -> None:
    """An assessment waits for the client."""
    prepare(uow, await hold_file(uow, client_id), "invited", status="invited")


async def request_assessment(uow: UnitOfWork, client_id: UUID, assumptions: Assumptions) -> Assessment:
    """The gap as it is now, by the assumptions chosen; an assessment that waits is taken up.

    Readings of the same facts by other assumptions stand beside each other until one is agreed to. Raises NotFound,
    NoHousehold, and whatever makes a gap impossible to compute.
    """
    file = await hold_file(uow, client_id)
    facts = await facts_now(uow, client_id, local_date(uow.now))
    if facts is None:
        raise NoHousehold
    waiting: Assessment | None = await uow.one(queries.WAITING, client_id=client_id)
    current = await current_of(uow, file)
    if current is not None and rests_on_others(current, facts):
        await supersede(uow, file)
    return compute(uow, file, facts, assumptions, occasion="requested", waiting=waiting)


async def prepare_review(uow: UnitOfWork, client_id: UUID, review_id: UUID) -> None:
    """The yearly review begins with the gap as it is now; without a household it begins with an invitation."""
    file = await hold_file(uow, client_id)
    facts = await facts_now(uow, client_id, local_date(uow.now))
    if facts is None:
        prepare(uow, file, "review", status="invited", review_id=review_id)
    else:
        await compute_unasked(uow, file, facts, occasion="review", review_id=review_id)
