"""The claim's checklist as a page: what to collect, what is there, by when the carrier must answer."""

from pathlib import Path
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.claims import queries
from services.claims.domain.lifecycle import State, progress
from services.claims.tables import Claim
from services.claims.texts import TEXTS, caveats
from services.claims.use_cases import claims
from shared.documents import Documents
from shared.unit_of_work import UnitOfWork

KIND = "checklist"
DOCUMENTS = Documents(Path(__file__).parent / "templates")


async def render(uow: UnitOfWork, claim_id: UUID) -> HTMLResponse:
    """The checklist of one claim in the reader's language; raises NotFound."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    needed, clocks = claims.needed_for(uow, claim), claims.clocks_of(uow, claim)
    return DOCUMENTS.render(
        "checklist.html",
        uow,
        claim=claim,
        line=TEXTS.say(f"line.{claim.line}", uow.language),
        items=needed.result.items,
        received=await claims.received(uow, claim),
        steps=progress(uow.kit.jurisdiction, State(claim.status), incident_on=claim.incident_on),
        clocks=[(TEXTS.say(f"clock.{clock.name}", uow.language), clock) for clock in clocks.result.clocks],
        caveats=caveats([*needed.caveats, *clocks.caveats], uow.language),
        t=lambda key, **values: TEXTS.say(key, uow.language, **values),
    )
