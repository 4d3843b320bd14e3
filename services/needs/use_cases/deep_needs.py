"""What a client says he wants, kept beside the figures of an assessment with the needs that lie behind it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.needs import queries
from services.needs.domain.assessment import Assessment as Figures
from services.needs.domain.deep_needs import RULE, DeepNeeds, deep_needs
from services.needs.domain.gap import Gap
from services.needs.domain.household import Risk
from services.needs.tables import Assessment, DeepNeed
from services.needs.use_cases.computing import figures_of, household_of
from shared.because import Answer
from shared.unit_of_work import UnitOfWork


def gaps_of(figures: Figures, member: str) -> list[Gap]:
    """The gaps of one member."""
    return [answer.result for answer in figures.gaps if answer.result.member == member]


def behind(uow: UnitOfWork, want: Risk, gaps: Sequence[Gap], on: date) -> Answer[DeepNeeds]:
    """The needs behind a want by the rule in force on the day; stores nothing."""
    return deep_needs(want, gaps, uow.kit.jurisdiction.rule(RULE, on=on))


async def state_want(
    uow: UnitOfWork, client_id: UUID, assessment_id: UUID, *, want: Risk, member: UUID | None
) -> DeepNeed:
    """Keep the want and what lies behind it, beside the figures it was stated to.

    Raises NotFound, NotComputed, NoSuchMember.
    """
    assessment: Assessment = await uow.get(
        queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id
    )
    figures, household = figures_of(assessment), household_of(assessment)
    person = household.principal() if member is None else household.person(str(member))
    answer = behind(uow, want, gaps_of(figures, person.key), figures.on)
    return uow.add(
        DeepNeed(
            agency_id=assessment.agency_id,
            client_id=client_id,
            assessment_id=assessment_id,
            want=want,
            member=person.key,
            answer=answer.model_dump(mode="json"),
            recorded_at=uow.now,
        )
    )
