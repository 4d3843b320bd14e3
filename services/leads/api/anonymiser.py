"""The route that finds what in a text still names a person."""

import asyncio

from services.leads.domain.anonymiser import Anonymised, anonymise
from services.leads.material_texts import caveats
from services.leads.schemas.materials import AnonymiseIn
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.post("/calculators/anonymise", tags=["calculators"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_anonymous_text(uow: Uow, asked: AnonymiseIn) -> Answer[Anonymised]:
    """What in a text still names a person, by kind and place, and the text without it; nothing is stored."""
    answer = await asyncio.to_thread(
        anonymise,
        uow.kit.jurisdiction,
        asked.text,
        names=asked.names,
        on=local_date(uow.now),
        language=uow.language,
    )
    return answer.model_copy(update={"caveats": caveats(answer.caveats, uow.language)})
