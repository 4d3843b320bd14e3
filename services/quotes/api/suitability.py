"""The suitability statement of a proposal: read it, sign it, see what was signed."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.domain.product import Code
from services.quotes.proposal_document import DOCUMENTS
from services.quotes.schemas.suitability import SignedStatementOut, SignStatementIn, StatementOut
from services.quotes.statement_text import statement_text
from services.quotes.tables import Proposal, SuitabilityStatement
from services.quotes.texts import TEXTS
from services.quotes.use_cases import suitability_statements
from shared.calendar import local_date
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("quotes")
_STATEMENT = "/proposals/{proposal_id}/suitability-statement"
TierAsked = Annotated[Code, Query(examples=["advanced"])]


@router.get(_STATEMENT, tags=["suitability"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_statement(uow: Uow, proposal_id: UUID, tier: TierAsked) -> StatementOut:
    """What the client must sign before he can choose the tier today, in words, and whether he has."""
    asked = await suitability_statements.to_sign(uow, proposal_id, tier)
    statement, text = asked.statement, statement_text(asked.statement, uow.language)
    uow.tag(asked.proposal)
    return StatementOut(
        proposal_id=asked.proposal.id,
        tier=statement.tier,
        annual_premium=statement.annual_premium,
        must_be_signed=statement.must_be_signed,
        text_number=statement.text_number,
        language=uow.language,
        title=text.title,
        paragraphs=list(text.paragraphs),
        goes_on=text.goes_on,
        digest=text.digest,
        triggers=list(statement.triggers),
        stop_for=list(statement.stop_for),
        care_steps=list(statement.care_steps),
        signed=None if asked.signed is None else _signed_out(asked.signed),
    )


@router.post(_STATEMENT, status_code=status.HTTP_201_CREATED, tags=["suitability"])
@allow(Role.CLIENT)
async def sign_statement(
    uow: Uow, proposal_id: UUID, version: IfMatch, signing: SignStatementIn
) -> SignedStatementOut:
    """The client signs the statement about a tier, himself, in the words that he read."""
    signed = await suitability_statements.sign(
        uow, proposal_id, version, tier=signing.tier, digest=signing.digest, goes_on=signing.goes_on
    )
    return _signed_out(signed)


@router.get("/proposals/{proposal_id}/suitability-statements", tags=["suitability"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_signed_statements(uow: Uow, proposal_id: UUID, asked: Asked) -> PageOf[SignedStatementOut]:
    """The statements that the client signed about this proposal, the newest first."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    return await queries.proposals.STATEMENTS.page(uow, asked, _signed_out, proposal_id=proposal.id)


@router.get(f"{_STATEMENT}/document", tags=["suitability"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_statement(uow: Uow, proposal_id: UUID, tier: TierAsked) -> HTMLResponse:
    """The statement as a page: the words that were signed, or else those that are to be."""
    asked = await suitability_statements.to_sign(uow, proposal_id, tier)
    signed, text = asked.signed, statement_text(asked.statement, uow.language)
    title, *paragraphs = signed.paragraphs if signed else text.in_full()
    return DOCUMENTS.render(
        "suitability_statement.html",
        uow,
        title=title,
        paragraphs=paragraphs,
        must_be_signed=asked.statement.must_be_signed,
        signed=signed,
        signed_on=None if signed is None else local_date(signed.signed_at),
        t=lambda key, **values: TEXTS.say(key, uow.language, **values),
    )


def _signed_out(statement: SuitabilityStatement) -> SignedStatementOut:
    return SignedStatementOut.model_validate(statement, from_attributes=True)
