"""Openings: a client reads what was laid before him, and his agent is told.

A page that is read writes: once a link and day, whoever asks for it however often. Two who open it in the same moment come
into conflict; the later one's work is done again, finds the opening there, and shows the page without writing.
"""

from typing import NamedTuple
from uuid import uuid5

from services.quotes import queries
from services.quotes.tables import Proposal, ProposalOpening, ProposalVersion, Readership
from services.quotes.use_cases.versions import KIND
from shared.calendar import local_date
from shared.contracts.quotes import ProposalOpened
from shared.unit_of_work import UnitOfWork


class Opened(NamedTuple):
    """What a share link shows."""

    proposal: Proposal
    version: ProposalVersion
    readership: Readership


async def open_link(uow: UnitOfWork, token: str, *, is_read: bool) -> Opened:
    """The version that a share link is for; its opening is noted where it `is_read`, not merely fetched ahead.

    Raises NotFound.
    """
    link = uow.kit.share_links.open(token, KIND, uow.now)
    uow.act_for_agency(link.agency_id)
    version: ProposalVersion = await uow.get(queries.versions.VERSION, version_id=link.subject_id)
    opened = Opened(
        proposal=await uow.get(queries.proposals.PROPOSAL, proposal_id=version.proposal_id),
        version=version,
        readership=await uow.get(queries.versions.READERSHIP, proposal_id=version.proposal_id),
    )
    if is_read:
        await _note(uow, opened, link=link.expires_at.isoformat())
    return opened


async def _note(uow: UnitOfWork, opened: Opened, *, link: str) -> None:
    """Record an opening, unless the link was opened on the same day; a link is known by the instant it expires at."""
    proposal, version, readership = opened
    opening_id = uuid5(version.id, f"{link} {local_date(uow.now)}")
    if await uow.one(queries.versions.OPENING, opening_id=opening_id):
        return
    is_first = await uow.one(queries.versions.FIRST_OPENING, version_id=version.id) is None
    uow.add(
        ProposalOpening(
            id=opening_id,
            agency_id=version.agency_id,
            client_id=version.client_id,
            proposal_id=version.proposal_id,
            version_id=version.id,
            number=version.number,
            is_first=is_first,
            opened_at=uow.now,
        )
    )
    uow.change(
        readership,
        openings=readership.openings + 1,
        first_opened_at=readership.first_opened_at or uow.now,
        opened_at=uow.now,
    )
    uow.record(
        ProposalOpened(
            client_id=proposal.client_id,
            proposal_id=proposal.id,
            proposal_version=version.number,
            first=is_first,
            opened_at=uow.now,
        ),
        about=proposal,
    )
