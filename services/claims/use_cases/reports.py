"""A claim on its carrier's side: what the carrier reports, and what it is late with."""

from datetime import date

from services.claims import queries
from services.claims.domain.clocks import Supplement
from services.claims.domain.lifecycle import State
from services.claims.domain.reports import DECISIONS, is_news
from services.claims.domain.settlement import ends_with_payment
from services.claims.tables import Claim, CoveredPolicy
from services.claims.use_cases.claims import clocks_of, note
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.carriers import CarrierReported
from shared.contracts.claims import ClaimDecided, ClaimPaid
from shared.kit_tables import DueWork
from shared.money import Money
from shared.unit_of_work import UnitOfWork


async def hear(uow: UnitOfWork, report: CarrierReported) -> None:
    """The carrier said something about a claim; what is no news changes nothing. Raises NotFound."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=report.case_id)
    on = local_date(report.reported_at)
    if report.report == "acknowledged":
        note(uow, claim, "acknowledged")
    elif report.report == "supplement_requested":
        _ask_for_more(uow, claim, report.document_types, on)
    elif report.report == "investigating" and is_news(State(claim.status), State.INVESTIGATING):
        uow.change(claim, status=State.INVESTIGATING)
        note(uow, claim, "investigating")
    elif report.report == "decided":
        _decide(uow, claim, report.outcome or "pay", report.amount, report.reason_code, on)
    elif report.report == "paid":
        await _pay(uow, claim, report.amount, on)


def _ask_for_more(uow: UnitOfWork, claim: Claim, items: list[str], on: date) -> None:
    """The decision's clocks pause until the materials arrive (Interp. II 15)."""
    if not is_news(State(claim.status), State.SUPPLEMENT_REQUESTED):
        return
    asked = Supplement(items=tuple(items), notice_arrived_on=on)
    uow.change(
        claim,
        status=State.SUPPLEMENT_REQUESTED,
        supplements=[*claim.supplements, asked.model_dump(mode="json")],
    )
    uow.unschedule("decision-overdue", claim.id)
    note(uow, claim, "supplement_requested")
    if clocks_of(uow, claim).result.supplement_not_once:
        note(uow, claim, "supplement_not_once")


def _decide(
    uow: UnitOfWork, claim: Claim, outcome: str, amount: Money | None, reason_code: str | None, on: date
) -> None:
    status = DECISIONS[outcome]
    if not is_news(State(claim.status), status):
        return
    paid = Money.zero() if outcome == "refuse" else amount or Money.zero()
    uow.change(claim, status=status, decision=outcome, decided_on=on, amount=paid, reason_code=reason_code)
    uow.unschedule("decision-overdue", claim.id)
    note(uow, claim, status)
    uow.record(
        ClaimDecided(
            client_id=claim.client_id,
            claim_id=claim.id,
            policy_id=claim.policy_id,
            decision=outcome,
            amount=paid,
            decided_on=on,
        ),
        about=claim,
    )


async def _pay(uow: UnitOfWork, claim: Claim, amount: Money | None, on: date) -> None:
    """The money is there; a payment that comes before its decision decides."""
    if not is_news(State(claim.status), State.PAID):
        return
    if claim.decision is None:
        _decide(uow, claim, "pay", amount, None, on)
    paid = amount or claim.amount or Money.zero()
    policy: CoveredPolicy = await uow.get(queries.ISSUED_POLICY, policy_id=claim.policy_id)
    uow.change(claim, status=State.PAID, amount=paid, paid_on=on)
    uow.unschedule("payment-overdue", claim.id)
    note(uow, claim, "paid")
    uow.record(
        ClaimPaid(
            client_id=claim.client_id,
            claim_id=claim.id,
            policy_id=claim.policy_id,
            line=Line(claim.line),
            amount=paid,
            paid_on=on,
            policy_ends=ends_with_payment(
                claim.line,
                claim.loss,  # type: ignore[arg-type]
                paid=paid,
                arrears=claim.arrears,
                sum_insured=policy.sum_insured or Money.zero(),
            ),
        ),
        about=claim,
    )


async def decision_overdue(uow: UnitOfWork, due: DueWork) -> None:
    """The carrier has not decided in its term."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=due.subject_id)
    if claim.status in (State.SUBMITTED, State.INVESTIGATING):
        uow.change(claim, late=[*claim.late, "decision"])
        note(uow, claim, "decision_overdue")


async def payment_overdue(uow: UnitOfWork, due: DueWork) -> None:
    """The carrier has not paid in its term."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=due.subject_id)
    if claim.status == State.AGREED:
        uow.change(claim, late=[*claim.late, "payment"])
        note(uow, claim, "payment_overdue")
