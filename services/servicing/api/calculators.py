"""Calculators: every clock of a policy, asked without storing anything."""

from typing import TypeVar

from services.servicing.domain.clocks import PolicyClock
from services.servicing.domain.policy import Policy
from services.servicing.domain.premiums import Grace, grace
from services.servicing.domain.receipts import Cancellation, cancellation
from services.servicing.domain.schedule import policy_clocks
from services.servicing.domain.waiting import WaitingOutcome, waiting_outcome
from services.servicing.schemas import CancellationIn, GraceIn, PolicyFactsIn, RetentionIn, WaitingIn
from services.servicing.texts import caveats
from shared.because import Answer
from shared.calendar import local_date, start_of_day
from shared.caller import Role
from shared.money import Money
from shared.retention import Retention, RetentionFacts, retention
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("servicing")
Result = TypeVar("Result")


@router.post("/calculators/policy-clocks", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_policy_clocks(uow: Uow, facts: PolicyFactsIn) -> Answer[tuple[PolicyClock, ...]]:
    """Every clock of a policy that runs on the day `on` (today where nobody says)."""
    on = facts.on or local_date(uow.now)
    return _told(uow, policy_clocks(uow.kit.jurisdiction, _policy(facts), on=on))


@router.post("/calculators/grace", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_grace(uow: Uow, premium: GraceIn) -> Answer[Grace]:
    """How long cover goes on when a premium is not paid."""
    return _told(uow, grace(uow.kit.jurisdiction, **premium.model_dump()))


@router.post("/calculators/waiting", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def calculate_waiting(uow: Uow, case: WaitingIn) -> Answer[WaitingOutcome]:
    """What the waiting period says to an illness or accident of one day."""
    policy = Policy(
        line=case.line,
        issued_at=start_of_day(case.effective_on),
        effective_on=case.effective_on,
        ends_on=case.coverage_last_day,
        premium=Money.zero(),
        renewal=case.renewal,
        reinstated_on=case.reinstated_on,
        waiting_days=case.waiting_days,
    )
    return _told(
        uow, waiting_outcome(uow.kit.jurisdiction, policy, cause=case.cause, happened_on=case.happened_on)
    )


@router.post("/calculators/cancellation", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_cancellation(uow: Uow, case: CancellationIn) -> Answer[Cancellation]:
    """What cancelling on a day returns."""
    answer = cancellation(
        uow.kit.jurisdiction,
        _policy(case.policy),
        requested_on=case.requested_on,
        premiums_paid=case.premiums_paid,
        cash_value=case.cash_value,
    )
    return _told(uow, answer)


@router.post("/calculators/retention", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_retention(uow: Uow, contract: RetentionIn) -> Answer[Retention]:
    """Until when the records of an ended contract must be kept."""
    return _told(uow, retention(uow.kit.jurisdiction, RetentionFacts(**contract.model_dump())))


def _policy(facts: PolicyFactsIn) -> Policy:
    return Policy(
        line=facts.line,
        issued_at=facts.issued_at,
        effective_on=facts.effective_on,
        ends_on=facts.coverage_last_day,
        premium=facts.annual_premium,
        payment_years=facts.payment_years,
        receipt_signed_at=facts.receipt_signed_at,
        waiting_days=facts.waiting_days,
        cooling_off_days=facts.cooling_off_days,
    )


def _told(uow: UnitOfWork, answer: Answer[Result]) -> Answer[Result]:
    return answer.model_copy(update={"caveats": caveats(answer.caveats, uow.language)})
