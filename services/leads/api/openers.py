"""Routes about the first word: openers by scene and life event, life events that were told, and contacts made."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.api.shown import label
from services.leads.domain.first_contact import LifeEventKind, life_events, open_with, scenes
from services.leads.domain.named import named
from services.leads.schemas.first_contact import (
    ContactIn,
    ContactOut,
    LifeEventIn,
    LifeEventKindOut,
    LifeEventOut,
    OpenerIn,
    OpenerOut,
    OpenersOut,
    SceneOut,
)
from services.leads.tables import Contact, LifeEvent
from services.leads.texts import KNOWLEDGE
from services.leads.use_cases import contacts, interviews
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("leads")


@router.get("/openers", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def list_openers(uow: Uow) -> OpenersOut:
    """What to open with: by scene, and by life event."""
    rules, today = uow.kit.jurisdiction, local_date(uow.now)
    told_by = rules.rule("contact.openers", on=today)["learned_from"]
    return OpenersOut(
        scenes=[
            SceneOut(
                **label(scene.called, uow.language).model_dump(),
                channel=scene.channel,
                opener=scene.opener[uow.language],
            )
            for scene in scenes(rules, on=today).values()
        ],
        life_events=[_kind(uow, kind) for kind in life_events(rules, on=today).values()],
        learned_from=[label(named(code, told_by), uow.language) for code in told_by],
        notice=KNOWLEDGE.say("opener.entered_by_hand", uow.language),
    )


@router.post("/calculators/opener", tags=["calculators"])
@allow(Role.AGENT, Role.MANAGER)
async def suggest_opener(uow: Uow, asked: OpenerIn) -> Answer[OpenerOut]:
    """How to begin to speak of a life event, and the lines to have in mind: promotion leads to term life."""
    answer = open_with(uow.kit.jurisdiction, asked.life_event, on=local_date(uow.now))
    result = OpenerOut(
        **_kind(uow, answer.result).model_dump(), lines=[Line(line) for line in answer.result.lines]
    )
    caveats = [KNOWLEDGE.say(key, uow.language) for key in answer.caveats]
    return Answer(result=result, because=answer.because, caveats=caveats)


@router.post("/{client_id}/life-events", status_code=status.HTTP_201_CREATED, tags=["first contact"])
@allow(Role.AGENT)
async def enter_life_event(uow: Uow, client_id: UUID, body: LifeEventIn) -> LifeEventOut:
    """Enter by hand what somebody told about the client's life; 409 DO_NOT_CONTACT where he wants no contact."""
    entered = await contacts.enter_life_event(uow, client_id, **body.model_dump())
    return _life_event(uow, entered, heard=await interviews.worries_heard(uow, client_id))


@router.get("/{client_id}/life-events", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def list_life_events(
    uow: Uow, client_id: UUID, asked: Asked, event_code: str | None = None
) -> PageOf[LifeEventOut]:
    """Life events of the client, the newest first, each with its opener."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    heard = await interviews.worries_heard(uow, client_id)
    return await queries.first_contact.LIFE_EVENTS.page(
        uow,
        asked,
        lambda row: _life_event(uow, row, heard=heard),
        client_id=client_id,
        event_code=event_code,
    )


@router.post("/{client_id}/contacts", status_code=status.HTTP_201_CREATED, tags=["first contact"])
@allow(Role.AGENT)
async def record_contact(uow: Uow, client_id: UUID, body: ContactIn) -> ContactOut:
    """Note that the client was contacted; 409 DO_NOT_CONTACT where he wants none."""
    return _contact(await contacts.record_contact(uow, client_id, **body.model_dump()))


@router.get("/{client_id}/contacts", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def list_contacts(
    uow: Uow, client_id: UUID, asked: Asked, channel: str | None = None
) -> PageOf[ContactOut]:
    """Contacts with the client, the newest first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.first_contact.CONTACTS.page(
        uow, asked, _contact, client_id=client_id, channel=channel
    )


def _kind(uow: UnitOfWork, kind: LifeEventKind) -> LifeEventKindOut:
    return LifeEventKindOut(
        **label(kind.called, uow.language).model_dump(),
        opener=kind.opener[uow.language],
        reason=kind.reason[uow.language],
    )


def _life_event(uow: UnitOfWork, event: LifeEvent, *, heard: bool) -> LifeEventOut:
    rules, today = uow.kit.jurisdiction, local_date(uow.now)
    kind = life_events(rules, on=today)[event.event_code]
    told_by = rules.rule("contact.openers", on=today)["learned_from"]
    return LifeEventOut(
        event=label(kind.called, uow.language),
        learned_from=label(named(event.learned_from, told_by), uow.language),
        opener=kind.opener[uow.language],
        lines=[Line(line) for line in kind.lines] if heard else [],
        caveats=[] if heard else [KNOWLEDGE.say("opener.worries_first", uow.language)],
        **event.model_dump(include={"id", "client_id", "agent_id", "happened_on", "recorded_at"}),
    )


def _contact(contact: Contact) -> ContactOut:
    return ContactOut.model_validate(contact, from_attributes=True)
