"""Suggestions to change a plan: noted when the household changes or somebody comes of an age, taken up or dismissed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid5

from services.quotes import queries
from services.quotes.domain.adjustments import Aged, Change, Suggestion, by_age, by_change
from services.quotes.domain.problems import SuggestionSettled
from services.quotes.tables import PlanSuggestion, ProtectivePlan
from services.quotes.use_cases.family_plans import members_of
from shared.calendar import local_date
from shared.contracts.needs import HouseholdChanged
from shared.jurisdictions import Rule
from shared.unit_of_work import UnitOfWork

Settled = Literal["taken", "dismissed"]


async def note_change(uow: UnitOfWork, changed: HouseholdChanged, *, at: datetime) -> None:
    """The household changed: what that suggests is noted, and what ages suggest by now."""
    rule = _rule(uow, local_date(at))
    change = Change(change=changed.change_code, trend=changed.trend, effective_on=changed.effective_on)
    await _note(uow, changed.client_id, by_change([change], rule).result, rule, at=at)
    await note_ages(uow, changed.client_id, at=at)


async def note_ages(uow: UnitOfWork, client_id: UUID, *, at: datetime) -> list[PlanSuggestion]:
    """What the ages of the family planned for last suggest on the day is noted; gives what is new."""
    plan: ProtectivePlan | None = await uow.one(queries.plans.LATEST_PLAN, client_id=client_id)
    if plan is None:
        return []
    rule = _rule(uow, local_date(at))
    found = by_age(_aged(plan), rule, on=local_date(at))
    return await _note(uow, client_id, found.result, rule, at=at)


async def take_account(uow: UnitOfWork, client_id: UUID, *, at: datetime) -> None:
    """A new gap was agreed to: it takes account of every change of the household before it."""
    for suggestion in await uow.all(queries.plans.OPEN_SUGGESTIONS, client_id=client_id):
        if suggestion.change_code is not None:
            uow.change(suggestion, status="taken", settled_at=at)


async def open_for(uow: UnitOfWork, client_id: UUID, member_id: UUID) -> list[PlanSuggestion]:
    """What is suggested and not settled yet, for one member: what his own age suggests, and what the household does."""
    found: list[PlanSuggestion] = await uow.all(queries.plans.OPEN_SUGGESTIONS, client_id=client_id)
    return [one for one in found if one.member_id in (None, member_id)]


async def settle(
    uow: UnitOfWork, client_id: UUID, suggestion_id: UUID, version: int, status: Settled
) -> PlanSuggestion:
    """The suggestion is taken up, or not wanted; raises NotFound, Stale, SuggestionSettled."""
    suggestion: PlanSuggestion = await uow.get(
        queries.plans.SUGGESTION, client_id=client_id, suggestion_id=suggestion_id
    )
    uow.expect(suggestion, version)
    if suggestion.status != "open":
        raise SuggestionSettled(status=suggestion.status)
    uow.change(suggestion, status=status, settled_at=uow.now)
    return suggestion


async def _note(
    uow: UnitOfWork, client_id: UUID, found: Iterable[Suggestion], rule: Rule, *, at: datetime
) -> list[PlanSuggestion]:
    """Keep what was not noted before, whatever became of it then."""
    new = []
    for suggestion in found:
        suggestion_id = uuid5(client_id, _occasion(suggestion))
        known = await uow.one(queries.plans.SUGGESTION, client_id=client_id, suggestion_id=suggestion_id)
        if known is None:
            new.append(
                uow.add(
                    PlanSuggestion(
                        id=suggestion_id,
                        agency_id=uow.caller.agency_id,
                        client_id=client_id,
                        code=suggestion.code,
                        rule_version=rule.version,
                        member_id=None if suggestion.member is None else UUID(suggestion.member),
                        change_code=suggestion.change,
                        effective_on=suggestion.effective_on,
                        noted_at=at,
                    )
                )
            )
    return new


def _occasion(suggestion: Suggestion) -> str:
    """A change suggests the same once a day, an age once for a member."""
    if suggestion.member is not None:
        return f"{suggestion.code} {suggestion.member}"
    return f"{suggestion.code} {suggestion.effective_on}"


def _aged(plan: ProtectivePlan) -> list[Aged]:
    return [
        Aged.model_validate({"member": str(one.member_id), "role": one.role, "birth_date": one.birth_date})
        for one in members_of(plan)
    ]


def _rule(uow: UnitOfWork, on: date) -> Rule:
    return uow.kit.jurisdiction.rule("plan.adjustments", on=on)
