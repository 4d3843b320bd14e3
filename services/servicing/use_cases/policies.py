"""Policies: from issue through receipt, call and premiums to cancellation."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.servicing import queries
from services.servicing.domain.clocks import PolicyClock
from services.servicing.domain.lifecycle import Action, State, advance
from services.servicing.domain.policy import Policy
from services.servicing.domain.premiums import next_due_on
from services.servicing.domain.problems import (
    FollowUpIncomplete,
    MoneyRoute,
    PremiumNotDue,
)
from services.servicing.domain.problems import (
    ReceiptSigned as ReceiptAlreadySigned,
)
from services.servicing.domain.receipts import (
    Cancellation,
    cancellation,
    follow_up_clock,
    receipt_clock,
    require_signed_by_policyholder,
)
from services.servicing.domain.schedule import cooling_off_clock, policy_clocks
from services.servicing.tables import HeldPolicy, PolicyClaim, PremiumPayment
from services.servicing.use_cases import claims, clocks, reviews, tasks, upgrades
from shared.because import Answer
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.servicing import FollowUpCompleted, PolicyCancelled, PremiumPaid, ReceiptSigned
from shared.contracts.underwriting import PolicyIssued
from shared.money import Money
from shared.unit_of_work import UnitOfWork

BARRED_METHODS = ("cash", "agent_account")
PaymentMethod = Literal["official_app", "bank_debit", "cash", "agent_account"]


def facts(policy: HeldPolicy) -> Policy:
    """What the clocks need to know of a policy."""
    return Policy(
        line=policy.line,
        issued_at=policy.issued_at,
        effective_on=policy.effective_on,
        ends_on=policy.coverage_last_day,
        premium=policy.annual_premium,
        payment_years=policy.payment_years,
        receipt_signed_at=policy.receipt_signed_at,
        waiting_days=policy.waiting_days,
    )


async def start(uow: UnitOfWork, issued: PolicyIssued) -> None:
    """A policy is issued, its first premium paid: every clock on it starts."""
    policy = uow.add(
        HeldPolicy(
            id=issued.policy_id,
            agency_id=uow.caller.agency_id,
            client_id=issued.client_id,
            carrier_id=issued.carrier_id,
            product_id=issued.product_id,
            product_code=issued.product_code,
            line=issued.line,
            sum_insured=issued.sum_insured,
            annual_premium=issued.annual_premium,
            payment_years=issued.payment_years,
            issued_at=issued.issued_at,
            effective_on=issued.effective_on,
            coverage_last_day=issued.coverage_last_day,
            waiting_days=issued.waiting_days,
            next_due_on=issued.next_due_on,
            premiums_paid=issued.annual_premium,
        )
    )
    receipt = receipt_clock(uow.kit.jurisdiction, policy.issued_at)
    tasks.give(uow, policy.client_id, tasks.RECEIPT, policy.id, receipt.result.due_at, receipt.because[0])
    clocks.start(uow, policy)
    reviews.plan(uow, policy.client_id, facts(policy), after=local_date(policy.issued_at))
    await claims.apply_those_before(uow, policy)
    await upgrades.check_those_before(uow, policy)


async def running_clocks(uow: UnitOfWork, policy_id: UUID) -> Answer[tuple[PolicyClock, ...]]:
    """Every clock that runs on the policy today, none once it has ended; raises NotFound."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    if State(policy.status).final:
        return Answer(result=(), because=[], caveats=[])
    return policy_clocks(
        uow.kit.jurisdiction, facts(policy), on=local_date(uow.now), unpaid_due_on=policy.next_due_on
    )


async def sign_receipt(uow: UnitOfWork, policy_id: UUID, signed_at: datetime) -> HeldPolicy:
    """The client signs the electronic receipt; raises NotFound, ReceiptAlreadySigned, EventBeforeIssue."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    if policy.receipt_signed_at is not None:
        raise ReceiptAlreadySigned
    require_signed_by_policyholder(issued_at=policy.issued_at, signed_at=signed_at, signed_by="policyholder")
    uow.change(policy, receipt_signed_at=signed_at)
    rules, known = uow.kit.jurisdiction, facts(policy)
    period = cooling_off_clock(rules, known)
    if period is not None:
        uow.change(policy, cooling_off_last_day=period.due_on)
        uow.schedule("cooling-off-end", policy.id, period.due_at)
    call = follow_up_clock(rules, known)
    if call is not None:
        tasks.give(
            uow, policy.client_id, tasks.FOLLOW_UP_CALL, policy.id, call.result.due_at, call.because[0]
        )
    await tasks.close(uow, tasks.RECEIPT, policy.id)
    uow.record(
        ReceiptSigned(
            client_id=policy.client_id,
            policy_id=policy.id,
            signed_at=signed_at,
            cooling_off_last_day=policy.cooling_off_last_day,
        ),
        about=policy,
    )
    return policy


async def follow_up(uow: UnitOfWork, policy_id: UUID, confirmed: dict[str, bool]) -> HeldPolicy:
    """The follow-up call was made; what was not confirmed is `misselling_suspected`.

    Raises NotFound, FollowUpIncomplete where a question of the rule was not asked.
    """
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    rule = uow.kit.jurisdiction.rule("follow_up_call", on=local_date(policy.issued_at))
    asked = [confirmation["code"] for confirmation in rule["confirmations"]]
    if missing := sorted(set(asked) - confirmed.keys()):
        raise FollowUpIncomplete("/confirmed", missing=missing)
    result = "confirmed" if all(confirmed[code] for code in asked) else "misselling_suspected"
    uow.change(policy, followed_up_at=uow.now)
    await tasks.close(uow, tasks.FOLLOW_UP_CALL, policy.id)
    uow.record(
        FollowUpCompleted(client_id=policy.client_id, policy_id=policy.id, result=result), about=policy
    )
    return policy


async def pay_premium(uow: UnitOfWork, policy_id: UUID, *, due_on: date, method: PaymentMethod) -> HeldPolicy:
    """The premium due on `due_on` is paid by the policyholder himself.

    Raises NotFound, MoneyRoute (no cash, no agent's account: Sales Measures 32), PremiumNotDue, PolicyState.
    """
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    if method in BARRED_METHODS:
        raise MoneyRoute("/method")
    if policy.next_due_on != due_on:
        raise PremiumNotDue("/due_on", next_due_on=policy.next_due_on and policy.next_due_on.isoformat())
    status = advance(State(policy.status), Action.PAY_PREMIUM)
    following = next_due_on(facts(policy), due_on)
    clocks.stop_premium(uow, policy)
    uow.change(
        policy,
        status=status,
        next_due_on=following,
        grace_last_day=None,
        premiums_paid=policy.premiums_paid + policy.annual_premium,
    )
    clocks.start_premium(uow, policy)
    payment = uow.add(
        PremiumPayment(
            agency_id=policy.agency_id,
            client_id=policy.client_id,
            policy_id=policy.id,
            due_on=due_on,
            amount=policy.annual_premium,
            method=method,
            paid_at=uow.now,
        )
    )
    uow.record(
        PremiumPaid(
            client_id=policy.client_id,
            policy_id=policy.id,
            due_on=due_on,
            amount=payment.amount,
            next_due_on=following,
        ),
        about=policy,
    )
    return policy


async def cancel(uow: UnitOfWork, policy_id: UUID, version: int) -> tuple[HeldPolicy, Answer[Cancellation]]:
    """The client cancels: all premiums back inside the cooling-off period, the cash value after it.

    Raises NotFound, Stale, CancellationHeld, PolicyState.
    """
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    uow.expect(policy, version)
    on_policy: list[PolicyClaim] = await uow.all(queries.CLAIMS_ON_POLICY, policy_id=policy_id)
    today = local_date(uow.now)
    answer = cancellation(
        uow.kit.jurisdiction,
        facts(policy),
        requested_on=today,
        premiums_paid=policy.premiums_paid,
        cash_value=Money.zero(),
        claim_open=any(claim.status == "open" for claim in on_policy),
    )
    full = answer.result.returns == "full_refund"
    action = Action.CANCEL if full else Action.SURRENDER
    await clocks.end(uow, policy, action, on=today)
    await tasks.close(uow, tasks.RECEIPT, policy.id, "cancelled")
    await tasks.close(uow, tasks.FOLLOW_UP_CALL, policy.id, "cancelled")
    uow.record(
        PolicyCancelled(
            client_id=policy.client_id,
            policy_id=policy.id,
            line=Line(policy.line),
            cancelled_on=today,
            refund="full_premium" if full else "cash_value",
        ),
        about=policy,
    )
    return policy, answer
