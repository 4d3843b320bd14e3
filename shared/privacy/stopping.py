"""Whether something may still be done with a client's data: asked by reactions, and of every route for a purpose.

Processing stops when consent is withdrawn, not where it was never asked for: what the law allows without consent (a
contract, a request of the client's own) is not kept back by a ledger that is silent. What was done before stands
(个人信息保护法 15).
"""

from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import AutoString, col

from shared.contracts.leads import Purpose
from shared.privacy.following import CONTRACTS, is_in_force
from shared.privacy.tables import StoppedPurpose
from shared.problems import BrokenRule
from shared.unit_of_work import UnitOfWork

STOPPED = select(StoppedPurpose).where(
    col(StoppedPurpose.client_id) == func.any(bindparam("client_ids", type_=ARRAY(Uuid))),
    col(StoppedPurpose.purpose) == func.any(bindparam("purposes", type_=ARRAY(AutoString))),
)

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class ProcessingStopped(BrokenRule):
    """The client has withdrawn his consent to the purpose "{purpose}": ask him for it before going on."""

    code = "CONSENT_WITHDRAWN"
    zh = "客户已撤回对“{purpose}”用途的同意，须重新取得同意后方可继续。"


@dataclass(frozen=True, slots=True)
class Processing:
    """What a route works for; `for_contract`: it goes on while a contract of the client's is in force."""

    purpose: Purpose
    for_contract: bool


def for_purpose(purpose: Purpose, *, for_contract: bool = False) -> Callable[[Endpoint], Endpoint]:
    """What the route writes about a client is refused with CONSENT_WITHDRAWN where he has withdrawn this consent."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__processing__ = Processing(purpose, for_contract)  # type: ignore[attr-defined]
        return endpoint

    return mark


async def refuse_stopped(uow: UnitOfWork, processing: Processing, client_ids: Set[UUID]) -> None:
    """Raises ProcessingStopped where one of the clients has withdrawn, and no contract needs it all the same."""
    for client_id in sorted(await stopped_among(uow, client_ids, processing.purpose)):
        contracts = await uow.all(CONTRACTS, client_id=client_id) if processing.for_contract else []
        if not any(is_in_force(contract) for contract in contracts):
            raise ProcessingStopped(purpose=processing.purpose.value)


async def stopped_since(uow: UnitOfWork, client_id: UUID, *purposes: Purpose) -> datetime | None:
    """Since when at least one of the purposes is stopped; None while none is."""
    return (await stopped_among(uow, {client_id}, *purposes)).get(client_id)


async def stopped_among(
    uow: UnitOfWork, client_ids: Collection[UUID], *purposes: Purpose
) -> dict[UUID, datetime]:
    """The clients for whom at least one of the purposes is stopped, and since when."""
    if not client_ids:
        return {}
    found: list[StoppedPurpose] = await uow.all(
        STOPPED, client_ids=sorted(client_ids), purposes=[purpose.value for purpose in purposes]
    )
    since: dict[UUID, datetime] = {}
    for stopped in found:
        earlier = since.get(stopped.client_id, stopped.withdrawn_at)
        since[stopped.client_id] = min(earlier, stopped.withdrawn_at)
    return since
