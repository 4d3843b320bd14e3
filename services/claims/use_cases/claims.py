"""A claim on its client's side: filed, its file collected, submitted, agreed or withdrawn."""

from datetime import date
from typing import Any
from uuid import UUID

from services.claims import queries
from services.claims.domain.checklist import Cause, Checklist, Loss, checklist, require_complete
from services.claims.domain.clocks import ClaimClockName, ClaimClocks, ClaimFacts, Supplement, claim_clocks
from services.claims.domain.cover import cover_on
from services.claims.domain.lifecycle import State, advance
from services.claims.domain.problems import IncidentInTheFuture, ItemNotAsked
from services.claims.tables import Claim, CoveredPolicy, Evidence, ProgressEntry
from services.claims.use_cases.covered import facts
from shared.because import Answer
from shared.calendar import end_of_day, local_date
from shared.contracts import Line
from shared.contracts.claims import ClaimFiled, ClaimSubmitted
from shared.unit_of_work import UnitOfWork


async def file(
    uow: UnitOfWork,
    policy_id: UUID,
    *,
    cause: Cause,
    loss: Loss | None,
    incident_on: date,
    description: str | None,
) -> Claim:
    """Something happened: the claim is filed, with what cover says about the day; the carrier decides.

    Raises NotFound, IncidentInTheFuture, UnknownClaimLine.
    """
    policy: CoveredPolicy = await uow.get(queries.ISSUED_POLICY, policy_id=policy_id)
    assert policy.carrier_id is not None  # noqa: S101 an issued policy has its carrier
    if incident_on > local_date(uow.now):
        raise IncidentInTheFuture("/incident_on")
    rules, terms = uow.kit.jurisdiction, facts(policy)
    needed = checklist(rules, line=terms.line, cause=cause, incident_on=incident_on, loss=loss)
    cover = cover_on(
        rules, terms, cause="illness" if cause == "illness" else "accident", happened_on=incident_on
    )
    claim = uow.add(
        Claim(
            agency_id=policy.agency_id,
            client_id=policy.client_id,
            policy_id=policy.id,
            carrier_id=policy.carrier_id,
            line=terms.line,
            cause=cause,
            loss=needed.result.loss,
            incident_on=incident_on,
            description_sealed=None if description is None else uow.kit.cipher.seal(description),
            status=State.REPORTED,
            cover=cover.model_dump(mode="json"),
            arrears=cover.result.arrears,
            filed_at=uow.now,
        )
    )
    note(uow, claim, "reported")
    uow.record(
        ClaimFiled(
            client_id=claim.client_id,
            claim_id=claim.id,
            policy_id=claim.policy_id,
            carrier_id=claim.carrier_id,
            line=Line(claim.line),
            cause=cause,
            incident_on=incident_on,
        ),
        about=claim,
    )
    return claim


def needed_for(uow: UnitOfWork, claim: Claim) -> Answer[Checklist]:
    """The checklist of a claim."""
    cause: Any = claim.cause
    loss: Any = claim.loss
    return checklist(
        uow.kit.jurisdiction, line=claim.line, cause=cause, incident_on=claim.incident_on, loss=loss
    )


async def received(uow: UnitOfWork, claim: Claim) -> dict[str, Evidence]:
    """What has been handed in, the latest of each item, by item code."""
    return {one.item_code: one for one in await uow.all(queries.EVIDENCE_OF_CLAIM, claim_id=claim.id)}


async def hand_in(
    uow: UnitOfWork, claim_id: UUID, *, item_code: str, source: str, dated: date, reference: str
) -> Evidence:
    """A document joins the file; raises NotFound, ItemNotAsked, ClaimState once the file is closed."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    asked = {item.code for item in needed_for(uow, claim).result.items}
    asked |= {code for supplement in claim.supplements for code in supplement["items"]}
    if item_code not in asked:
        raise ItemNotAsked("/item_code", item_code=item_code)
    if claim.status == State.REPORTED:
        uow.change(claim, status=advance(State.REPORTED, State.COLLECTING))
    elif claim.status not in (State.COLLECTING, State.SUPPLEMENT_REQUESTED):
        advance(State(claim.status), State.COLLECTING)
    return uow.add(
        Evidence(
            agency_id=claim.agency_id,
            client_id=claim.client_id,
            carrier_id=claim.carrier_id,
            claim_id=claim.id,
            item_code=item_code,
            source=source,
            dated=dated,
            reference_sealed=uow.kit.cipher.seal(reference),
            received_at=uow.now,
        )
    )


async def submit(uow: UnitOfWork, claim_id: UUID, version: int) -> Claim:
    """The complete file, or what the carrier asked for later, goes to the carrier: its clocks run.

    Raises NotFound, Stale, ChecklistIncomplete, ClaimState.
    """
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    uow.expect(claim, version)
    today = local_date(uow.now)
    have = await received(uow, claim)
    require_complete(needed_for(uow, claim).result, have.keys())
    uow.change(
        claim,
        status=advance(State(claim.status), State.SUBMITTED),
        received_on=claim.received_on or today,
        supplements=[_arrived(supplement, today) for supplement in claim.supplements],
    )
    due_on = _watch_decision(uow, claim)
    note(uow, claim, "submitted")
    uow.record(
        ClaimSubmitted(
            client_id=claim.client_id,
            claim_id=claim.id,
            policy_id=claim.policy_id,
            carrier_id=claim.carrier_id,
            submitted_on=today,
            decision_due_on=due_on,
        ),
        about=claim,
    )
    return claim


def _arrived(supplement: dict[str, Any], today: date) -> dict[str, Any]:
    return supplement | {"materials_arrived_on": supplement["materials_arrived_on"] or today.isoformat()}


def _watch_decision(uow: UnitOfWork, claim: Claim) -> date:
    """The carrier decides a simple claim by this day."""
    clocks = {clock.name: clock for clock in clocks_of(uow, claim).result.clocks}
    due_on = clocks[ClaimClockName.SIMPLE_DECISION].due_on
    assert due_on is not None  # noqa: S101 nothing is asked for any more, so nothing is paused
    uow.schedule("decision-overdue", claim.id, end_of_day(due_on))
    return due_on


def clocks_of(uow: UnitOfWork, claim: Claim) -> Answer[ClaimClocks]:
    """Every clock of a claim; before it is submitted, as if it were submitted today."""
    return claim_clocks(
        uow.kit.jurisdiction,
        ClaimFacts(
            received_on=claim.received_on or local_date(uow.now),
            supplements=tuple(Supplement.model_validate(supplement) for supplement in claim.supplements),
            refused_on=claim.decided_on if claim.decision == "refuse" else None,
            agreed_on=claim.agreed_on,
        ),
    )


async def agree(uow: UnitOfWork, claim_id: UUID, version: int) -> Claim:
    """The client agrees with the amount: the carrier pays within its term; raises NotFound, Stale, ClaimState."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    uow.expect(claim, version)
    uow.change(claim, status=advance(State(claim.status), State.AGREED), agreed_on=local_date(uow.now))
    clocks = {clock.name: clock for clock in clocks_of(uow, claim).result.clocks}
    due_on = clocks[ClaimClockName.PAYMENT].due_on
    if due_on is not None:
        uow.schedule("payment-overdue", claim.id, end_of_day(due_on))
    note(uow, claim, "agreed")
    return claim


async def withdraw(uow: UnitOfWork, claim_id: UUID, version: int) -> Claim:
    """The client takes the claim back; raises NotFound, Stale, ClaimState."""
    claim: Claim = await uow.get(queries.CLAIM, claim_id=claim_id)
    uow.expect(claim, version)
    uow.change(claim, status=advance(State(claim.status), State.WITHDRAWN))
    uow.unschedule("decision-overdue", claim.id)
    note(uow, claim, "withdrawn")
    return claim


def note(uow: UnitOfWork, claim: Claim, code: str) -> None:
    """Something happened to the claim that its client is told."""
    uow.add(
        ProgressEntry(
            agency_id=claim.agency_id,
            client_id=claim.client_id,
            claim_id=claim.id,
            code=code,
            happened_at=uow.now,
        )
    )
