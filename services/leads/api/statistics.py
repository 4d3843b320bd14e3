"""Routes about figures of the agency's own clients, each with its evidence."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.schemas.first_contact import EvidenceOut, StatisticIn
from services.leads.tables import Evidence
from services.leads.use_cases import statistics
from shared.calendar import local_date
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("leads")


@router.post("/statistics", status_code=status.HTTP_201_CREATED, tags=["statistics"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def compute_statistic(uow: Uow, body: StatisticIn) -> EvidenceOut:
    """Compute a figure from the agency's assessed clients and keep the evidence; 409 SAMPLE_TOO_SMALL with too few."""
    return _evidence(uow, await statistics.compute_statistic(uow, body.statistic))


@router.get("/statistics", tags=["statistics"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_statistics(uow: Uow, asked: Asked, statistic: str | None = None) -> PageOf[EvidenceOut]:
    """Figures that were computed, the newest first."""
    return await queries.first_contact.EVIDENCES.page(
        uow, asked, lambda row: _evidence(uow, row), statistic=statistic
    )


@router.get("/statistics/{evidence_id}", tags=["statistics"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_statistic(uow: Uow, evidence_id: UUID) -> EvidenceOut:
    """The evidence behind a figure."""
    return _evidence(uow, await uow.get(queries.first_contact.EVIDENCE, evidence_id=evidence_id))


def _evidence(uow: UnitOfWork, evidence: Evidence) -> EvidenceOut:
    figure = statistics.figure_of(uow, evidence)
    rule = uow.kit.jurisdiction.rule("contact.statistics", on=evidence.as_of)
    sentence = rule["statistics"][evidence.statistic][uow.language].format(
        evidence_id=evidence.id, **figure.model_dump()
    )
    return EvidenceOut(
        evidence_id=evidence.id,
        statistic=evidence.statistic,
        rule_version=evidence.rule_version,
        computed_at=evidence.computed_at,
        sentence=sentence if local_date(uow.now) <= figure.last_day else None,
        **figure.model_dump(),
    )
