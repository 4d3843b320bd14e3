"""Whether a tier of a proposal fits its client today, and whether he signed what that asks for."""

from dataclasses import dataclass

from services.quotes import queries
from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.problems import SuitabilityStatementRequired, WrittenConfirmationRequired
from services.quotes.domain.suitability import Suitability
from services.quotes.domain.suitability_statement import Signed
from services.quotes.domain.tier_suitability import Means, assess_tier
from services.quotes.tables import Proposal, SuitabilityStatement
from shared.because import Answer
from shared.calendar import age_on, local_date
from shared.contracts.needs import RiskGap
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of a tier, and the signed statement that it may be chosen with; None where it needs none."""

    assessed: Answer[Suitability]
    statement: SuitabilityStatement | None


def means_of(uow: UnitOfWork, proposal: Proposal) -> Means:
    """What is known of the client's side today."""
    return Means(
        age=age_on(proposal.birth_date, local_date(uow.now)),
        family_income=proposal.family_annual_income,
        budget=proposal.annual_budget,
        gaps=[RiskGap.model_validate(gap) for gap in proposal.gaps],
    )


def assess(
    uow: UnitOfWork, proposal: Proposal, tier: OfferedTier, *, confirmed_in_writing: bool = False
) -> Answer[Suitability]:
    """What follows from choosing the tier today."""
    return assess_tier(
        tier,
        means_of(uow, proposal),
        uow.kit.jurisdiction,
        on=local_date(uow.now),
        confirmed_in_writing=confirmed_in_writing,
    )


async def signed_for(
    uow: UnitOfWork, proposal: Proposal, tier: OfferedTier, found: Suitability
) -> SuitabilityStatement | None:
    """The newest statement that the client signed and that holds for all that was found; None without one."""
    statements: list[SuitabilityStatement] = await uow.all(
        queries.proposals.STATEMENTS_FOR_TIER, proposal_id=proposal.id, tier=tier.tier
    )
    return next((one for one in statements if _holds(one).holds_for(tier, found)), None)


async def judge(uow: UnitOfWork, proposal: Proposal, tier: OfferedTier) -> Judged:
    """What the tier may be chosen with; raises SuitabilityStatementRequired, WrittenConfirmationRequired."""
    found = assess(uow, proposal, tier).result
    statement = await signed_for(uow, proposal, tier, found)
    if statement is None and found.statement_required:
        raise SuitabilityStatementRequired(
            triggers=list(found.triggers),
            care_steps=list(found.care_steps),
            stop_for=list(found.stop_for),
        )
    if statement is None and found.stop_for:
        raise WrittenConfirmationRequired(stop_for=list(found.stop_for))
    confirmed = statement is not None and statement.goes_on
    return Judged(assess(uow, proposal, tier, confirmed_in_writing=confirmed), statement)


def _holds(statement: SuitabilityStatement) -> Signed:
    return Signed(
        tier=statement.tier,
        annual_premium=statement.annual_premium,
        triggers=tuple(statement.triggers),
        stop_for=tuple(statement.stop_for),
        care_steps=tuple(statement.care_steps),
        goes_on=statement.goes_on,
    )
