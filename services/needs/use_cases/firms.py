"""Computing what a firm lacks, because somebody asked or because its facts have changed.

Invariant: a computed assessment is superseded as soon as the facts it rests on have changed; a confirmed one stays.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.needs.domain.firm_figures import FirmFigures, FirmOccasion, firm_figures
from services.needs.domain.recorded_enterprise import RecordedEnterprise, covered
from services.needs.queries import enterprises as queries
from services.needs.tables import ClientFile, Enterprise, EnterpriseAssessment, EnterpriseVersion
from services.needs.use_cases.facts import policies_of
from shared.calendar import end_of_day, local_date
from shared.contracts.needs import GapComputed, RiskGap
from shared.unit_of_work import UnitOfWork

METHOD = "enterprise"
"""What `gap-computed` names as the method of a firm's figures."""


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """What a firm's figures rest on: a version of it, with the cover of policies."""

    enterprise_version: int
    firm: RecordedEnterprise


def recorded(row: Enterprise | EnterpriseVersion) -> RecordedEnterprise:
    """The firm that a row keeps."""
    return RecordedEnterprise.model_validate(row.facts)


def facts_of(assessment: EnterpriseAssessment) -> RecordedEnterprise:
    """The firm that an assessment rests on."""
    return RecordedEnterprise.model_validate(assessment.facts)


def figures_of(assessment: EnterpriseAssessment) -> FirmFigures:
    """The figures of an assessment."""
    return FirmFigures.model_validate(assessment.figures)


async def firm_now(uow: UnitOfWork, client_id: UUID) -> FirmFacts | None:
    """What is known of the firm now, with the policies that count today; None without a firm."""
    enterprise: Enterprise | None = await uow.one(queries.ENTERPRISE, client_id=client_id)
    if enterprise is None:
        return None
    return await with_policies(uow, client_id, enterprise.version, recorded(enterprise), local_date(uow.now))


async def version_then(uow: UnitOfWork, client_id: UUID, on: date) -> EnterpriseVersion:
    """The firm as it was known at the end of the day; raises NotFound before one was recorded."""
    version: EnterpriseVersion = await uow.get(
        queries.ENTERPRISE_BEFORE, client_id=client_id, before=end_of_day(on)
    )
    return version


async def with_policies(
    uow: UnitOfWork, client_id: UUID, version: int, firm: RecordedEnterprise, on: date
) -> FirmFacts:
    """`firm` with the cover of the policies that count on the day."""
    return FirmFacts(version, covered(firm, await policies_of(uow, client_id), on=on))


async def recompute(
    uow: UnitOfWork,
    file: ClientFile,
    facts: FirmFacts,
    *,
    occasion: FirmOccasion,
    review_id: UUID | None = None,
) -> None:
    """The figures again, for a firm that was assessed before, unless the newest rest on these facts already.

    A review gets figures of its own in any case; figures of a review that facts have left behind are followed by others
    of the same review.
    """
    latest: EnterpriseAssessment | None = await uow.one(queries.LATEST, client_id=file.id)
    if latest is None:
        return
    if review_id is None and latest.status != "superseded" and facts_of(latest) == facts.firm:
        return
    if review_id is None and latest.occasion == "review" and latest.status == "computed":
        occasion, review_id = "review", latest.review_id
    await compute(uow, file, facts, occasion=occasion, review_id=review_id)


async def compute(
    uow: UnitOfWork,
    file: ClientFile,
    facts: FirmFacts,
    *,
    occasion: FirmOccasion,
    review_id: UUID | None = None,
) -> EnterpriseAssessment:
    """A new assessment in the place of the one that nobody agreed to; raises as `firm_figures` does."""
    on = local_date(uow.now)
    figures = firm_figures(facts.firm, uow.kit.jurisdiction, on=on)
    outdated: list[EnterpriseAssessment] = await uow.all(queries.COMPUTED, client_id=file.id)
    for assessment in outdated:
        uow.change(assessment, status="superseded")
    assessment = uow.add(
        EnterpriseAssessment(
            agency_id=file.agency_id,
            client_id=file.id,
            occasion=occasion,
            status="computed",
            review_id=review_id,
            assessed_on=on,
            enterprise_version=facts.enterprise_version,
            facts=facts.firm.model_dump(mode="json"),
            figures=figures.model_dump(mode="json"),
            params_version=" ".join(figures.rule_versions()),
            created_at=uow.now,
        )
    )
    uow.record(_gap_computed(assessment, figures), about=assessment)
    return assessment


def _gap_computed(assessment: EnterpriseAssessment, figures: FirmFigures) -> GapComputed:
    return GapComputed(
        client_id=assessment.client_id,
        assessment_id=assessment.id,
        occasion=assessment.occasion,
        method=METHOD,
        gaps=[RiskGap(risk=gap.risk, gap=gap.gap, gap_rounded_up=gap.rounded_up) for gap in figures.gaps()],
        params_version=assessment.params_version,
    )
