"""Policies: reading them, and everything a client or agent does with one."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.servicing import queries
from services.servicing.benefit_card import KIND, render
from services.servicing.domain.clocks import PolicyClock
from services.servicing.schemas import (
    CancellationOut,
    FollowUpIn,
    PaymentOut,
    PolicyOut,
    PremiumIn,
)
from services.servicing.tables import HeldPolicy, PremiumPayment
from services.servicing.texts import caveats
from services.servicing.use_cases import policies
from shared.because import Answer
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("servicing")


@router.get("/policies", tags=["policies"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_policies(
    uow: Uow, asked: Asked, client_id: UUID | None = None, status: str | None = None, line: Line | None = None
) -> PageOf[PolicyOut]:
    """Policies in reach, the newest first."""
    return await queries.POLICIES.page(uow, asked, _policy, client_id=client_id, status=status, line=line)


@router.get("/policies/{policy_id}", tags=["policies"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_policy(uow: Uow, policy_id: UUID) -> PolicyOut:
    """One policy."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    uow.tag(policy)
    return _policy(policy)


@router.get("/policies/{policy_id}/clocks", tags=["policies"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_clocks(uow: Uow, policy_id: UUID) -> Answer[tuple[PolicyClock, ...]]:
    """Every clock that runs on the policy today, by when it falls due, each with its rule."""
    answer = await policies.running_clocks(uow, policy_id)
    return answer.model_copy(update={"caveats": caveats(answer.caveats, uow.language)})


@router.post("/policies/{policy_id}/receipt", tags=["policies"])
@allow(Role.CLIENT)
async def sign_receipt(uow: Uow, policy_id: UUID) -> PolicyOut:
    """The client signs the electronic receipt, now and himself; the cooling-off period runs from here."""
    policy = await policies.sign_receipt(uow, policy_id, uow.now)
    uow.tag(policy)
    return _policy(policy)


@router.post("/policies/{policy_id}/follow-up", tags=["policies"])
@allow(Role.AGENT, Role.MANAGER)
async def follow_up(uow: Uow, policy_id: UUID, call: FollowUpIn) -> PolicyOut:
    """Record the follow-up call with what the client confirmed."""
    policy = await policies.follow_up(uow, policy_id, call.confirmed)
    uow.tag(policy)
    return _policy(policy)


@router.post("/policies/{policy_id}/premiums", status_code=status.HTTP_201_CREATED, tags=["premiums"])
@allow(Role.CLIENT, Role.AGENT)
async def pay_premium(uow: Uow, policy_id: UUID, premium: PremiumIn) -> PolicyOut:
    """Record that the premium due was paid; overdue ones end their grace."""
    policy = await policies.pay_premium(uow, policy_id, due_on=premium.due_on, method=premium.method)
    uow.tag(policy)
    return _policy(policy)


@router.get("/policies/{policy_id}/premiums", tags=["premiums"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_premiums(uow: Uow, policy_id: UUID, asked: Asked) -> PageOf[PaymentOut]:
    """Premiums paid after the first, the earliest first."""
    await uow.get(queries.POLICY, policy_id=policy_id)
    return await queries.PAYMENTS.page(uow, asked, _payment, policy_id=policy_id)


@router.post("/policies/{policy_id}/cancel", tags=["policies"])
@allow(Role.CLIENT)
async def cancel(uow: Uow, policy_id: UUID, version: IfMatch) -> CancellationOut:
    """The client cancels: a full refund inside the cooling-off period, the cash value after it."""
    policy, answer = await policies.cancel(uow, policy_id, version)
    uow.tag(policy)
    full = answer.result.returns == "full_refund"
    return CancellationOut(
        policy=_policy(policy),
        returns=answer.result.returns,
        amount=answer.result.amount if full else None,
        pay_by=answer.result.pay_by,
        because=answer.because,
        caveats=caveats(answer.caveats, uow.language),
    )


@router.get("/policies/{policy_id}/benefit-card", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_benefit_card(uow: Uow, policy_id: UUID) -> HTMLResponse:
    """The benefit card: what is covered from when, when premiums are due, whom to call."""
    return await render(uow, policy_id)


@router.post("/policies/{policy_id}/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"])
@allow(Role.CLIENT, Role.AGENT)
async def share_benefit_card(uow: Uow, policy_id: UUID) -> ShareLinkOut:
    """A link that opens the benefit card without a token for thirty days."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    return uow.share(KIND, policy.id)


@router.get("/shared/benefit-card/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_benefit_card(uow: Uow, token: str) -> HTMLResponse:
    """The benefit card behind a share link."""
    return await render(uow, uow.open_shared(KIND, token))


def _policy(policy: HeldPolicy) -> PolicyOut:
    return PolicyOut.model_validate(policy, from_attributes=True)


def _payment(payment: PremiumPayment) -> PaymentOut:
    return PaymentOut.model_validate(payment, from_attributes=True)
