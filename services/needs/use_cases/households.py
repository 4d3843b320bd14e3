"""Recording a household: each version of it is kept, and figures follow it."""

from datetime import date
from typing import Final
from uuid import UUID

from services.needs import queries
from services.needs.domain.recorded_household import RecordedHousehold, changes, settled, trend
from services.needs.tables import Assessment, Household, HouseholdVersion
from services.needs.use_cases.computing import recompute
from services.needs.use_cases.facts import facts_now, hold_file, recorded, with_policies
from services.needs.use_cases.preconditions import check_precondition
from shared.calendar import end_of_day, local_date
from shared.contracts.needs import HouseholdChanged
from shared.ids import new_id
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

LAPSE: Final = "cover-lapse"


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
    schedule_lapse(uow, client_id, after, today)
    await _open_what_waits(uow, client_id)
    if file.current_id is not None:
        now = await with_policies(uow, client_id, household.version, after, today)
        await recompute(uow, file, now, occasion="household_changed")
    return household


def schedule_lapse(uow: UnitOfWork, client_id: UUID, household: RecordedHousehold, today: date) -> None:
    """When the next cover that was stated ends, such as an employer's with the job, the gap is another."""
    last_day = household.lapses_after(today)
    if last_day is None:
        uow.unschedule(LAPSE, client_id)
    else:
        uow.schedule(LAPSE, client_id, end_of_day(last_day))


async def cover_lapsed(uow: UnitOfWork, due: DueWork) -> None:
    """Cover that was stated has ended: the gap again, and wait for the next that ends."""
    file = await hold_file(uow, due.subject_id)
    today = local_date(uow.now)
    facts = await facts_now(uow, file.id, today)
    household: Household | None = await uow.one(queries.HOUSEHOLD, client_id=file.id)
    if facts is None or household is None:
        return
    schedule_lapse(uow, file.id, recorded(household), today)
    if file.current_id is not None:
        await recompute(uow, file, facts, occasion="cover_changed")


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
