"""A pre-check is made for a client and kept, so that what was expected can be held against what was decided."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.underwriting.domain.findings import Finding
from services.underwriting.domain.precheck import Life, Precheck, precheck
from services.underwriting.tables import PrecheckRecord
from shared.because import Answer
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.underwriting import UnderwritingPrechecked
from shared.unit_of_work import UnitOfWork


class PrecheckContent(BaseModel):
    """What is sealed of a pre-check: what was told, and what was answered."""

    model_config = ConfigDict(frozen=True)

    life: Life
    findings: tuple[Finding, ...]
    answer: Answer[Precheck]


async def precheck_client(
    uow: UnitOfWork, *, client_id: UUID, life: Life, findings: Sequence[Finding], lines: Sequence[Line]
) -> PrecheckRecord:
    """Check what was found in a life of this client, keep it and tell the outcomes.

    Raises NotFound, UnknownLine, UnknownCondition, InvalidGradingInput, ConditionSexMismatch.
    """
    await uow.reach_client(client_id)
    answer = precheck(uow.kit.jurisdiction, life, findings, on=local_date(uow.now), lines=lines)
    outcomes = {Line(line): verdict.outcome for line, verdict in answer.result.lines.items()}
    content = PrecheckContent(life=life, findings=tuple(findings), answer=answer)
    record = uow.add(
        PrecheckRecord(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            outcomes={line.value: outcome.value for line, outcome in outcomes.items()},
            content_sealed=uow.kit.cipher.seal(content.model_dump_json()),
            prechecked_at=uow.now,
        )
    )
    uow.record(
        UnderwritingPrechecked(
            client_id=client_id,
            precheck_id=record.id,
            outcomes={line: outcome.value for line, outcome in outcomes.items()},
        ),
        about=record,
    )
    return record


def content_of(uow: UnitOfWork, record: PrecheckRecord) -> PrecheckContent:
    """What was told and answered then."""
    return PrecheckContent.model_validate_json(uow.kit.cipher.open(record.content_sealed))
