"""Pre-checks, and what a health questionnaire is rendered from."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, status

from services.underwriting import queries
from services.underwriting.domain.precheck import Precheck, conditions_in_force
from services.underwriting.schemas.fields import CodedText
from services.underwriting.schemas.prechecks import (
    ClientPrecheckIn,
    ClientPrecheckOut,
    ConditionOut,
    ConditionsOut,
    FindingOut,
    LineOut,
    OccupationOut,
    OccupationsOut,
    PrecheckOut,
    PrecheckSummary,
    StepOut,
)
from services.underwriting.tables import PrecheckRecord
from services.underwriting.texts import explained
from services.underwriting.use_cases import prechecks
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.contracts.leads import Purpose
from shared.pagination import PageOf, PageRequest, page_request
from shared.privacy.stopping import for_purpose
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("underwriting")


@router.get("/conditions", tags=["prechecks"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_conditions(uow: Uow) -> ConditionsOut:
    """Every condition that a finding may name today, in the order of the table, and what grades it."""
    known = conditions_in_force(uow.kit.jurisdiction, on=local_date(uow.now))
    return ConditionsOut(
        conditions=[
            ConditionOut(code=one.code, label=one.label[uow.language], inputs=one.inputs) for one in known
        ]
    )


@router.get("/occupations", tags=["prechecks"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_occupations(uow: Uow) -> OccupationsOut:
    """Occupations by code, and the class of each."""
    known = uow.kit.jurisdiction.rule("occupation.examples", on=local_date(uow.now)).values
    return OccupationsOut(
        occupations=[
            OccupationOut(code=code, text=one[uow.language], occupation_class=one["class"])
            for code, one in known.items()
        ]
    )


@router.post("/prechecks", status_code=status.HTTP_201_CREATED, tags=["prechecks"])
@allow(Role.CLIENT, Role.AGENT)
@for_purpose(Purpose.HEALTH_DATA)
async def precheck_client(uow: Uow, asked: ClientPrecheckIn) -> ClientPrecheckOut:
    """What to expect on each line before any formal application; it is kept, and it is advice."""
    record = await prechecks.precheck_client(
        uow, client_id=asked.client_id, life=asked.life, findings=asked.findings, lines=asked.lines
    )
    return _whole(uow, record)


@router.get("/prechecks", tags=["prechecks"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_prechecks(
    uow: Uow, asked: Annotated[PageRequest, Depends(page_request)], client_id: UUID | None = None
) -> PageOf[PrecheckSummary]:
    """Pre-checks in reach, the newest first."""
    return await queries.PRECHECKS.page(uow, asked, _summary, client_id=client_id)


@router.get("/prechecks/{precheck_id}", tags=["prechecks"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_precheck(uow: Uow, precheck_id: UUID) -> ClientPrecheckOut:
    """One pre-check, with all that was told and answered then."""
    return _whole(uow, await uow.get(queries.PRECHECK, precheck_id=precheck_id))


def shown(uow: UnitOfWork, answer: Answer[Precheck]) -> Answer[PrecheckOut]:
    """The answer of a pre-check in the reader's language."""
    result = answer.result
    return explained(
        answer,
        PrecheckOut(
            lines=[
                LineOut(
                    line=Line(line),
                    outcome=verdict.outcome,
                    exclusions=_texts(uow, "precheck.exclusions", verdict.exclusions),
                    rating_percent=verdict.rating_percent,
                    postpone_months=verdict.postpone_months,
                    documents=_texts(uow, "precheck.documents", verdict.documents),
                )
                for line, verdict in result.lines.items()
            ],
            findings=[
                FindingOut(
                    **found.model_dump(include={"condition", "grade", "missing", "report_too_old"}),
                    label=found.label[uow.language],
                    documents=_texts(uow, "precheck.documents", found.documents),
                )
                for found in result.findings
            ],
            nothing_to_disclose=result.nothing_to_disclose,
            not_to_disclose=_never_owed(uow, result.not_to_disclose),
            application_order=[StepOut(**step.model_dump()) for step in result.application_order],
        ),
        uow.language,
    )


def _texts(uow: UnitOfWork, rule: str, codes: tuple[str, ...]) -> list[CodedText]:
    texts = uow.kit.jurisdiction.rule(rule, on=local_date(uow.now)).values
    return [CodedText(code=code, text=texts[code][uow.language]) for code in codes]


def _never_owed(uow: UnitOfWork, codes: tuple[str, ...]) -> list[CodedText]:
    topics = uow.kit.jurisdiction.rule("disclosure.topics", on=local_date(uow.now))["never_to_disclose"]
    return [CodedText(code=code, text=topics[code][uow.language]) for code in codes]


def _summary(record: PrecheckRecord) -> PrecheckSummary:
    return PrecheckSummary.model_validate(record, from_attributes=True)


def _whole(uow: UnitOfWork, record: PrecheckRecord) -> ClientPrecheckOut:
    content = prechecks.content_of(uow, record)
    return ClientPrecheckOut(
        **_summary(record).model_dump(),
        life=content.life,
        findings=list(content.findings),
        answer=shown(uow, content.answer),
    )
