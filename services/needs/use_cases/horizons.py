"""What a family saves for: goals recorded in versions, and the horizons they and the household make."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.needs import queries as household_queries
from services.needs.domain.horizons import Goal, Horizons, horizons
from services.needs.domain.household import Household
from services.needs.domain.parameters import Override, Parameters
from services.needs.queries import horizons as queries
from services.needs.tables import ClientFile, GoalList
from services.needs.use_cases.computing import assumptions_agreed
from services.needs.use_cases.facts import facts_then, hold_file
from shared.calendar import end_of_day
from shared.problems import PreconditionRequired, Stale
from shared.unit_of_work import UnitOfWork

GOAL_RULE = "funding.goal"


def stated_goals(row: GoalList | None) -> tuple[Goal, ...]:
    """The goals that a row keeps; none without one."""
    return () if row is None else tuple(Goal.model_validate(goal) for goal in row.goals)


async def record_goals(
    uow: UnitOfWork, client_id: UUID, goals: Sequence[Goal], *, seen: int | None, must_be_new: bool
) -> GoalList:
    """The goals as the client states them now; `seen` is the version he read (None: he has seen none).

    Raises NotFound, PreconditionRequired, Stale.
    """
    file = await hold_file(uow, client_id)
    before: GoalList | None = await uow.one(queries.GOALS, client_id=client_id)
    version = 0 if before is None else before.goals_version
    if before is not None and seen is None and not must_be_new:
        raise PreconditionRequired
    if (before is not None and must_be_new) or (seen is not None and seen != version):
        raise Stale
    if before is not None and stated_goals(before) == tuple(goals):
        return before
    return uow.add(
        GoalList(
            agency_id=file.agency_id,
            client_id=client_id,
            goals_version=version + 1,
            goals=[goal.model_dump(mode="json") for goal in goals],
            recorded_at=uow.now,
        )
    )


async def goals_then(uow: UnitOfWork, client_id: UUID, on: date) -> tuple[Goal, ...]:
    """The goals as they were known at the end of the day; none before any were recorded."""
    return stated_goals(await uow.one(queries.GOALS_BEFORE, client_id=client_id, before=end_of_day(on)))


def horizons_for(
    uow: UnitOfWork, household: Household, goals: Sequence[Goal], overrides: Sequence[Override], on: date
) -> Horizons:
    """The horizons of a household and goals by the rules in force on the day; stores nothing.

    Raises UnknownParameter, InvalidParameter, BirthDateNeeded, BornLater, FigureTooLarge, NoRuleInForce.
    """
    jurisdiction = uow.kit.jurisdiction
    parameters = Parameters.of(jurisdiction, on=on, overrides=overrides)
    return horizons(household, goals, parameters, jurisdiction.rule(GOAL_RULE, on=on), on=on)


async def horizons_then(uow: UnitOfWork, client_id: UUID, on: date) -> Horizons:
    """The horizons of a client on a day, from what was known on it, by the assumptions agreed on.

    Raises NotFound before a household was recorded, and as `horizons_for`.
    """
    file: ClientFile = await uow.get(household_queries.FILE, client_id=client_id)
    facts = await facts_then(uow, client_id, on)
    goals = await goals_then(uow, client_id, on)
    overrides = (await assumptions_agreed(uow, file)).overrides
    return horizons_for(uow, facts.household, goals, overrides, on)
