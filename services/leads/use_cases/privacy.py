"""What a client may ask of the agency, and what the agency answers for: erasure, and impact assessments."""

from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.domain.problems import AssessedInTheFuture, ErasureAlreadyRequested, WrittenRequestNeeded
from services.leads.tables import Consent, ErasureRequest, ImpactAssessment
from shared.because import Because
from shared.calendar import add_working_days, add_years, local_date
from shared.caller import Role
from shared.contracts.leads import ErasureRequested
from shared.privacy import following
from shared.unit_of_work import UnitOfWork


async def request_erasure(uow: UnitOfWork, client_id: UUID, *, written_request: str | None) -> ErasureRequest:
    """The client wants to be erased, in every service; raises NotFound, ErasureAlreadyRequested, WrittenRequestNeeded.

    Every consent in force ends with it.
    """
    await uow.get(queries.leads.LEAD, client_id=client_id)
    himself = uow.caller.role is Role.CLIENT
    if not himself and written_request is None:
        raise WrittenRequestNeeded("/written_request")
    if await uow.one(queries.privacy.ERASURE_REQUEST_OF, client_id=client_id) is not None:
        raise ErasureAlreadyRequested
    rule = uow.kit.jurisdiction.rule("privacy.erasure", on=local_date(uow.now))
    request = uow.add(
        ErasureRequest(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            asked_by="client" if himself else "ops",
            written_request_sealed=None if written_request is None else uow.kit.cipher.seal(written_request),
            requested_at=uow.now,
            answer_by=add_working_days(local_date(uow.now), rule["answer_working_days"]),
        )
    )
    in_force: list[Consent] = await uow.all(queries.consents.CONSENTS_IN_FORCE, client_id=client_id)
    for consent in in_force:
        uow.change(consent, withdrawn_at=uow.now)
    await following.request(uow, client_id, request.id, uow.now)
    uow.record(ErasureRequested(client_id=client_id, request_id=request.id), about=request)
    return request


def record_impact_assessment(
    uow: UnitOfWork,
    *,
    purpose: str,
    assessed_on: date,
    necessity: str,
    impact: str,
    risk: str,
    measures: str,
) -> ImpactAssessment:
    """An assessment made before sensitive data was used is kept for its three years.

    Raises AssessedInTheFuture, NoRuleInForce.
    """
    if assessed_on > local_date(uow.now):
        raise AssessedInTheFuture("/assessed_on")
    return uow.add(
        ImpactAssessment(
            agency_id=uow.caller.agency_id,
            purpose=purpose,
            assessed_on=assessed_on,
            necessity=necessity,
            impact=impact,
            risk=risk,
            measures=measures,
            keep_until=kept(uow, assessed_on)[0],
            recorded_at=uow.now,
        )
    )


def kept(uow: UnitOfWork, assessed_on: date) -> tuple[date, Because]:
    """The last day an assessment must be kept, and why; raises NoRuleInForce before the law was."""
    rule = uow.kit.jurisdiction.rule("retention.impact_assessment", on=assessed_on)
    return add_years(assessed_on, rule["years"]), Because.of(rule, assessed_on=assessed_on)
