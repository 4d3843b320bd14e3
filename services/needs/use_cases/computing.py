"""Computing an assessment, because somebody asked or because the facts have changed.

Invariant: a computed assessment is superseded as soon as the facts it rests on have changed; a confirmed one stays.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.needs import queries
from services.needs.domain.agreement import Assumptions, Occasion
from services.needs.domain.assessment import Assessment as Figures
from services.needs.domain.assessment import assess
from services.needs.domain.gap import DeathMethod
from services.needs.domain.parameters import Override, Parameters
from services.needs.domain.problems import NotComputed
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.tables import Assessment, ClientFile
from services.needs.texts import TEXTS
from services.needs.use_cases.facts import Facts
from shared.calendar import local_date
from shared.contracts.leads import Purpose
from shared.contracts.needs import GapComputed, RiskGap
from shared.privacy.stopping import stopped_since
from shared.problems import BrokenRule, Malformed
from shared.unit_of_work import UnitOfWork


def chosen(
    uow: UnitOfWork,
    *,
    on: date,
    method: DeathMethod | None,
    expense_years: int | None,
    overrides: Sequence[Override],
    tight_budget: bool,
) -> Assumptions:
    """What is chosen for an assessment; `expense_years` other than the usual ones override them."""
    if expense_years not in (None, uow.kit.jurisdiction.rule("gap.death", on=on)["expense_years"]):
        reason = TEXTS.say("reason.expense_years", uow.language)
        years = Override(parameter="gap.death.expense_years", value=expense_years, reason=reason)
        overrides = (*overrides, years)
    return Assumptions(method=method, overrides=tuple(overrides), tight_budget=tight_budget)


def figures_for(uow: UnitOfWork, household: RecordedHousehold, assumptions: Assumptions, on: date) -> Figures:
    """Every gap of the household on the day, by the rules in force on it; stores nothing.

    Raises UnknownParameter, InvalidParameter, BirthDateNeeded, BornLater, FigureTooLarge, NoRuleInForce.
    """
    parameters = Parameters.of(uow.kit.jurisdiction, on=on, overrides=assumptions.overrides)
    return assess(
        household, parameters, on=on, death_method=assumptions.method, tight_budget=assumptions.tight_budget
    )


async def recompute(uow: UnitOfWork, file: ClientFile, facts: Facts, *, occasion: Occasion) -> None:
    """The gap again, by what was agreed on or else used last, unless it rests on these facts already."""
    current = await current_of(uow, file)
    if current is None or rests_on_others(current, facts):
        left_open = [
            waiting
            for waiting in await uow.all(queries.WAITING, client_id=file.id)
            if waiting.occasion in ("household_changed", "cover_changed")
        ]
        await compute_unasked(uow, file, facts, occasion=occasion, waiting=next(iter(left_open), None))


async def compute_unasked(
    uow: UnitOfWork,
    file: ClientFile,
    facts: Facts,
    *,
    occasion: Occasion,
    review_id: UUID | None = None,
    waiting: Assessment | None = None,
) -> None:
    """Nobody asked, so nobody can be told what is wrong: what cannot be computed lies open for the agent.

    The figures of a review that the facts have left behind are followed by other figures of the same review. Where the
    client has withdrawn his consent to the use of financial data, nothing is computed that nobody asked for.
    """
    assumptions = await assumptions_agreed(uow, file)
    left_behind = await supersede(uow, file)
    if await stopped_since(uow, file.id, Purpose.FINANCIAL_DATA) is not None:
        return
    if review_id is None and left_behind is not None and left_behind.occasion == "review":
        occasion, review_id = "review", left_behind.review_id
    try:
        compute(uow, file, facts, assumptions, occasion=occasion, review_id=review_id, waiting=waiting)
    except (Malformed, BrokenRule):
        if waiting is None:
            prepare(uow, file, occasion, status="open", review_id=review_id)


def compute(
    uow: UnitOfWork,
    file: ClientFile,
    facts: Facts,
    assumptions: Assumptions,
    *,
    occasion: Occasion,
    review_id: UUID | None = None,
    waiting: Assessment | None = None,
) -> Assessment:
    """A new assessment with its figures, or the figures of the one that was `waiting`; raises as `figures_for`."""
    on = local_date(uow.now)
    figures = figures_for(uow, facts.household, assumptions, on)
    computed: dict[str, Any] = {
        "status": "computed",
        "method": next(answer.result.method for answer in figures.gaps if answer.result.risk == "death"),
        "assessed_on": on,
        "household_version": facts.household_version,
        "household": facts.household.model_dump(mode="json"),
        "assumptions": assumptions.model_dump(mode="json"),
        "figures": figures.model_dump(mode="json"),
        "params_version": " ".join(figures.rule_versions),
        "computed_at": uow.now,
    }
    if waiting is None:
        waiting = prepare(uow, file, occasion, review_id=review_id, **computed)
    else:
        uow.change(waiting, **computed)
    uow.change(file, current_id=waiting.id)
    uow.record(_gap_computed(waiting, figures), about=waiting)
    return waiting


def prepare(uow: UnitOfWork, file: ClientFile, occasion: Occasion, **values: Any) -> Assessment:
    """A new assessment of the client."""
    return uow.add(
        Assessment(
            agency_id=file.agency_id, client_id=file.id, occasion=occasion, created_at=uow.now, **values
        )
    )


async def supersede(uow: UnitOfWork, file: ClientFile) -> Assessment | None:
    """The figures that nobody agreed to yet rest on facts that have changed; gives those that were current, if any."""
    computed: list[Assessment] = await uow.all(queries.COMPUTED, client_id=file.id)
    for assessment in computed:
        uow.change(assessment, status="superseded")
    return next((assessment for assessment in computed if assessment.id == file.current_id), None)


async def set_aside(uow: UnitOfWork, client_id: UUID) -> None:
    """Figures that nobody agreed to are used no more: the client has withdrawn his consent to the use of financial data."""
    file: ClientFile | None = await uow.one(queries.FILE, client_id=client_id)
    if file is not None:
        await supersede(uow, file)
        uow.change(file, current_id=None)


def rests_on_others(assessment: Assessment, facts: Facts) -> bool:
    """Whether the facts are not those that the assessment rests on, or were not in between."""
    return assessment.status == "superseded" or household_of(assessment) != facts.household


async def current_of(uow: UnitOfWork, file: ClientFile) -> Assessment | None:
    """The assessment computed last."""
    return await _one(uow, file, file.current_id)


async def assumptions_agreed(uow: UnitOfWork, file: ClientFile) -> Assumptions:
    """What was chosen for the assessment that the client agreed to, or else for the last one."""
    chosen = await _one(uow, file, file.agreed_id or file.current_id)
    return Assumptions() if chosen is None else assumptions_of(chosen)


def figures_of(assessment: Assessment) -> Figures:
    """The figures of an assessment; raises NotComputed where there are none yet."""
    if assessment.figures is None:
        raise NotComputed
    return Figures.model_validate(assessment.figures)


def household_of(assessment: Assessment) -> RecordedHousehold:
    """The household that an assessment rests on; raises NotComputed where it rests on none yet."""
    if assessment.household is None:
        raise NotComputed
    return RecordedHousehold.model_validate(assessment.household)


def assumptions_of(assessment: Assessment) -> Assumptions:
    """What was chosen for an assessment."""
    return Assumptions.model_validate(assessment.assumptions or {})


async def _one(uow: UnitOfWork, file: ClientFile, assessment_id: UUID | None) -> Assessment | None:
    if assessment_id is None:
        return None
    found: Assessment = await uow.get(queries.ASSESSMENT, client_id=file.id, assessment_id=assessment_id)
    return found


def _gap_computed(assessment: Assessment, figures: Figures) -> GapComputed:
    gaps = [answer.result for answer in figures.gaps]
    return GapComputed(
        client_id=assessment.client_id,
        assessment_id=assessment.id,
        occasion=assessment.occasion,
        method=str(assessment.method),
        gaps=[
            RiskGap(
                risk=gap.risk,
                gap=gap.gap,
                gap_rounded_up=gap.rounded_up,
                member_id=None if gap.member is None else UUID(gap.member),
            )
            for gap in gaps
        ],
        params_version=str(assessment.params_version),
    )
