"""What the carrier says of an application is noted, and a policy follows from a decision and an issue.

Reports come twice and in any order; all of them end in the same state. An issue that is heard of before the decision
waits for it, so that the policy bears the decided rating and the other services hear of the decision first; after
`PATIENCE` the carrier is taken at its word without one.
"""

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any, Final

from services.underwriting import queries
from services.underwriting.domain.application import State
from services.underwriting.domain.application_clocks import material_due_on
from services.underwriting.domain.carrier_course import Decision, can_issue, read_decision
from services.underwriting.domain.coverage import coverage_last_day, next_due_on, usual_effective_on
from services.underwriting.domain.outcomes import Outcome, rated_premium
from services.underwriting.domain.problems import ApplicationState, NotInsurable
from services.underwriting.tables import Application, MaterialRequest
from services.underwriting.use_cases.standing import facts_of, settle
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.carriers import CarrierReported
from shared.contracts.underwriting import MaterialRequested, PolicyIssued, UnderwritingDecided
from shared.ids import new_id
from shared.kit_tables import DueWork
from shared.problems import NotFound
from shared.unit_of_work import UnitOfWork

UNDECIDED_ISSUE: Final = "undecided-issue"
PATIENCE: Final = timedelta(days=1)
UNSPECIFIED: Final = "unspecified"


async def take_report(uow: UnitOfWork, report: CarrierReported) -> None:
    """Note what a carrier reported on an application; what is not about one, or says nothing known, is left alone.

    Raises NotFound for an application that is not there or is another carrier's, ApplicationState for one that no
    carrier can have seen, and NotADecision.
    """
    application: Application = await uow.get(queries.APPLICATION, application_id=report.case_id)
    if application.carrier_id != report.carrier_id:
        raise NotFound
    if application.submitted_at is None:
        raise ApplicationState(state=application.status, action=report.report)
    noting = _REPORTS.get(report.report)
    if noting is not None:
        await noting(uow, application, report)


async def issue_undecided(uow: UnitOfWork, due: DueWork) -> None:
    """The carrier issued and never said what it decided: the policy is in force as it was applied for.

    Raises NotInsurable where the last word was a refusal: an operator has to ask the carrier.
    """
    application: Application = await uow.get(queries.APPLICATION, application_id=due.subject_id)
    if application.policy_id is not None or application.issue_reported_at is None:
        return
    if application.outcome is not None:
        raise NotInsurable(outcome=application.outcome)
    _decide(uow, application, Decision(application.issue_reported_at, Outcome.STANDARD.severity, 0, ()))
    _issue(uow, application)


async def _note_accepted(uow: UnitOfWork, application: Application, report: CarrierReported) -> None:
    first = min(application.accepted_at or report.reported_at, report.reported_at)
    if application.accepted_at != first:
        uow.change(application, accepted_at=first)


async def _note_material_requested(
    uow: UnitOfWork, application: Application, report: CarrierReported
) -> None:
    """Each document type of each report is asked for once."""
    known: list[MaterialRequest] = await uow.all(
        queries.MATERIAL_REQUESTS_OF_REPORT, application_id=application.id, requested_at=report.reported_at
    )
    asked = dict.fromkeys(report.document_types or [UNSPECIFIED])
    new = [name for name in asked if name not in {request.document_type for request in known}]
    if not new:
        return
    due_on = material_due_on(uow.kit.jurisdiction, requested_on=local_date(report.reported_at))
    settle(uow, application, materials_open=application.materials_open + len(new))
    for document_type in new:
        request = uow.add(
            MaterialRequest(
                agency_id=application.agency_id,
                client_id=application.client_id,
                carrier_id=application.carrier_id,
                application_id=application.id,
                document_type=document_type,
                requested_at=report.reported_at,
                due_on=due_on,
            )
        )
        if application.status == State.MATERIAL_REQUESTED:
            uow.record(
                MaterialRequested(
                    client_id=application.client_id,
                    application_id=application.id,
                    request_id=request.id,
                    document_type=document_type,
                    due_on=due_on,
                ),
                about=request,
            )


async def _note_decided(uow: UnitOfWork, application: Application, report: CarrierReported) -> None:
    decision = read_decision(
        report.outcome,
        rating_percent=report.rating_percent,
        exclusions=report.exclusions,
        decided_at=report.reported_at,
    )
    known = _decision_of(application)
    if known is not None and decision <= known:
        return
    _decide(uow, application, decision)
    if application.issue_reported_at is not None:
        _issue(uow, application)


async def _note_issued(uow: UnitOfWork, application: Application, report: CarrierReported) -> None:
    if application.policy_id is not None:
        return
    if application.issue_reported_at is not None and report.reported_at <= application.issue_reported_at:
        return
    usual = usual_effective_on(local_date(report.reported_at))
    uow.change(
        application,
        issue_reported_at=report.reported_at,
        effective_on=report.effective_on or usual,
        policy_number=report.policy_number,
    )
    _issue(uow, application)


def _decide(uow: UnitOfWork, application: Application, decision: Decision) -> None:
    """Set the decision, and tell it unless it only repeats the one that was known."""
    known = _decision_of(application)
    settle(
        uow,
        application,
        outcome=decision.outcome,
        rating_percent=decision.rating_percent,
        exclusions=list(decision.exclusions),
        decided_at=decision.decided_at,
    )
    if known is not None and known[1:] == decision[1:]:
        return
    uow.record(
        UnderwritingDecided(
            client_id=application.client_id,
            application_id=application.id,
            line=Line(application.line),
            outcome=decision.outcome,
            rating_percent=decision.rating_percent,
            exclusions=list(decision.exclusions),
        ),
        about=application,
    )


def _issue(uow: UnitOfWork, application: Application) -> None:
    """The policy is in force, once there is a decision that insures; until then the issue waits."""
    reported_at, effective_on = application.issue_reported_at, application.effective_on
    if application.policy_id is not None or reported_at is None or effective_on is None:
        return
    if not can_issue(facts_of(application).outcome):
        uow.schedule(UNDECIDED_ISSUE, application.id, uow.now + PATIENCE)
        return
    uow.unschedule(UNDECIDED_ISSUE, application.id)
    policy_id, rating = new_id(), application.rating_percent
    premium = rated_premium(application.annual_premium, rating)
    last_day = coverage_last_day(
        uow.kit.jurisdiction,
        application.coverage_term,
        birth_date=application.insured_birth_date,
        effective_on=effective_on,
    )
    following = next_due_on(effective_on, application.payment_years)
    settle(
        uow,
        application,
        policy_id=policy_id,
        issued_at=reported_at,
        issued_premium=premium,
        coverage_last_day=last_day,
        next_due_on=following,
    )
    uow.record(
        PolicyIssued(
            client_id=application.client_id,
            policy_id=policy_id,
            application_id=application.id,
            proposal_id=application.proposal_id,
            carrier_id=application.carrier_id,
            product_id=application.product_id,
            product_code=application.product_code,
            line=Line(application.line),
            sum_insured=application.sum_insured,
            annual_premium=premium,
            issued_at=reported_at,
            effective_on=effective_on,
            coverage_term=application.coverage_term,
            coverage_last_day=last_day,
            payment_years=application.payment_years,
            next_due_on=following,
            waiting_days=application.waiting_days,
            member_id=application.insured_member_id,
        ),
        about=application,
    )


def _decision_of(application: Application) -> Decision | None:
    if application.outcome is None or application.decided_at is None:
        return None
    return Decision(
        application.decided_at,
        Outcome(application.outcome).severity,
        application.rating_percent,
        tuple(application.exclusions),
    )


_REPORTS: Final[
    Mapping[str, Callable[[UnitOfWork, Application, CarrierReported], Coroutine[Any, Any, None]]]
] = {
    "accepted": _note_accepted,
    "material_requested": _note_material_requested,
    "decided": _note_decided,
    "issued": _note_issued,
}
