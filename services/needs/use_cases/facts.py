"""What is known of a client on a day: the household as recorded by then, with the policies that count on it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.needs import queries
from services.needs.domain.issued_cover import IssuedPolicy, covered
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.tables import ClientFile, Household, HouseholdVersion, PolicyCover
from shared.calendar import end_of_day
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Facts:
    """What figures rest on: a version of a household, and that household with the cover of policies."""

    household_version: int
    household: RecordedHousehold


async def hold_file(uow: UnitOfWork, client_id: UUID) -> ClientFile:
    """The client's file, opened where there is none, to be changed by this work: nobody else changes his facts meanwhile.

    Raises NotFound for a client out of reach.
    """
    await uow.reach_client(client_id)
    file: ClientFile | None = await uow.one(queries.FILE, client_id=client_id)
    if file is None:
        return uow.add(ClientFile(id=client_id, agency_id=uow.caller.agency_id))
    uow.change(file)
    return file


async def facts_now(uow: UnitOfWork, client_id: UUID, on: date) -> Facts | None:
    """What is known now, with the policies that count on the day; None without a household."""
    household: Household | None = await uow.one(queries.HOUSEHOLD, client_id=client_id)
    if household is None:
        return None
    return await with_policies(uow, client_id, household.version, recorded(household), on)


async def facts_then(uow: UnitOfWork, client_id: UUID, on: date) -> Facts:
    """What was known at the end of the day; raises NotFound before a household was recorded."""
    version = await version_then(uow, client_id, on)
    return await with_policies(uow, client_id, version.household_version, recorded(version), on)


async def version_then(uow: UnitOfWork, client_id: UUID, on: date) -> HouseholdVersion:
    """The household as it was known at the end of the day; raises NotFound before one was recorded."""
    version: HouseholdVersion = await uow.get(
        queries.HOUSEHOLD_BEFORE, client_id=client_id, before=end_of_day(on)
    )
    return version


async def with_policies(
    uow: UnitOfWork, client_id: UUID, household_version: int, household: RecordedHousehold, on: date
) -> Facts:
    """`household` with the cover of the policies that count on the day."""
    return Facts(household_version, covered(household, await policies_of(uow, client_id), on=on))


async def policies_of(uow: UnitOfWork, client_id: UUID) -> list[IssuedPolicy]:
    """Every policy of the client that is known to have been issued."""
    rows: list[PolicyCover] = await uow.all(queries.POLICIES_ISSUED, client_id=client_id)
    return [_issued(row) for row in rows]


def recorded(row: Household | HouseholdVersion) -> RecordedHousehold:
    """The household that a row keeps."""
    return RecordedHousehold.model_validate(row.facts)


def _issued(row: PolicyCover) -> IssuedPolicy:
    return IssuedPolicy.model_validate(
        {"policy_id": row.id, **row.model_dump(exclude={"id", "version", "agency_id", "client_id"})}
    )
