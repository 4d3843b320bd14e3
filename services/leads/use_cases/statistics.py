"""Figures about the agency's own clients: computed from their newest gaps, kept as evidence, or not shown at all."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from services.leads import queries
from services.leads.domain.first_contact import Figure, check_sample, figure
from services.leads.domain.knowledge_problems import EvidenceExpired
from services.leads.domain.named import check_code
from services.leads.tables import AssessedClient, Evidence
from shared.calendar import local_date
from shared.contracts.needs import GapComputed
from shared.money import Money
from shared.unit_of_work import UnitOfWork


async def note_gaps(uow: UnitOfWork, computed: GapComputed, *, at: datetime) -> None:
    """The client's gaps as of the instant `at`, by risk over all of the family; what is older changes nothing.

    Raises NotFound until the client himself is known.
    """
    await uow.get(queries.leads.LEAD, client_id=computed.client_id)
    known: AssessedClient | None = await uow.one(
        queries.first_contact.ASSESSED_CLIENT, client_id=computed.client_id
    )
    if known is not None and at < known.assessed_at:
        return
    gaps: defaultdict[str, Money] = defaultdict(lambda: Money(0))
    for one in computed.gaps:
        gaps[one.risk] += one.gap
    uow.add(
        AssessedClient(
            id=computed.client_id,
            agency_id=uow.caller.agency_id,
            assessed_at=at,
            gaps={risk: str(gap) for risk, gap in gaps.items()},
        )
    )


async def compute_statistic(uow: UnitOfWork, statistic: str) -> Evidence:
    """What share of the agency's assessed clients has the gap; raises UnknownCode, SampleTooSmall."""
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("contact.statistics", on=today)
    check_code(statistic, rule["statistics"], at="/statistic")
    counted = await uow.one_in_agency(
        queries.first_contact.CLIENTS_WITH_GAP, risk=rule["statistics"][statistic]["risk"]
    )
    check_sample(uow.kit.jurisdiction, counted["sample"], on=today)
    return uow.add(
        Evidence(
            agency_id=uow.caller.agency_id,
            statistic=statistic,
            sample=counted["sample"],
            affected=counted["affected"],
            as_of=today,
            rule_version=rule.version,
            computed_at=uow.now,
        )
    )


def figure_of(uow: UnitOfWork, evidence: Evidence) -> Figure:
    """The figure that the evidence stands for, by the rule of the day on which it was computed."""
    return figure(
        uow.kit.jurisdiction, sample=evidence.sample, affected=evidence.affected, as_of=evidence.as_of
    )


async def evidence_to_show(uow: UnitOfWork, evidence_id: UUID) -> Evidence:
    """Evidence that is recent enough to be shown; raises NotFound, EvidenceExpired."""
    evidence: Evidence = await uow.get(queries.first_contact.EVIDENCE, evidence_id=evidence_id)
    if local_date(uow.now) > figure_of(uow, evidence).last_day:
        raise EvidenceExpired
    return evidence
