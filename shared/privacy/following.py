"""What every service keeps of a client's wishes, from the events of others: the same end for every order they come in."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select
from sqlmodel import col

from shared.calendar import local_date
from shared.choreography import Reacts
from shared.contracts.leads import ConsentGranted, ConsentWithdrawn, ErasureRequested, Purpose
from shared.contracts.servicing import PolicyEnded
from shared.contracts.underwriting import PolicyIssued
from shared.events import Incoming
from shared.privacy.tables import ClientContract, ClientErasure, StoppedPurpose
from shared.unit_of_work import UnitOfWork

ERASURE_WORK = "client-erasure"

ERASURE = select(ClientErasure).where(col(ClientErasure.id) == bindparam("client_id"))
CONTRACT = select(ClientContract).where(col(ClientContract.id) == bindparam("policy_id"))
CONTRACTS = select(ClientContract).where(col(ClientContract.client_id) == bindparam("client_id"))


async def note_withdrawal(uow: UnitOfWork, event: Incoming[ConsentWithdrawn]) -> None:
    """Nothing is done for this purpose any more."""
    stop(uow, event.data.client_id, event.data.purpose, event.envelope.time)


async def note_consent(uow: UnitOfWork, event: Incoming[ConsentGranted]) -> None:
    """What was stopped goes on."""
    resume(uow, event.data.client_id, event.data.purpose)


async def note_erasure(uow: UnitOfWork, event: Incoming[ErasureRequested]) -> None:
    """Everything but what a contract needs stops, and when what is under way has settled, rows are deleted."""
    await request(uow, event.data.client_id, event.data.request_id, event.envelope.time)


async def note_issue(uow: UnitOfWork, event: Incoming[PolicyIssued]) -> None:
    """A contract is in force: what it needs goes on whatever is withdrawn."""
    policy = event.data
    contract = await _contract(uow, policy.policy_id, policy.client_id, event.envelope.time)
    uow.change(contract, effective_on=policy.effective_on, coverage_last_day=policy.coverage_last_day)
    await _settle_if_asked(uow, policy.client_id)


async def note_end(uow: UnitOfWork, event: Incoming[PolicyEnded]) -> None:
    """A contract is over: the clocks of retention start."""
    policy = event.data
    contract = await _contract(uow, policy.policy_id, policy.client_id, event.envelope.time)
    uow.change(contract, ended_on=policy.ended_on)
    await _settle_if_asked(uow, policy.client_id)


def stop(uow: UnitOfWork, client_id: UUID, purpose: str, withdrawn_at: datetime) -> StoppedPurpose:
    """From `withdrawn_at` on, nothing is done for the purpose."""
    return uow.add(_stopped(uow, client_id, purpose, withdrawn_at))


def resume(uow: UnitOfWork, client_id: UUID, purpose: str) -> None:
    """The purpose is consented to again; nothing happens where it was not stopped."""
    uow.remove(_stopped(uow, client_id, purpose, uow.now))


async def request(
    uow: UnitOfWork, client_id: UUID, request_id: UUID, requested_at: datetime
) -> ClientErasure:
    """The client wants to be erased; the first request counts."""
    for purpose in Purpose:
        stop(uow, client_id, purpose, requested_at)
    known: ClientErasure | None = await uow.one(ERASURE, client_id=client_id)
    if known is not None:
        return known
    erasure = uow.add(
        ClientErasure(
            id=client_id,
            agency_id=uow.caller.agency_id,
            request_id=request_id,
            contract_in_force=False,
            requested_at=requested_at,
            settled_at=requested_at,
        )
    )
    await _settle(uow, erasure)
    return erasure


async def _settle_if_asked(uow: UnitOfWork, client_id: UUID) -> None:
    erasure: ClientErasure | None = await uow.one(ERASURE, client_id=client_id)
    if erasure is not None:
        await _settle(uow, erasure)


async def _settle(uow: UnitOfWork, erasure: ClientErasure) -> None:
    """What the contracts known so far mean to a client who wants to be erased: decided when news has settled."""
    contracts: list[ClientContract] = await uow.all(CONTRACTS, client_id=erasure.id)
    told_last = max([erasure.requested_at, *(contract.told_at for contract in contracts)])
    rule = uow.kit.jurisdiction.rule("privacy.erasure", on=local_date(erasure.requested_at))
    settled_at = told_last + timedelta(hours=rule["settle_hours"])
    uow.change(
        erasure,
        status="requested",
        decided_at=None,
        contract_in_force=any(is_in_force(contract) for contract in contracts),
        settled_at=settled_at,
    )
    uow.session.erased.discard(str(erasure.id))
    uow.schedule(ERASURE_WORK, erasure.id, settled_at)


def is_in_force(contract: ClientContract) -> bool:
    """Whether it was issued and has not ended."""
    return contract.effective_on is not None and contract.ended_on is None


def _stopped(uow: UnitOfWork, client_id: UUID, purpose: str, withdrawn_at: datetime) -> StoppedPurpose:
    return StoppedPurpose(
        id=uuid5(client_id, f"stopped:{purpose}"),
        agency_id=uow.caller.agency_id,
        client_id=client_id,
        purpose=purpose,
        withdrawn_at=withdrawn_at,
    )


async def _contract(uow: UnitOfWork, policy_id: UUID, client_id: UUID, told_at: datetime) -> ClientContract:
    known: ClientContract | None = await uow.one(CONTRACT, policy_id=policy_id)
    if known is not None:
        uow.change(known, told_at=max(known.told_at, told_at))
        return known
    return uow.add(
        ClientContract(id=policy_id, agency_id=uow.caller.agency_id, client_id=client_id, told_at=told_at)
    )


FOLLOWS_CONTRACTS = (
    Reacts(PolicyIssued, note_issue, "what a contract needs goes on whatever its client withdraws"),
    Reacts(PolicyEnded, note_end, "how long papers are kept counts from the end of the contract"),
)
FOLLOWS_PRIVACY = (
    Reacts(ConsentWithdrawn, note_withdrawal, "what a client forbids is not done any more"),
    Reacts(ConsentGranted, note_consent, "what a client allows again goes on"),
    Reacts(ErasureRequested, note_erasure, "a client who leaves is deleted, or only stored"),
    *FOLLOWS_CONTRACTS,
)
