"""The rows about questionnaires: answers that are still being given, and answers that were handed in."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from services.needs.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import Versioned, identifier, instant, json


class QuestionnaireDraft(Versioned, OfClient, table=True):
    """The answers a client has given so far to one questionnaire, in the version it was begun under."""

    __tablename__ = "questionnaire_draft"
    __table_args__ = (UniqueConstraint("client_id", "code", name="one_draft_a_questionnaire"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    code: str
    questionnaire_version: int
    answers: dict[str, Any] = json()
    saved_at: datetime = instant()


class QuestionnaireSubmission(OfClient, table=True):
    """Answers as they were handed in, which never change; `proposal` is what they make of the facts known then."""

    __tablename__ = "questionnaire_submission"
    __table_args__ = (Index("questionnaire_submission_by_client", "client_id", "submitted_at", "id"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    code: str
    questionnaire_version: int
    answers: dict[str, Any] = json()
    proposal: dict[str, Any] = json()
    applied_version: int | None = None
    submitted_at: datetime = instant()
