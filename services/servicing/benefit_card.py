"""The benefit card (保障权益卡): what is covered from when, when premiums are due, whom to call, what was explained."""

from pathlib import Path
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.servicing import queries
from services.servicing.domain.waiting import waiting_period
from services.servicing.tables import HeldPolicy
from services.servicing.texts import TEXTS
from services.servicing.use_cases.policies import facts, running_clocks
from shared.documents import Documents
from shared.unit_of_work import UnitOfWork

KIND = "benefit-card"
DOCUMENTS = Documents(Path(__file__).parent / "templates")


async def render(uow: UnitOfWork, policy_id: UUID) -> HTMLResponse:
    """The card of one policy in the reader's language; raises NotFound."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=policy_id)
    clocks = await running_clocks(uow, policy_id)
    return DOCUMENTS.render(
        "benefit_card.html",
        uow,
        policy=policy,
        line=TEXTS.say(f"line.{policy.line}", uow.language),
        status=TEXTS.say(f"status.{policy.status}", uow.language),
        waiting=waiting_period(uow.kit.jurisdiction, facts(policy)).result,
        clocks=[(TEXTS.say(f"clock.{clock.name}", uow.language), clock) for clock in clocks.result],
        claim_phone=getattr(uow.kit.settings, "claim_phone", ""),
        t=lambda key, **values: TEXTS.say(key, uow.language, **values),
    )
