"""What claims do to policies: an open one holds cancellation, a paid one ends the policy or takes of its sum.

A claim may be heard of before the policy it is on: it is kept, and applied when the policy comes.
"""

from datetime import timedelta
from uuid import UUID

from services.servicing import queries
from services.servicing.domain.changes import after_claim
from services.servicing.domain.lifecycle import Action, State
from services.servicing.tables import HeldPolicy, PolicyClaim
from services.servicing.use_cases import clocks, tasks
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.claims import ClaimDecided, ClaimFiled, ClaimPaid
from shared.money import Money
from shared.unit_of_work import UnitOfWork

ANNUAL_LIMIT_LINES = frozenset({Line.MEDICAL_MILLION, Line.GROUP_MEDICAL})
"""Their limit fills up again every year (domain rule of the line), so that a payment leaves the sum as it is."""

FOLLOW_UP_WITHIN = timedelta(days=1)


async def hold(uow: UnitOfWork, filed: ClaimFiled) -> None:
    """A claim is open: the policy cannot be cancelled, and the agent looks after the client."""
    claim = await _known(uow, filed.claim_id)
    if claim is None:
        _note(uow, filed.client_id, filed.claim_id, filed.policy_id)
        tasks.give(uow, filed.client_id, tasks.CLAIM_FOLLOW_UP, filed.claim_id, uow.now + FOLLOW_UP_WITHIN)


async def decide(uow: UnitOfWork, decided: ClaimDecided) -> None:
    """A refused claim holds nothing any more; a granted one does until it is paid."""
    if decided.decision != "refuse":
        return
    claim = await _known(uow, decided.claim_id)
    if claim is None:
        claim = _note(uow, decided.client_id, decided.claim_id, decided.policy_id)
    if claim.status == "open":
        uow.change(claim, status="refused")


async def settle(uow: UnitOfWork, paid: ClaimPaid) -> None:
    """A claim was paid: the policy follows, as soon as it is known here."""
    claim = await _known(uow, paid.claim_id)
    if claim is None:
        claim = _note(uow, paid.client_id, paid.claim_id, paid.policy_id)
    if claim.status == "paid":
        return
    uow.change(
        claim, status="paid", paid_amount=paid.amount, paid_on=paid.paid_on, policy_ends=paid.policy_ends
    )
    policy: HeldPolicy | None = await uow.one(queries.POLICY, policy_id=paid.policy_id)
    if policy is not None:
        await _apply(uow, policy, claim)


async def apply_those_before(uow: UnitOfWork, policy: HeldPolicy) -> None:
    """The policy has come: claims that were paid before it was known take their effect."""
    for claim in await uow.all(queries.CLAIMS_ON_POLICY, policy_id=policy.id):
        if claim.status == "paid" and not claim.applied:
            await _apply(uow, policy, claim)


async def _apply(uow: UnitOfWork, policy: HeldPolicy, claim: PolicyClaim) -> None:
    uow.change(claim, applied=True)
    if State(policy.status).final:
        return
    left = after_claim(
        sum_insured=policy.sum_insured,
        paid=claim.paid_amount or Money.zero(),
        insured_died=claim.policy_ends,
        limit="annual" if policy.line in ANNUAL_LIMIT_LINES else "lifetime",
    )
    uow.change(policy, sum_insured=left.remaining_sum)
    if left.contract_ends:
        await clocks.end(uow, policy, Action.END_BY_CLAIM, on=claim.paid_on or local_date(uow.now))


def _note(uow: UnitOfWork, client_id: UUID, claim_id: UUID, policy_id: UUID) -> PolicyClaim:
    return uow.add(
        PolicyClaim(id=claim_id, agency_id=uow.caller.agency_id, client_id=client_id, policy_id=policy_id)
    )


async def _known(uow: UnitOfWork, claim_id: UUID) -> PolicyClaim | None:
    found: PolicyClaim | None = await uow.one(queries.CLAIM, claim_id=claim_id)
    return found
