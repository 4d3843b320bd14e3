"""How refusals, disputes and life stages are given out: codes with their words, sealed notes opened."""

from collections.abc import Sequence
from uuid import UUID

from services.leads.api.shown import label
from services.leads.domain.named import Named, named, words
from services.leads.domain.reflection import PeriodCount, Review, reasons
from services.leads.schemas.knowledge import NamedOut
from services.leads.schemas.reflection import (
    CaseReviewOut,
    DisputeOut,
    LifeStageOut,
    PeriodCountOut,
    ReasonOut,
    ReasonShareOut,
    ReflectionCodesOut,
    RefusalOut,
    SpanOut,
)
from services.leads.tables import Dispute, LifeStage, Refusal
from shared.calendar import local_date
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.unit_of_work import UnitOfWork


def codes(uow: UnitOfWork) -> ReflectionCodesOut:
    """Every code, for the reader."""
    disputes, stages = _rule(uow, "reflection.disputes"), _rule(uow, "reflection.life_stages")
    return ReflectionCodesOut(
        refusal_reasons=[
            ReasonOut(**label(reason.called, uow.language).model_dump(), prompt=reason.prompt[uow.language])
            for reason in reasons(uow.kit.jurisdiction, on=local_date(uow.now)).values()
        ],
        dispute_goal=_goal(uow, disputes),
        dispute_subjects=[_called(uow, code, disputes, "subjects") for code in disputes["subjects"]],
        dispute_outcomes=[_called(uow, code, disputes, "outcomes") for code in disputes["outcomes"]],
        life_stages=[_called(uow, code, stages, "stages") for code in stages["stages"]],
    )


def refusal(uow: UnitOfWork, row: Refusal) -> RefusalOut:
    """A refusal, with the question that its reason asks."""
    reason = reasons(uow.kit.jurisdiction, on=row.refused_on)[row.reason_code]
    return RefusalOut(
        reason=label(reason.called, uow.language),
        prompt=reason.prompt[uow.language],
        note=_opened(uow, row.note_sealed),
        lesson=_opened(uow, row.lesson_sealed),
        **row.model_dump(
            include=set(RefusalOut.model_fields) - {"reason", "prompt", "note", "lesson"},
        ),
    )


def period(uow: UnitOfWork, count: PeriodCount) -> PeriodCountOut:
    """The refusals of one period."""
    rule = _rule(uow, "reflection.refusals")
    return PeriodCountOut(
        period=count.period,
        refusals=count.refusals,
        reasons=[
            ReasonShareOut(
                reason=_called(uow, one.reason_code, rule, "reasons"), refusals=one.refusals, share=one.share
            )
            for one in count.reasons
        ],
    )


def dispute(uow: UnitOfWork, row: Dispute) -> DisputeOut:
    """A dispute, and how it ended where it has."""
    rule = _rule(uow, "reflection.disputes")
    outcome = row.outcome_code
    return DisputeOut(
        subject=_called(uow, row.subject_code, rule, "subjects"),
        goal=_goal(uow, rule),
        account=uow.kit.cipher.open(row.account_sealed),
        outcome=None if outcome is None else _called(uow, outcome, rule, "outcomes"),
        lesson=_opened(uow, row.outcome_sealed),
        **row.model_dump(
            include=set(DisputeOut.model_fields) - {"subject", "goal", "account", "outcome", "lesson"}
        ),
    )


def life_stage(uow: UnitOfWork, row: LifeStage) -> LifeStageOut:
    """One entry of a timeline."""
    return LifeStageOut(
        stage=_stage(uow, row.stage_code),
        review=_opened(uow, row.review_sealed),
        **row.model_dump(include=set(LifeStageOut.model_fields) - {"stage", "review"}),
    )


def case_review(
    uow: UnitOfWork, client_id: UUID, told: tuple[Review, Sequence[Refusal], Sequence[Dispute]]
) -> CaseReviewOut:
    """A life in review."""
    review, refusals, disputes = told
    return CaseReviewOut(
        client_id=client_id,
        years=review.years,
        stages=[
            SpanOut(stage=_stage(uow, span.stage_code), since=span.since, until=span.until, years=span.years)
            for span in review.stages
        ],
        lines_to_review=[Line(line) for line in review.lines_to_review],
        refusals=[refusal(uow, row) for row in refusals],
        disputes=[dispute(uow, row) for row in disputes],
    )


def _rule(uow: UnitOfWork, rule_id: str) -> Rule:
    return uow.kit.jurisdiction.rule(rule_id, on=local_date(uow.now))


def _called(uow: UnitOfWork, code: str, rule: Rule, entries: str) -> NamedOut:
    return label(named(code, rule[entries]), uow.language)


def _stage(uow: UnitOfWork, code: str) -> NamedOut:
    return _called(uow, code, _rule(uow, "reflection.life_stages"), "stages")


def _goal(uow: UnitOfWork, rule: Rule) -> NamedOut:
    goal = rule["goal"]
    return label(Named(code=goal["code"], words=words(goal)), uow.language)


def _opened(uow: UnitOfWork, text: bytes | None) -> str | None:
    return None if text is None else uow.kit.cipher.open(text)
