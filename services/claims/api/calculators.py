"""Calculators: every rule about claims, asked without storing anything."""

from datetime import date
from typing import Any, TypeVar

from services.claims.domain.checklist import Checklist, checklist
from services.claims.domain.clocks import ClaimClocks, ClaimFacts, claim_clocks, limitation_last_day
from services.claims.domain.cover import CoverDecision, PolicyFacts, cover_on
from services.claims.schemas import ChecklistIn, ClocksIn, CoverIn, LimitationIn
from services.claims.texts import caveats
from shared.because import Answer
from shared.caller import Role
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("claims")
Result = TypeVar("Result")


@router.post("/calculators/clocks", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_clocks(uow: Uow, facts: ClocksIn) -> Answer[ClaimClocks]:
    """By when the carrier must decide, write and pay."""
    return _told(uow, claim_clocks(uow.kit.jurisdiction, ClaimFacts.model_validate(facts.model_dump())))


@router.post("/calculators/checklist", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_checklist(uow: Uow, case: ChecklistIn) -> Answer[Checklist]:
    """What the file of a claim needs."""
    arguments: dict[str, Any] = case.model_dump()
    return _told(uow, checklist(uow.kit.jurisdiction, **arguments))


@router.post("/calculators/cover", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def calculate_cover(uow: Uow, case: CoverIn) -> Answer[CoverDecision]:
    """Whether a policy covers what happened on a day."""
    facts = PolicyFacts.model_validate(case.model_dump(exclude={"cause", "happened_on"}))
    return _told(uow, cover_on(uow.kit.jurisdiction, facts, cause=case.cause, happened_on=case.happened_on))


@router.post("/calculators/limitation", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_limitation(uow: Uow, case: LimitationIn) -> Answer[date]:
    """The last day to claim."""
    return _told(uow, limitation_last_day(uow.kit.jurisdiction, line=case.line, known_on=case.known_on))


def _told(uow: UnitOfWork, answer: Answer[Result]) -> Answer[Result]:
    return answer.model_copy(update={"caveats": caveats(answer.caveats, uow.language)})
