"""The statement that a client signs where a tier may not fit him: read, signed once in the words that he read, kept.

Invariant: only the client signs, himself; without his confirmation a sale that should stop does not go on.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from services.quotes import queries
from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.problems import (
    NothingToSign,
    ProposalState,
    StatementReadsOtherwise,
    WrittenConfirmationRequired,
)
from services.quotes.domain.suitability_statement import Statement
from services.quotes.statement_text import StatementText, statement_text
from services.quotes.tables import Proposal, SuitabilityStatement
from services.quotes.use_cases.proposals import chosen_tier
from services.quotes.use_cases.suitability import assess, means_of, signed_for
from shared.calendar import add_years, local_date
from shared.language import LANGUAGES
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ToSign:
    """A statement, and the signed one that holds for it already, if there is one."""

    proposal: Proposal
    tier: OfferedTier
    statement: Statement
    signed: SuitabilityStatement | None


async def to_sign(uow: UnitOfWork, proposal_id: UUID, tier: str) -> ToSign:
    """What there is to sign before the tier can be chosen today; raises NotFound, ProposalState, TierNotOffered."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    chosen = chosen_tier(proposal, tier)
    found = assess(uow, proposal, chosen).result
    rule = uow.kit.jurisdiction.rule("suitability.statement", on=local_date(uow.now))
    return ToSign(
        proposal=proposal,
        tier=chosen,
        statement=Statement.of(chosen, means_of(uow, proposal), found, text_number=rule["text"]),
        signed=await signed_for(uow, proposal, chosen, found),
    )


async def sign(
    uow: UnitOfWork, proposal_id: UUID, version: int, *, tier: str, digest: str, goes_on: bool
) -> SuitabilityStatement:
    """The client signs what he read; the same words twice are one statement.

    Raises NotFound, Stale, ProposalState, TierNotOffered, NothingToSign, StatementReadsOtherwise and
    WrittenConfirmationRequired.
    """
    asked = await to_sign(uow, proposal_id, tier)
    uow.expect(asked.proposal, version)
    if asked.proposal.status != "presented":
        raise ProposalState(status=asked.proposal.status)
    if not asked.statement.must_be_signed:
        raise NothingToSign("/tier")
    before: list[SuitabilityStatement] = await uow.all(
        queries.proposals.STATEMENTS_FOR_TIER, proposal_id=proposal_id, tier=tier
    )
    if (same := next((one for one in before if one.digest == digest), None)) is not None:
        return same
    language, text = _as_read(asked.statement, digest)
    if asked.statement.stop_for and not goes_on:
        raise WrittenConfirmationRequired("/goes_on", stop_for=list(asked.statement.stop_for))
    return uow.add(_signed(uow, asked, text, language))


def _as_read(statement: Statement, digest: str) -> tuple[str, StatementText]:
    """The language and the words of what was read; raises StatementReadsOtherwise."""
    for language in LANGUAGES:
        text = statement_text(statement, language)
        if text.digest == digest:
            return language, text
    raise StatementReadsOtherwise("/digest")


def _signed(uow: UnitOfWork, asked: ToSign, text: StatementText, language: str) -> SuitabilityStatement:
    statement, proposal = asked.statement, asked.proposal
    today = local_date(uow.now)
    years: int = uow.kit.jurisdiction.rule("suitability.statement", on=today)["kept_years"]
    return SuitabilityStatement(
        id=uuid5(proposal.id, f"{statement.tier} {text.digest}"),
        agency_id=proposal.agency_id,
        client_id=proposal.client_id,
        proposal_id=proposal.id,
        tier=statement.tier,
        annual_premium=statement.annual_premium,
        text_number=statement.text_number,
        language=language,
        paragraphs=list(text.in_full()),
        digest=text.digest,
        triggers=list(statement.triggers),
        stop_for=list(statement.stop_for),
        care_steps=list(statement.care_steps),
        goes_on=bool(statement.stop_for),
        signed_at=uow.now,
        kept_until=add_years(today, years),
    )
