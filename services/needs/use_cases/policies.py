"""The cover that policies give: counted when they are issued, gone when they are suspended or end."""

from datetime import date
from typing import Any
from uuid import UUID

from services.needs import queries
from services.needs.tables import PolicyCover
from services.needs.use_cases.computing import recompute
from services.needs.use_cases.enterprises import follow_cover
from services.needs.use_cases.facts import facts_now, hold_file
from shared.calendar import local_date
from shared.contracts.underwriting import PolicyIssued
from shared.unit_of_work import UnitOfWork


async def count(uow: UnitOfWork, policy: PolicyIssued) -> None:
    """A policy was issued: from that day on nobody needs to buy its cover again, even if it begins later."""
    await _note(
        uow,
        policy.client_id,
        policy.policy_id,
        member_id=policy.member_id,
        line=policy.line.value,
        sum_insured=policy.sum_insured,
        held_from=min(local_date(policy.issued_at), policy.effective_on),
        last_day=policy.coverage_last_day,
    )


async def stop(uow: UnitOfWork, client_id: UUID, policy_id: UUID, **stopped: date) -> None:
    """A policy is no cover any more from `suspended_on` or `ended_on` on; it may be heard of before its issue."""
    await _note(uow, client_id, policy_id, **stopped)


async def _note(uow: UnitOfWork, client_id: UUID, policy_id: UUID, **told: Any) -> None:
    file = await hold_file(uow, client_id)
    cover: PolicyCover | None = await uow.one(queries.POLICY_COVER, policy_id=policy_id)
    if cover is None:
        uow.add(PolicyCover(id=policy_id, agency_id=file.agency_id, client_id=client_id, **told))
    else:
        uow.change(cover, **told)
    facts = await facts_now(uow, client_id, local_date(uow.now))
    if facts is not None:
        await recompute(uow, file, facts, occasion="cover_changed")
    await follow_cover(uow, file)
