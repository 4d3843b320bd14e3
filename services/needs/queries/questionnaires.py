"""What is asked about answers to questionnaires."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.needs.tables import QuestionnaireDraft, QuestionnaireSubmission
from shared.pagination import Listing

DRAFT = select(QuestionnaireDraft).where(
    col(QuestionnaireDraft.client_id) == bindparam("client_id"),
    col(QuestionnaireDraft.code) == bindparam("code"),
)
SUBMISSION = select(QuestionnaireSubmission).where(
    col(QuestionnaireSubmission.client_id) == bindparam("client_id"),
    col(QuestionnaireSubmission.code) == bindparam("code"),
    col(QuestionnaireSubmission.id) == bindparam("submission_id"),
)

SUBMISSIONS = Listing(
    select(QuestionnaireSubmission).where(
        col(QuestionnaireSubmission.client_id) == bindparam("client_id"),
        col(QuestionnaireSubmission.code) == bindparam("code"),
    ),
    order=(col(QuestionnaireSubmission.submitted_at), col(QuestionnaireSubmission.id)),
    descending=True,
)
