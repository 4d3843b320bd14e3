"""Assessments: invited, asked for, prepared for a review, agreed to, compared."""

from collections.abc import Sequence
from uuid import UUID

from services.needs import queries
from services.needs.domain.agreement import Agreement, Assumptions, Edit, agreed_gaps, insured, planned_family
from services.needs.domain.parameters import Parameters
from services.needs.domain.problems import AssessmentSettled, NoHousehold, NotComputed
from services.needs.tables import Assessment, ClientFile
from services.needs.use_cases.computing import (
    assumptions_of,
    compute,
    compute_unasked,
    current_of,
    figures_of,
    household_of,
    prepare,
    rests_on_others,
    supersede,
)
from services.needs.use_cases.facts import facts_now, hold_file
from shared.calendar import local_date
from shared.contracts.needs import GapConfirmed, RiskGap
from shared.money import Money
from shared.problems import NotFound
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


async def confirm(
    uow: UnitOfWork,
    client_id: UUID,
    assessment_id: UUID,
    version: int,
    *,
    annual_budget: Money | None,
    insured_member: str | None,
    edits: Sequence[Edit],
) -> Assessment:
    """The client agrees to the gaps, as computed or as he edits them, and says for whom a plan is to be made.

    Raises NotFound, Stale, NotComputed, AssessmentSettled, NotAssessed, NoSuchMember, InsuredIncomplete.
    """
    file = await hold_file(uow, client_id)
    assessment: Assessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    uow.expect(assessment, version)
    if assessment.figures is None:
        raise NotComputed
    if assessment.status != "computed":
        raise AssessmentSettled(status=assessment.status)
    household = household_of(assessment)
    person = household.principal() if insured_member is None else household.person(insured_member)
    agreement = Agreement(
        insured=person.key,
        gaps=agreed_gaps(figures_of(assessment), edits, step=_rounding_step(uow, assessment)),
        annual_budget=annual_budget,
    )
    family = planned_family(household, agreement)
    confirmed = GapConfirmed(
        client_id=client_id,
        assessment_id=assessment.id,
        gaps=_gaps_of({person.key}, agreement),
        insured=insured(person),
        members=family,
        family_gaps=_gaps_of({str(member.member_id) for member in family}, agreement),
        annual_budget=annual_budget,
        family_annual_income=household.stated_income(),
    )
    uow.change(
        assessment, status="confirmed", confirmed_at=uow.now, agreement=agreement.model_dump(mode="json")
    )
    uow.change(file, agreed_id=assessment.id)
    uow.record(confirmed, about=assessment)
    return assessment


async def two_to_compare(
    uow: UnitOfWork, client_id: UUID, earlier_id: UUID | None, later_id: UUID | None
) -> tuple[Assessment, Assessment]:
    """Two assessments: unless they are named, the one agreed to and the one computed last. Raises NotFound."""
    file: ClientFile = await uow.get(queries.FILE, client_id=client_id)
    chosen = [earlier_id or file.agreed_id, later_id or file.current_id]
    if None in chosen:
        raise NotFound
    earlier, later = [
        await uow.get(queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id)
        for assessment_id in chosen
    ]
    return earlier, later


def _rounding_step(uow: UnitOfWork, assessment: Assessment) -> int:
    on, overrides = figures_of(assessment).on, assumptions_of(assessment).overrides
    return Parameters.of(uow.kit.jurisdiction, on=on, overrides=overrides).rounding.values.step


def _gaps_of(members: set[str], agreement: Agreement) -> list[RiskGap]:
    return [
        RiskGap(risk=gap.risk, gap=gap.agreed, gap_rounded_up=gap.rounded_up, member_id=UUID(gap.member))
        for gap in agreement.gaps
        if gap.member in members
    ]
