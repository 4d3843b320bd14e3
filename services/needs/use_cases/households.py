"""Recording a household: each version of it is kept, and figures follow it."""

from uuid import UUID

from services.needs import queries
from services.needs.domain.recorded_household import RecordedHousehold, changes, settled, trend
from services.needs.tables import Assessment, Household, HouseholdVersion
from services.needs.use_cases.computing import recompute
from services.needs.use_cases.facts import hold_file, recorded, with_policies
from services.needs.use_cases.preconditions import check_precondition
from shared.calendar import local_date
from shared.contracts.needs import HouseholdChanged
from shared.ids import new_id
from shared.unit_of_work import UnitOfWork


async def record_household(
    uow: UnitOfWork, client_id: UUID, stated: RecordedHousehold, *, seen: int | None, must_be_new: bool
) -> Household:
    """The household as the client states it; `seen` is the version he read (None: he has seen none).

    Raises NotFound, PreconditionRequired, Stale, NoSuchMember, BornInTheFuture.
    """
    file = await hold_file(uow, client_id)
    household: Household | None = await uow.one(queries.HOUSEHOLD, client_id=client_id)
    before = None if household is None else recorded(household)
    check_precondition(household, seen=seen, must_be_new=must_be_new)
    today = local_date(uow.now)
    after = settled(stated, before, new_keys=iter(lambda: str(new_id()), None), on=today)
    codes = changes(before, after)
    facts = after.model_dump(mode="json")
    if household is None:
        household = uow.add(
            Household(agency_id=file.agency_id, client_id=client_id, facts=facts, recorded_at=uow.now)
        )
    elif codes:
        uow.change(household, facts=facts, recorded_at=uow.now)
    else:
        return household
    _keep_version(uow, household)
    for code in codes:
        uow.record(
            HouseholdChanged(
                client_id=client_id,
                household_id=household.id,
                change_code=code,
                effective_on=today,
                trend=trend(code, before, after),
            ),
            about=household,
        )
    await _open_what_waits(uow, client_id)
    if file.current_id is not None:
        now = await with_policies(uow, client_id, household.version, after, today)
        await recompute(uow, file, now, occasion="household_changed")
    return household


def _keep_version(uow: UnitOfWork, household: Household) -> None:
    uow.add(
        HouseholdVersion(
            agency_id=household.agency_id,
            client_id=household.client_id,
            household_id=household.id,
            household_version=household.version,
            facts=household.facts,
            recorded_at=household.recorded_at,
        )
    )


async def _open_what_waits(uow: UnitOfWork, client_id: UUID) -> None:
    """There are facts now: an assessment that was only asked for may be computed."""
    waiting: list[Assessment] = await uow.all(queries.WAITING, client_id=client_id)
    for assessment in waiting:
        if assessment.status == "invited":
            uow.change(assessment, status="open")
