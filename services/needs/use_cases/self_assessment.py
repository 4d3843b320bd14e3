"""A client states his household himself, on a public page: what becomes of it here.

Invariant: what an agent recorded is never overwritten by what somebody entered on a page.
"""

from services.needs import queries
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.tables import Assessment, ClientFile, Household
from services.needs.use_cases.computing import compute_unasked, recompute
from services.needs.use_cases.facts import Facts, facts_now, hold_file
from services.needs.use_cases.households import record_household
from shared.calendar import local_date
from shared.contracts.leads import SelfAssessmentSubmitted, StatedMember
from shared.money import Money
from shared.unit_of_work import UnitOfWork


async def take(uow: UnitOfWork, submitted: SelfAssessmentSubmitted) -> None:
    """Record the household and compute its gap; a household that is there already stays as it is. Raises NotFound.

    Policies and reviews may have been heard of before: their readings follow the first one, as they would have if they
    had been heard of afterwards.
    """
    client_id = submitted.client_id
    if await uow.one(queries.HOUSEHOLD, client_id=client_id) is not None:
        return
    household = await record_household(uow, client_id, stated(submitted), seen=None, must_be_new=True)
    await _compute(uow, await hold_file(uow, client_id), household)


async def _compute(uow: UnitOfWork, file: ClientFile, household: Household) -> None:
    waiting: list[Assessment] = await uow.all(queries.WAITING, client_id=file.id)
    invited = next((one for one in waiting if one.occasion == "invited"), None)
    alone = Facts(household.version, RecordedHousehold.model_validate(household.facts))
    await compute_unasked(uow, file, alone, occasion="invited", waiting=invited)
    facts = await facts_now(uow, file.id, local_date(uow.now))
    if facts is None:
        return
    await recompute(uow, file, facts, occasion="cover_changed")
    for review in reversed([one for one in waiting if one.occasion == "review"]):
        await compute_unasked(uow, file, facts, occasion="review", review_id=review.review_id, waiting=review)


def stated(submitted: SelfAssessmentSubmitted) -> RecordedHousehold:
    """The household as submitted; each member is called by his place ("1", "2", …)."""
    return RecordedHousehold.model_validate(
        {
            "members": [_member(place, member) for place, member in enumerate(submitted.members, start=1)],
            "annual_expenses": submitted.annual_expenses,
            "liabilities": [debt.model_dump() for debt in submitted.liabilities],
            "liquid_assets": submitted.liquid_assets or Money.zero(),
            "annual_elder_support": submitted.annual_elder_support or Money.zero(),
        }
    )


def _member(place: int, member: StatedMember) -> dict[str, object]:
    return {"key": str(place), **member.model_dump()}
