"""A client's firm: recorded in versions, assessed, agreed on."""

from collections.abc import Sequence
from uuid import UUID

from services.needs.domain.enterprise_problems import NoEnterprise
from services.needs.domain.firm_figures import FirmAgreement, FirmEdit, agreed_firm_gaps, firm_figures
from services.needs.domain.problems import AssessmentSettled
from services.needs.domain.recorded_enterprise import RecordedEnterprise, changes, refuse_unknown_industry
from services.needs.queries import enterprises as queries
from services.needs.tables import ClientFile, Enterprise, EnterpriseAssessment, EnterpriseVersion
from services.needs.use_cases.facts import hold_file
from services.needs.use_cases.firms import (
    compute,
    facts_of,
    figures_of,
    firm_now,
    recompute,
    recorded,
    with_policies,
)
from services.needs.use_cases.preconditions import check_precondition
from shared.calendar import local_date
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed, RiskGap
from shared.money import Money
from shared.unit_of_work import UnitOfWork


async def record_enterprise(
    uow: UnitOfWork, client_id: UUID, firm: RecordedEnterprise, *, seen: int | None, must_be_new: bool
) -> Enterprise:
    """The firm as the client states it; `seen` is the version he read (None: he has seen none).

    What cannot be assessed is not recorded, so that figures can always follow the facts. Raises NotFound,
    PreconditionRequired, Stale, UnknownIndustry, AnnuityCeiling, FigureTooLarge.
    """
    file = await hold_file(uow, client_id)
    enterprise: Enterprise | None = await uow.one(queries.ENTERPRISE, client_id=client_id)
    check_precondition(enterprise, seen=seen, must_be_new=must_be_new)
    today = local_date(uow.now)
    refuse_unknown_industry(firm, uow.kit.jurisdiction.rule("enterprise.industries", on=today))
    codes = changes(None if enterprise is None else recorded(enterprise), firm)
    if enterprise is not None and not codes:
        return enterprise
    facts = firm.model_dump(mode="json")
    firm_figures(firm, uow.kit.jurisdiction, on=today)
    if enterprise is None:
        enterprise = uow.add(
            Enterprise(agency_id=file.agency_id, client_id=client_id, facts=facts, recorded_at=uow.now)
        )
    else:
        uow.change(enterprise, facts=facts, recorded_at=uow.now)
    _keep_version(uow, enterprise)
    for code in codes:
        uow.record(
            EnterpriseChanged(
                client_id=client_id,
                enterprise_id=enterprise.id,
                change_code=code,
                effective_on=today,
                headcount=firm.headcount,
                occupation_mix=firm.occupation_mix,
                annual_wages=firm.annual_wages,
            ),
            about=enterprise,
        )
    now = await with_policies(uow, client_id, enterprise.version, firm, today)
    await recompute(uow, file, now, occasion="enterprise_changed")
    return enterprise


async def request_assessment(uow: UnitOfWork, client_id: UUID) -> EnterpriseAssessment:
    """What the firm lacks now; raises NotFound, NoEnterprise."""
    file = await hold_file(uow, client_id)
    facts = await firm_now(uow, client_id)
    if facts is None:
        raise NoEnterprise
    return await compute(uow, file, facts, occasion="requested")


async def follow_cover(uow: UnitOfWork, file: ClientFile) -> None:
    """A policy of the client came or went: the firm's figures follow, if it has a firm that was assessed."""
    facts = await firm_now(uow, file.id)
    if facts is not None:
        await recompute(uow, file, facts, occasion="cover_changed")


async def prepare_review(uow: UnitOfWork, client_id: UUID, review_id: UUID) -> None:
    """The yearly review begins with the firm's figures as they are now, if it has a firm that was assessed."""
    facts = await firm_now(uow, client_id)
    if facts is not None:
        file = await hold_file(uow, client_id)
        await recompute(uow, file, facts, occasion="review", review_id=review_id)


async def confirm(
    uow: UnitOfWork,
    client_id: UUID,
    assessment_id: UUID,
    version: int,
    *,
    annual_budget: Money | None,
    edits: Sequence[FirmEdit],
) -> EnterpriseAssessment:
    """The client agrees to the firm's gaps, as computed or as he edits them.

    Raises NotFound, Stale, AssessmentSettled, FirmNotAssessed.
    """
    await hold_file(uow, client_id)
    assessment: EnterpriseAssessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    uow.expect(assessment, version)
    if assessment.status != "computed":
        raise AssessmentSettled(status=assessment.status)
    step: int = uow.kit.jurisdiction.rule("gap.rounding", on=assessment.assessed_on)["step"]
    gaps = agreed_firm_gaps(figures_of(assessment), edits, step=step)
    agreement = FirmAgreement(gaps=gaps, annual_budget=annual_budget)
    uow.change(
        assessment, status="confirmed", confirmed_at=uow.now, agreement=agreement.model_dump(mode="json")
    )
    uow.record(_confirmed(assessment, agreement), about=assessment)
    return assessment


def _confirmed(assessment: EnterpriseAssessment, agreement: FirmAgreement) -> EnterpriseGapConfirmed:
    firm = facts_of(assessment)
    return EnterpriseGapConfirmed(
        client_id=assessment.client_id,
        assessment_id=assessment.id,
        gaps=[
            RiskGap(risk=gap.risk, gap=gap.agreed, gap_rounded_up=gap.rounded_up) for gap in agreement.gaps
        ],
        headcount=firm.headcount,
        industry=firm.industry,
        occupation_mix=firm.occupation_mix,
        annual_wages=firm.annual_wages,
        enrolled_in_work_injury_fund=firm.enrolled_in_work_injury_fund,
        liability_limit_per_head=firm.liability_limit_per_head,
        replacement_value=None if firm.plant is None else firm.plant.replacement_value,
        annual_budget=agreement.annual_budget,
        liability_deductible=firm.liability_deductible,
        property_insured=None if firm.plant is None else firm.plant.sum_insured,
        annuity_contribution=None if firm.annuity is None else firm.annuity.current_contribution,
    )


def _keep_version(uow: UnitOfWork, enterprise: Enterprise) -> None:
    uow.add(
        EnterpriseVersion(
            agency_id=enterprise.agency_id,
            client_id=enterprise.client_id,
            enterprise_id=enterprise.id,
            enterprise_version=enterprise.version,
            facts=enterprise.facts,
            recorded_at=enterprise.recorded_at,
        )
    )
