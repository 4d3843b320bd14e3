"""What came of leads: policies are counted as they are issued, and conversion where people first came from."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.leads import queries
from services.leads.domain.channel_problems import EndsBeforeItStarts
from services.leads.domain.conversion import Counted, GroupBy, counted
from services.leads.tables import IssuedPolicy
from shared.calendar import end_of_day, local_date, start_of_day
from shared.contracts.underwriting import PolicyIssued
from shared.unit_of_work import UnitOfWork

BEFORE_EVERYTHING = datetime(2000, 1, 1, tzinfo=UTC)


async def count_policy(uow: UnitOfWork, policy: PolicyIssued) -> None:
    """A policy was issued: it is counted once, where its client first came from. Raises NotFound."""
    await uow.get(queries.leads.LEAD, client_id=policy.client_id)
    uow.add(
        IssuedPolicy(
            id=policy.policy_id,
            agency_id=uow.caller.agency_id,
            client_id=policy.client_id,
            line=policy.line.value,
            annual_premium=policy.annual_premium,
            issued_at=policy.issued_at,
        )
    )


async def conversion(
    uow: UnitOfWork, group_by: GroupBy, *, since: date | None, until: date | None
) -> dict[str | UUID | None, Counted]:
    """What became of those captured from `since` to `until`, by group; raises EndsBeforeItStarts."""
    if since is not None and until is not None and until < since:
        raise EndsBeforeItStarts("/query/to")
    period = {
        "begins": BEFORE_EVERYTHING if since is None else start_of_day(since),
        "ends": end_of_day(until or local_date(uow.now)),
    }
    policies = {row["key"]: row for row in await uow.all(queries.attribution.POLICIES_BY[group_by], **period)}
    rows = await uow.all(queries.attribution.LEADS_BY[group_by], **period)
    return {row["key"]: counted(row, policies.get(row["key"])) for row in rows}


async def titles_of_campaigns(uow: UnitOfWork) -> dict[UUID, str]:
    """What the campaigns of the agency are called."""
    return {row["id"]: row["title"] for row in await uow.all(queries.campaigns.CAMPAIGN_TITLES)}
