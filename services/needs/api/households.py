"""Routes about a client's household and the cover he has."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response, status

from services.needs import queries
from services.needs.api.preconditions import MustBeNew, SeenVersion
from services.needs.domain.issued_cover import IssuedPolicy
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.schemas.assessments import PastDay
from services.needs.schemas.households import (
    ExistingCoverOut,
    ExistingCoversOut,
    HouseholdIn,
    HouseholdOut,
    MemberOut,
)
from services.needs.tables import Household, HouseholdVersion
from services.needs.use_cases.facts import policies_of, recorded, version_then
from services.needs.use_cases.households import record_household
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts.leads import Purpose
from shared.privacy.stopping import for_purpose
from shared.routing import Uow, allow, service_router

router = service_router("needs")
READERS = (Role.CLIENT, Role.AGENT, Role.MANAGER)


@router.put("/clients/{client_id}/household", tags=["households"])
@allow(*READERS)
@for_purpose(Purpose.FINANCIAL_DATA)
async def put_household(
    uow: Uow,
    client_id: UUID,
    household: HouseholdIn,
    response: Response,
    seen: SeenVersion,
    must_be_new: MustBeNew,
) -> HouseholdOut:
    """Record the household; figures that rest on another are computed again.

    The first time no If-Match is needed (201); a household that is there is changed with If-Match (412 stale, 428
    missing).
    """
    kept = await record_household(uow, client_id, household.stated(), seen=seen, must_be_new=must_be_new)
    if kept.version == 1 and seen is None:
        response.status_code = status.HTTP_201_CREATED
    uow.tag(kept)
    return _household(kept)


@router.get("/clients/{client_id}/household", tags=["households"])
@allow(*READERS)
async def read_household(
    uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None
) -> HouseholdOut:
    """The household as it is, with its ETag; with `on`, as it was known at the end of that day."""
    if on is not None:
        return _household(await version_then(uow, client_id, on))
    household: Household = await uow.get(queries.HOUSEHOLD, client_id=client_id)
    uow.tag(household)
    return _household(household)


@router.get("/households/{household_id}", tags=["households"])
@allow(*READERS)
async def read_household_by_id(uow: Uow, household_id: UUID) -> HouseholdOut:
    """The household that an event tells of, as it is."""
    household: Household = await uow.get(queries.HOUSEHOLD_BY_ID, household_id=household_id)
    uow.tag(household)
    return _household(household)


@router.get("/clients/{client_id}/existing-cover", tags=["households"])
@allow(*READERS)
async def read_existing_cover(
    uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None
) -> ExistingCoversOut:
    """All cover of the household on a day: what the client declared, and the policies issued through the agency."""
    day = on or local_date(uow.now)
    household = recorded(await version_then(uow, client_id, day))
    policies = [policy for policy in await policies_of(uow, client_id) if policy.counts_on(day)]
    return ExistingCoversOut(on=day, items=[*_declared(household, day), *_issued(household, policies)])


def _household(row: Household | HouseholdVersion) -> HouseholdOut:
    facts = recorded(row)
    return HouseholdOut(
        client_id=row.client_id,
        version=row.version if isinstance(row, Household) else row.household_version,
        recorded_at=row.recorded_at,
        members=[MemberOut.of(person) for person in facts.members],
        annual_expenses=facts.annual_expenses,
        liabilities=facts.liabilities,
        liquid_assets=facts.liquid_assets,
        annual_elder_support=facts.annual_elder_support,
    )


def _declared(household: RecordedHousehold, day: date) -> list[ExistingCoverOut]:
    return [
        ExistingCoverOut(
            source="declared",
            member_id=UUID(person.key),
            line=cover.line,
            sum_insured=cover.sum_insured,
            provided_by=cover.provided_by,
            policy_id=None,
            held_from=None,
            last_day=cover.last_day,
            pays_only_for=cover.pays_only_for,
        )
        for person in household.members
        for cover in person.covers
        if cover.counts_on(day)
    ]


def _issued(household: RecordedHousehold, policies: list[IssuedPolicy]) -> list[ExistingCoverOut]:
    return [
        ExistingCoverOut(
            source="policy",
            member_id=UUID(person.key),
            line=policy.line,
            sum_insured=policy.sum_insured,
            provided_by="self",
            policy_id=policy.policy_id,
            held_from=policy.held_from,
            last_day=policy.last_day,
            pays_only_for=None,
        )
        for person in household.members
        for policy in policies
        if policy.insures(person, household)
    ]
