"""What underwriting says to a client's lines, so that a proposal can advise alternatives.

It is kept by client and line, not on a proposal: whether the proposal or the pre-check comes first, both are seen together.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from services.quotes import queries
from services.quotes.domain.alternatives import Alternative, alternatives
from services.quotes.domain.offer import OfferedTier
from services.quotes.tables import Outlook
from shared.contracts import Line
from shared.unit_of_work import UnitOfWork


def note(
    uow: UnitOfWork, client_id: UUID, outcomes: Mapping[Line, str], *, told_by: str, at: datetime
) -> None:
    """Underwriting said something; what it says later about the same line replaces it."""
    for line, outcome in outcomes.items():
        uow.add(
            Outlook(
                id=uuid5(client_id, line),
                agency_id=uow.caller.agency_id,
                client_id=client_id,
                line=line,
                outcome=outcome,
                told_by=told_by,
                told_at=at,
            )
        )


async def alternatives_for(
    uow: UnitOfWork, client_id: UUID, tiers: tuple[OfferedTier, ...]
) -> tuple[Alternative, ...]:
    """The lines of the tiers for which another way is advised."""
    told: list[Outlook] = await uow.all(queries.proposals.OUTLOOKS, client_id=client_id)
    outcomes = {Line(outlook.line): (outlook.outcome, outlook.told_by) for outlook in told}
    return alternatives(tiers, outcomes)
