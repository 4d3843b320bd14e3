"""The consensus 共识: gaps edited in talk, and at last confirmed by the client; each version is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.needs import queries
from services.needs.domain.agreement import (
    AgreedGap,
    Agreement,
    ConsensusKind,
    Edit,
    agreed_gaps,
    insured,
    planned_family,
)
from services.needs.domain.parameters import Parameters
from services.needs.domain.problems import AcknowledgementNeeded, AssessmentSettled, NotComputed
from services.needs.domain.suitability import (
    Acknowledgement,
    Suitability,
    assess_suitability,
    unacknowledged,
)
from services.needs.tables import Assessment, Consensus
from services.needs.texts import WARNINGS_VERSION, warnings
from services.needs.use_cases.computing import assumptions_of, figures_of, household_of
from services.needs.use_cases.facts import hold_file
from shared.because import Answer
from shared.contracts.needs import GapConfirmed, RiskGap
from shared.money import Money
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a client confirms: with `edits` None, what was edited last, or else the gaps as computed."""

    annual_budget: Money | None
    insured_member: str | None
    edits: Sequence[Edit] | None
    acknowledged: tuple[Acknowledgement, ...]
    reason: str | None


async def edit(
    uow: UnitOfWork,
    client_id: UUID,
    assessment_id: UUID,
    *,
    edits: Sequence[Edit],
    annual_budget: Money | None,
    reason: str,
) -> Consensus:
    """The gaps as they are seen in talk: a version of the consensus, which the client may confirm or edit again.

    Raises NotFound, NotComputed, AssessmentSettled, NotAssessed, BeyondMinorCap.
    """
    await hold_file(uow, client_id)
    assessment = await _to_agree_on(uow, client_id, assessment_id)
    gaps = agreed_gaps(figures_of(assessment), edits, step=_rounding_step(uow, assessment))
    return await _keep(uow, assessment, "edited", gaps, annual_budget, reason)


async def confirm(
    uow: UnitOfWork, client_id: UUID, assessment_id: UUID, version: int, confirmation: Confirmation
) -> Assessment:
    """The client agrees to the gaps and says for whom a plan is to be made.

    Raises NotFound, Stale, NotComputed, AssessmentSettled, NotAssessed, BeyondMinorCap, NoSuchMember,
    InsuredIncomplete, and AcknowledgementNeeded where the sale should stop and he has not confirmed to know why.
    """
    file = await hold_file(uow, client_id)
    assessment = await _to_agree_on(uow, client_id, assessment_id, version)
    household = household_of(assessment)
    chosen = confirmation.insured_member
    person = household.principal() if chosen is None else household.person(chosen)
    agreement = await _agreement(uow, assessment, person.key, confirmation)
    family = planned_family(household, agreement)
    confirmed = GapConfirmed(
        client_id=client_id,
        assessment_id=assessment.id,
        gaps=_gaps_of({person.key}, agreement),
        insured=insured(person),
        members=family,
        family_gaps=_gaps_of({str(member.member_id) for member in family}, agreement),
        annual_budget=confirmation.annual_budget,
        family_annual_income=household.stated_income(),
    )
    uow.change(
        assessment, status="confirmed", confirmed_at=uow.now, agreement=agreement.model_dump(mode="json")
    )
    uow.change(file, agreed_id=assessment.id)
    await _keep(uow, assessment, "confirmed", agreement.gaps, confirmation.annual_budget, confirmation.reason)
    uow.record(confirmed, about=assessment)
    return assessment


def suitability_of(
    uow: UnitOfWork, assessment: Assessment, gaps: Sequence[AgreedGap], annual_budget: Money | None
) -> Answer[Suitability]:
    """Whether to go on with these gaps and this budget."""
    agreed = {(gap.member, gap.risk): gap.agreed for gap in gaps}
    return assess_suitability(
        household_of(assessment), figures_of(assessment), agreed, annual_budget, uow.kit.jurisdiction
    )


async def _to_agree_on(
    uow: UnitOfWork, client_id: UUID, assessment_id: UUID, version: int | None = None
) -> Assessment:
    assessment: Assessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    if version is not None:
        uow.expect(assessment, version)
    if assessment.figures is None:
        raise NotComputed
    if assessment.status != "computed":
        raise AssessmentSettled(status=assessment.status)
    return assessment


async def _agreement(
    uow: UnitOfWork, assessment: Assessment, insured_key: str, confirmation: Confirmation
) -> Agreement:
    edits = confirmation.edits
    if edits is None:
        edits = await _edited_last(uow, assessment)
    gaps = agreed_gaps(figures_of(assessment), edits, step=_rounding_step(uow, assessment))
    suitability = suitability_of(uow, assessment, gaps, confirmation.annual_budget)
    left = unacknowledged(suitability.result, confirmation.acknowledged, text_version=WARNINGS_VERSION)
    if left:
        raise AcknowledgementNeeded("/acknowledged", doubts=warnings(left, uow.language))
    stops = {doubt.code for doubt in suitability.result.doubts}
    return Agreement(
        insured=insured_key,
        gaps=gaps,
        annual_budget=confirmation.annual_budget,
        suitability=suitability,
        acknowledged=tuple(given for given in confirmation.acknowledged if given.code in stops),
    )


async def _edited_last(uow: UnitOfWork, assessment: Assessment) -> list[Edit]:
    """The edits of the newest version about this assessment; none where nobody has edited it."""
    versions: list[Consensus] = await uow.all(
        queries.CONSENSUS_ON, client_id=assessment.client_id, assessment_id=assessment.id
    )
    if not versions:
        return []
    gaps = [AgreedGap.model_validate(gap) for gap in versions[0].gaps]
    return [
        Edit(member=gap.member, risk=gap.risk, gap=gap.agreed) for gap in gaps if gap.agreed != gap.computed
    ]


async def _keep(
    uow: UnitOfWork,
    assessment: Assessment,
    kind: ConsensusKind,
    gaps: Sequence[AgreedGap],
    annual_budget: Money | None,
    reason: str | None,
) -> Consensus:
    """A new version; whoever holds the client's file numbers it, so no number is given twice."""
    newest: Consensus | None = await uow.one(queries.CONSENSUS_LAST, client_id=assessment.client_id)
    return uow.add(
        Consensus(
            agency_id=assessment.agency_id,
            client_id=assessment.client_id,
            assessment_id=assessment.id,
            number=1 if newest is None else newest.number + 1,
            kind=kind,
            by_role="service" if uow.caller.role is None else uow.caller.role.value,
            by_id=uow.caller.actor_id,
            recorded_at=uow.now,
            gaps=[gap.model_dump(mode="json") for gap in gaps],
            annual_budget=annual_budget,
            reason_sealed=None if reason is None else uow.kit.cipher.seal(reason),
        )
    )


def _rounding_step(uow: UnitOfWork, assessment: Assessment) -> int:
    on, overrides = figures_of(assessment).on, assumptions_of(assessment).overrides
    return Parameters.of(uow.kit.jurisdiction, on=on, overrides=overrides).rounding.values.step


def _gaps_of(members: set[str], agreement: Agreement) -> list[RiskGap]:
    return [
        RiskGap(
            risk=gap.risk,
            gap=gap.agreed,
            gap_rounded_up=gap.rounded_up,
            member_id=UUID(gap.member),
            covered=gap.covered,
        )
        for gap in agreement.gaps
        if gap.member in members
    ]
