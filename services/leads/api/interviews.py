"""Routes about the trust protocol: worries before lines, the service boundary, and how far it is with a client."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.api.shown import label, page_of
from services.leads.domain.leads import CONTACT
from services.leads.domain.named import named
from services.leads.schemas.first_contact import (
    BoundaryDeliveryIn,
    BoundaryDeliveryOut,
    BoundaryOut,
    InterviewIn,
    InterviewOut,
    LinesIn,
    ProtocolOut,
    SuggestionOut,
    WorriesIn,
)
from services.leads.schemas.knowledge import NamedOut
from services.leads.tables import BoundaryDelivery, Interview
from services.leads.use_cases import contacts, interviews
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("leads")


@router.get("/interviews/worries", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def list_worries(uow: Uow, asked: Asked) -> PageOf[NamedOut]:
    """The worries that an interview asks about."""
    known = uow.kit.jurisdiction.rule("contact.worries", on=local_date(uow.now))["worries"]
    return page_of(_worries(uow, known), asked, lambda worry: worry, key=lambda worry: worry.code)


@router.post("/{client_id}/interviews", status_code=status.HTTP_201_CREATED, tags=["first contact"])
@allow(Role.AGENT)
async def begin_interview(uow: Uow, client_id: UUID, body: InterviewIn) -> InterviewOut:
    """Begin an interview: listen first."""
    interview = await interviews.begin_interview(uow, client_id, channel=body.channel)
    uow.tag(interview)
    return _interview(uow, interview)


@router.get("/{client_id}/interviews", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def list_interviews(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[InterviewOut]:
    """Interviews with the client, the newest first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.first_contact.INTERVIEWS.page(
        uow, asked, lambda row: _interview(uow, row), client_id=client_id
    )


@router.get("/interviews/{interview_id}", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def read_interview(uow: Uow, interview_id: UUID) -> InterviewOut:
    """One interview."""
    interview: Interview = await uow.get(queries.first_contact.INTERVIEW, interview_id=interview_id)
    uow.tag(interview)
    return _interview(uow, interview)


@router.put("/interviews/{interview_id}/worries", tags=["first contact"])
@allow(Role.AGENT)
async def hear_worries(uow: Uow, interview_id: UUID, version: IfMatch, body: WorriesIn) -> InterviewOut:
    """Record what the client worries about."""
    interview = await interviews.hear_worries(uow, interview_id, version, **body.model_dump())
    uow.tag(interview)
    return _interview(uow, interview)


@router.put("/interviews/{interview_id}/lines", tags=["first contact"])
@allow(Role.AGENT)
async def name_lines(uow: Uow, interview_id: UUID, version: IfMatch, body: LinesIn) -> InterviewOut:
    """Record the lines that were spoken of; 409 WORRIES_FIRST before any worry was heard."""
    interview = await interviews.name_lines(uow, interview_id, version, lines=body.lines)
    uow.tag(interview)
    return _interview(uow, interview)


@router.get("/interviews/{interview_id}/line-suggestions", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def suggest_lines(uow: Uow, interview_id: UUID) -> Answer[list[SuggestionOut]]:
    """The lines that answer the client's worries; 409 WORRIES_FIRST before any was heard."""
    answer = await interviews.suggest_lines(uow, interview_id)
    result = [SuggestionOut(line=Line(one.line), worries=_worries(uow, one.worries)) for one in answer.result]
    return Answer(result=result, because=answer.because, caveats=answer.caveats)


@router.get("/service-boundary", tags=["first contact"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_boundary(uow: Uow) -> BoundaryOut:
    """The service boundary (服务边界) as it is told to clients today."""
    rule = uow.kit.jurisdiction.rule("contact.service_boundary", on=local_date(uow.now))
    settings = uow.kit.settings
    told = rule["text"][uow.language].format(
        institution=settings.institution_name, licence_no=settings.licence_no
    )
    return BoundaryOut(text_version=rule["text_version"], text=told)


@router.post("/{client_id}/boundary-deliveries", status_code=status.HTTP_201_CREATED, tags=["first contact"])
@allow(Role.AGENT)
async def deliver_boundary(uow: Uow, client_id: UUID, body: BoundaryDeliveryIn) -> BoundaryDeliveryOut:
    """Note that the service boundary was told to the client."""
    return _delivery(await contacts.deliver_boundary(uow, client_id, **body.model_dump()))


@router.get("/{client_id}/boundary-deliveries", tags=["first contact"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_boundary_deliveries(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[BoundaryDeliveryOut]:
    """When the service boundary was told to the client, the newest first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.first_contact.DELIVERIES.page(uow, asked, _delivery, client_id=client_id)


@router.get("/{client_id}/first-contact", tags=["first contact"])
@allow(Role.AGENT, Role.MANAGER)
async def show_protocol(uow: Uow, client_id: UUID) -> ProtocolOut:
    """How far the trust protocol is with the client, and what comes next."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    asked = queries.first_contact
    stopped = await uow.one(asked.DO_NOT_CONTACT_IN_FORCE, client_id=client_id) is not None
    consent = await uow.one(queries.consents.CONSENT_IN_FORCE, client_id=client_id, purpose=CONTACT)
    delivery: BoundaryDelivery | None = await uow.one(asked.LATEST_DELIVERY, client_id=client_id)
    heard: Interview | None = await uow.one(asked.INTERVIEW_WITH_WORRIES, client_id=client_id)
    steps = (
        (stopped, "stop"),
        (consent is None, "ask_consent"),
        (delivery is None, "deliver_boundary"),
        (heard is None, "hear_worries"),
    )
    return ProtocolOut(
        client_id=client_id,
        do_not_contact=stopped,
        consent_to_contact=consent is not None,
        boundary_delivered_at=None if delivery is None else delivery.delivered_at,
        worries_heard_at=None if heard is None else heard.worries_at,
        next_step=next((step for due, step in steps if due), "name_lines"),
    )


def _interview(uow: UnitOfWork, interview: Interview) -> InterviewOut:
    sealed = interview.words_sealed
    return InterviewOut(
        worries=_worries(uow, interview.worries),
        words=None if sealed is None else uow.kit.cipher.open(sealed),
        lines=[Line(line) for line in interview.lines],
        **interview.model_dump(include=set(InterviewOut.model_fields) - {"worries", "words", "lines"}),
    )


def _worries(uow: UnitOfWork, codes: Iterable[str]) -> list[NamedOut]:
    known = uow.kit.jurisdiction.rule("contact.worries", on=local_date(uow.now))["worries"]
    return [label(named(code, known), uow.language) for code in codes]


def _delivery(delivery: BoundaryDelivery) -> BoundaryDeliveryOut:
    return BoundaryDeliveryOut.model_validate(delivery, from_attributes=True)
