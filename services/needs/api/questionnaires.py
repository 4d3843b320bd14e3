"""Routes about questionnaires: what they ask, answers saved as far as they go, and answers handed in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response, status
from fastapi.exceptions import RequestValidationError

from services.needs.api.households import READERS
from services.needs.api.preconditions import MustBeNew, SeenVersion
from services.needs.domain.caveats import DUPLICATE_INDEMNITY
from services.needs.domain.household import Household
from services.needs.domain.income_loss import IncomeLossTest, income_loss_test, without_income_of
from services.needs.domain.question_schema import json_schema, ui_schema
from services.needs.domain.questionnaire import Questionnaire
from services.needs.domain.questionnaire_problems import AnswersRefused
from services.needs.domain.recorded_enterprise import RecordedEnterprise
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.queries import questionnaires as queries
from services.needs.schemas.assessments import PastDay
from services.needs.schemas.questionnaires import (
    DraftIn,
    DraftOut,
    ProposedHousehold,
    QuestionnaireOut,
    QuestionnairesOut,
    QuestionnaireSummaryOut,
    SubmissionOut,
    SubmissionSummaryOut,
)
from services.needs.tables import QuestionnaireDraft, QuestionnaireSubmission
from services.needs.texts import sentences, worded
from services.needs.use_cases import questionnaires as use_cases
from shared.because import Answer
from shared.calendar import local_date
from shared.money import Money
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("needs")
Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["golden_questions"])]
DRAFT = "/clients/{client_id}/questionnaires/{code}/draft"
SUBMISSIONS = "/clients/{client_id}/questionnaires/{code}/submissions"


@router.get("/questionnaires", tags=["questionnaires"])
@allow(*READERS)
async def list_questionnaires(uow: Uow, on: Annotated[PastDay | None, Query()] = None) -> QuestionnairesOut:
    """The questionnaires that may be begun on a day, each in the version in force on it."""
    day = on or local_date(uow.now)
    found = use_cases.questionnaires(uow).in_force(day)
    return QuestionnairesOut(on=day, items=[QuestionnaireSummaryOut(**_summed_up(uow, one)) for one in found])


@router.get("/questionnaires/{code}", tags=["questionnaires"])
@allow(*READERS)
async def read_questionnaire(
    uow: Uow, code: Code, version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None
) -> QuestionnaireOut:
    """What a questionnaire asks, in the reader's language: the version in force today, or the one named."""
    known = use_cases.questionnaires(uow)
    found = known.now(code, local_date(uow.now)) if version is None else known.of(code, version)
    return QuestionnaireOut(
        **_summed_up(uow, found),
        json_schema=json_schema(found, uow.language),
        ui_schema=ui_schema(found, uow.language),
    )


@router.put(DRAFT, tags=["questionnaires"])
@allow(*READERS)
async def put_draft(
    uow: Uow,
    client_id: UUID,
    code: Code,
    draft: DraftIn,
    response: Response,
    seen: SeenVersion,
    must_be_new: MustBeNew,
) -> DraftOut:
    """Save the answers given so far, in the place of those saved before; each has to fit its question.

    The first time no If-Match is needed (201). A draft stays in the version of the questionnaire that it was begun under,
    unless `questionnaire_version` moves it to the one in force.
    """
    try:
        kept = await use_cases.save_draft(
            uow,
            client_id,
            code,
            draft.answers,
            moved_to=draft.questionnaire_version,
            seen=seen,
            must_be_new=must_be_new,
        )
    except AnswersRefused as refused:
        raise _told(refused) from None
    if kept.version == 1 and seen is None:
        response.status_code = status.HTTP_201_CREATED
    uow.tag(kept)
    return _draft(uow, kept)


@router.get(DRAFT, tags=["questionnaires"])
@allow(*READERS)
async def read_draft(uow: Uow, client_id: UUID, code: Code) -> DraftOut:
    """The answers given so far, and how far they go."""
    draft: QuestionnaireDraft = await uow.get(queries.DRAFT, client_id=client_id, code=code)
    uow.tag(draft)
    return _draft(uow, draft)


@router.delete(DRAFT, status_code=status.HTTP_204_NO_CONTENT, tags=["questionnaires"])
@allow(*READERS)
async def delete_draft(uow: Uow, client_id: UUID, code: Code, version: IfMatch) -> None:
    """Forget the answers given so far."""
    await use_cases.drop_draft(uow, client_id, code, version)


@router.post(SUBMISSIONS, status_code=status.HTTP_201_CREATED, tags=["questionnaires"])
@allow(*READERS)
async def submit_draft(
    uow: Uow,
    client_id: UUID,
    code: Code,
    version: IfMatch,
    apply: Annotated[bool, Query(description="record what the answers describe at once")] = False,
) -> SubmissionOut:
    """Hand in the draft: every question that is asked is answered, and no other; gives the facts to record."""
    try:
        submission = await use_cases.submit(uow, client_id, code, version, apply=apply)
    except AnswersRefused as refused:
        raise _told(refused) from None
    return _submission(uow, submission)


@router.get(SUBMISSIONS, tags=["questionnaires"])
@allow(*READERS)
async def list_submissions(
    uow: Uow, client_id: UUID, code: Code, asked: Asked
) -> PageOf[SubmissionSummaryOut]:
    """Answers that were handed in, the newest first."""
    await uow.reach_client(client_id)
    return await queries.SUBMISSIONS.page(uow, asked, _listed, client_id=client_id, code=code)


@router.get(SUBMISSIONS + "/{submission_id}", tags=["questionnaires"])
@allow(*READERS)
async def read_submission(uow: Uow, client_id: UUID, code: Code, submission_id: UUID) -> SubmissionOut:
    """Answers as they were handed in, and what they made of the facts known then."""
    submission: QuestionnaireSubmission = await uow.get(
        queries.SUBMISSION, client_id=client_id, code=code, submission_id=submission_id
    )
    return _submission(uow, submission)


def _told(refused: AnswersRefused) -> RequestValidationError:
    """Every answer that is refused, each with a pointer to it."""
    return RequestValidationError(
        [
            {
                "type": "value_error",
                "loc": ("body", "answers", fault.question),
                "msg": "",
                "input": None,
                "ctx": {"error": fault.problem},
            }
            for fault in refused.faults
        ]
    )


def _summed_up(uow: Uow, questionnaire: Questionnaire) -> dict[str, Any]:
    return {
        **questionnaire.model_dump(exclude={"title", "blocks"}),
        "title": questionnaire.title[uow.language],
        "questions": len(list(questionnaire.questions())),
    }


def _draft(uow: Uow, draft: QuestionnaireDraft) -> DraftOut:
    known = use_cases.questionnaires(uow)
    questionnaire = known.of(draft.code, draft.questionnaire_version)
    begun_today = [one.version for one in known.in_force(local_date(uow.now)) if one.code == draft.code]
    asked = {question.key for question in questionnaire.asked(draft.answers)}
    return DraftOut(
        **draft.model_dump(exclude={"id", "agency_id"}),
        newest_version=next(iter(begun_today), None),
        not_asked=[key for key in draft.answers if key not in asked],
        progress=questionnaire.progress(draft.answers),
    )


def _listed(submission: QuestionnaireSubmission) -> SubmissionSummaryOut:
    return SubmissionSummaryOut(**_columns(submission))


def _columns(submission: QuestionnaireSubmission) -> dict[str, Any]:
    return submission.model_dump(include=set(SubmissionSummaryOut.model_fields))


def _submission(uow: Uow, submission: QuestionnaireSubmission) -> SubmissionOut:
    subject = use_cases.questionnaires(uow).of(submission.code, submission.questionnaire_version).subject
    family = RecordedHousehold.model_validate(submission.proposal) if subject == "household" else None
    firm = RecordedEnterprise.model_validate(submission.proposal) if subject == "enterprise" else None
    return SubmissionOut(
        **_columns(submission),
        answers=submission.answers,
        household=None if family is None else ProposedHousehold.of(family),
        enterprise=firm,
        no_income_test=None if family is None else _no_income_test(uow, family, submission),
        caveats=sentences(_duplicates(family), uow.language),
    )


def _no_income_test(
    uow: Uow, family: RecordedHousehold, submission: QuestionnaireSubmission
) -> Answer[IncomeLossTest]:
    """Whether the family lasts without its breadwinner's income; its expenses hold the instalments."""
    rule = uow.kit.jurisdiction.rule("interview.no_income_test", on=local_date(submission.submitted_at))
    loss = without_income_of(family.principal(), family, Money.zero())
    return worded(income_loss_test(loss, rule), uow.language)


def _duplicates(family: Household | None) -> list[str]:
    """Somebody who has two reimbursement policies is insured twice for the same bills 重复投保."""
    twice = family is not None and any(len(member.covers_of("medical")) > 1 for member in family.members)
    return [DUPLICATE_INDEMNITY] if twice else []
