"""First contact as it happens: life events that were told, contacts made, and the service boundary delivered."""

from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.domain.knowledge_problems import InTheFuture, OutdatedText, TwoOccasions
from services.leads.domain.named import check_code
from services.leads.tables import BoundaryDelivery, Contact, LifeEvent
from services.leads.use_cases.do_not_contact import contactable
from services.leads.use_cases.statistics import evidence_to_show
from shared.calendar import local_date
from shared.unit_of_work import UnitOfWork


async def enter_life_event(
    uow: UnitOfWork, client_id: UUID, *, event_code: str, learned_from: str, happened_on: date
) -> LifeEvent:
    """Somebody told the agent what happened in the client's life.

    Raises NotFound, DoNotContact, ConsentMissing, UnknownCode, InTheFuture.
    """
    await contactable(uow, client_id)
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("contact.openers", on=today)
    check_code(event_code, rule["life_events"], at="/event_code")
    check_code(learned_from, rule["learned_from"], at="/learned_from")
    if happened_on > today:
        raise InTheFuture("/happened_on")
    return uow.add(
        LifeEvent(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            event_code=event_code,
            learned_from=learned_from,
            happened_on=happened_on,
            recorded_at=uow.now,
        )
    )


async def record_contact(
    uow: UnitOfWork,
    client_id: UUID,
    *,
    channel: str,
    scene_code: str | None,
    life_event_id: UUID | None,
    evidence_id: UUID | None,
) -> Contact:
    """The client was contacted, in a scene or about a life event, perhaps with a figure that has its evidence.

    Raises NotFound, DoNotContact, ConsentMissing, TwoOccasions, UnknownCode, EvidenceExpired.
    """
    await contactable(uow, client_id)
    if scene_code is not None and life_event_id is not None:
        raise TwoOccasions("/life_event_id")
    if scene_code is not None:
        rule = uow.kit.jurisdiction.rule("contact.openers", on=local_date(uow.now))
        check_code(scene_code, rule["scenes"], at="/scene_code")
    if life_event_id is not None:
        await uow.get(queries.first_contact.LIFE_EVENT, life_event_id=life_event_id, client_id=client_id)
    if evidence_id is not None:
        await evidence_to_show(uow, evidence_id)
    return uow.add(
        Contact(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            channel=channel,
            scene_code=scene_code,
            life_event_id=life_event_id,
            evidence_id=evidence_id,
            contacted_at=uow.now,
        )
    )


async def deliver_boundary(
    uow: UnitOfWork, client_id: UUID, *, text_version: str, channel: str
) -> BoundaryDelivery:
    """The service boundary was told to the client, in the language of the request.

    Raises NotFound, DoNotContact, ConsentMissing, OutdatedText.
    """
    await contactable(uow, client_id)
    current = uow.kit.jurisdiction.rule("contact.service_boundary", on=local_date(uow.now))["text_version"]
    if text_version != current:
        raise OutdatedText("/text_version", current=current)
    return uow.add(
        BoundaryDelivery(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            text_version=text_version,
            language=uow.language,
            channel=channel,
            delivered_at=uow.now,
        )
    )
