"""What agents note down to learn from: refusals, disputes, and the stages of a client's life."""

from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.domain.knowledge_problems import DisputeClosed, InTheFuture
from services.leads.domain.leads import after_refusal
from services.leads.domain.named import check_code
from services.leads.domain.reflection import Entered, Review, look_back
from services.leads.tables import Dispute, Lead, LifeStage, Refusal
from shared.calendar import local_date
from shared.contracts.leads import LeadRefused
from shared.unit_of_work import UnitOfWork


async def record_refusal(
    uow: UnitOfWork,
    client_id: UUID,
    *,
    reason_code: str,
    refused_on: date | None,
    line: str | None,
    note: str | None,
) -> Refusal:
    """The client said no; whoever has no policy is `refused`. Raises NotFound, UnknownCode, InTheFuture."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    today = local_date(uow.now)
    check_code(
        reason_code, uow.kit.jurisdiction.rule("reflection.refusals", on=today)["reasons"], at="/reason_code"
    )
    _refuse_future(refused_on, today, at="/refused_on")
    refusal = uow.add(
        Refusal(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            reason_code=reason_code,
            line=line,
            refused_on=refused_on or today,
            recorded_at=uow.now,
            note_sealed=_sealed(uow, note),
        )
    )
    if lead.status != (status := after_refusal(lead.status)):
        uow.change(lead, status=status)
    uow.record(LeadRefused(client_id=client_id, reason_code=reason_code), about=refusal)
    return refusal


async def reflect(
    uow: UnitOfWork, refusal_id: UUID, version: int, *, need_dug_enough: bool, lesson: str | None
) -> Refusal:
    """What the agent makes of a refusal: was the need dug enough, and what is learned? Raises NotFound, Stale."""
    refusal: Refusal = await uow.get(queries.reflection.REFUSAL, refusal_id=refusal_id)
    uow.expect(refusal, version)
    uow.change(
        refusal,
        need_dug_enough=need_dug_enough,
        lesson_sealed=_sealed(uow, lesson),
        reflected_at=uow.now,
    )
    return refusal


async def open_dispute(
    uow: UnitOfWork, client_id: UUID, *, subject_code: str, opened_on: date | None, account: str
) -> Dispute:
    """A dispute begins, for the client's legitimate rights; raises NotFound, UnknownCode, InTheFuture."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("reflection.disputes", on=today)
    check_code(subject_code, rule["subjects"], at="/subject_code")
    _refuse_future(opened_on, today, at="/opened_on")
    return uow.add(
        Dispute(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            subject_code=subject_code,
            goal_code=rule["goal"]["code"],
            opened_on=opened_on or today,
            recorded_at=uow.now,
            account_sealed=uow.kit.cipher.seal(account),
        )
    )


async def close_dispute(
    uow: UnitOfWork, dispute_id: UUID, version: int, *, outcome_code: str, lesson: str | None
) -> Dispute:
    """A dispute ends, with an outcome; raises NotFound, Stale, DisputeClosed, UnknownCode."""
    dispute: Dispute = await uow.get(queries.reflection.DISPUTE, dispute_id=dispute_id)
    uow.expect(dispute, version)
    if dispute.status == "closed":
        raise DisputeClosed
    rule = uow.kit.jurisdiction.rule("reflection.disputes", on=local_date(uow.now))
    check_code(outcome_code, rule["outcomes"], at="/outcome_code")
    uow.change(
        dispute,
        status="closed",
        outcome_code=outcome_code,
        outcome_sealed=_sealed(uow, lesson),
        closed_at=uow.now,
    )
    return dispute


async def enter_life_stage(
    uow: UnitOfWork, client_id: UUID, *, stage_code: str, entered_on: date, review: str | None
) -> LifeStage:
    """The client entered a stage of life; raises NotFound, UnknownCode, InTheFuture."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    _check_stage(uow, stage_code, entered_on)
    return uow.add(
        LifeStage(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            stage_code=stage_code,
            entered_on=entered_on,
            recorded_at=uow.now,
            review_sealed=_sealed(uow, review),
        )
    )


async def correct_life_stage(
    uow: UnitOfWork, entry_id: UUID, version: int, *, stage_code: str, entered_on: date, review: str | None
) -> LifeStage:
    """An entry of the timeline is set right; raises NotFound, Stale, UnknownCode, InTheFuture."""
    entry: LifeStage = await uow.get(queries.reflection.LIFE_STAGE, entry_id=entry_id)
    uow.expect(entry, version)
    _check_stage(uow, stage_code, entered_on)
    uow.change(entry, stage_code=stage_code, entered_on=entered_on, review_sealed=_sealed(uow, review))
    return entry


async def review_case(uow: UnitOfWork, client_id: UUID) -> tuple[Review, list[Refusal], list[Dispute]]:
    """The client's life in review, with what was refused and disputed on the way; raises NotFound."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    entries = await uow.all(queries.reflection.LIFE_STAGES_OF_CLIENT, client_id=client_id)
    refusals = await uow.all(queries.reflection.REFUSALS_OF_CLIENT, client_id=client_id)
    disputes = await uow.all(queries.reflection.DISPUTES_OF_CLIENT, client_id=client_id)
    told = [Entered(entry.stage_code, entry.entered_on) for entry in entries]
    return look_back(uow.kit.jurisdiction, told, on=local_date(uow.now)), refusals, disputes


def _check_stage(uow: UnitOfWork, stage_code: str, entered_on: date) -> None:
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("reflection.life_stages", on=today)
    check_code(stage_code, rule["stages"], at="/stage_code")
    _refuse_future(entered_on, today, at="/entered_on")


def _refuse_future(day: date | None, today: date, *, at: str) -> None:
    if day is not None and day > today:
        raise InTheFuture(at)


def _sealed(uow: UnitOfWork, text: str | None) -> bytes | None:
    return None if text is None else uow.kit.cipher.seal(text)
