"""Questionnaires as a front end renders them, and the answers it sends."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, StrictInt, StringConstraints

from services.needs.domain.household import Liability
from services.needs.domain.income_loss import IncomeLossTest
from services.needs.domain.questionnaire import Answer as Given
from services.needs.domain.questionnaire import Progress, QuestionKey
from services.needs.domain.recorded_enterprise import RecordedEnterprise
from services.needs.domain.recorded_household import Person, RecordedHousehold
from services.needs.schemas.households import MemberOut
from shared.because import Answer
from shared.money import Money
from shared.sent import Input

Text = Annotated[str, StringConstraints(max_length=100)]
Whole = Annotated[StrictInt, Field(ge=-10_000_000_000, le=10_000_000_000)]
AnswerIn = StrictBool | Whole | Text | Annotated[list[Text], Field(max_length=50)]


class QuestionnaireSummaryOut(BaseModel):
    """One version of a questionnaire in a list."""

    code: Annotated[str, Field(examples=["golden_questions"])]
    version: int
    subject: Literal["household", "enterprise"]
    title: str
    effective_from: date
    effective_to: date | None
    questions: int


class QuestionnairesOut(BaseModel):
    """The questionnaires that may be begun on a day."""

    on: date
    items: list[QuestionnaireSummaryOut]


class QuestionnaireOut(QuestionnaireSummaryOut):
    """One version of a questionnaire: a JSON Schema (2020-12) of its answers, and a UI schema as JSON Forms reads it."""

    json_schema: dict[str, Any]
    ui_schema: dict[str, Any]


class DraftIn(Input):
    """All answers given so far. `questionnaire_version` moves a draft to that version (null: it stays in its own)."""

    answers: dict[QuestionKey, AnswerIn] = Field(max_length=200, examples=[{"has_partner": True}])
    questionnaire_version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class DraftOut(BaseModel):
    """Answers given so far, and how far they go. `not_asked` names answers that others have made superfluous.

    `newest_version` is the version that is begun today, null where none is.
    """

    client_id: UUID
    code: str
    version: int
    questionnaire_version: int
    newest_version: int | None
    answers: dict[str, Given]
    not_asked: list[str]
    progress: Progress
    saved_at: datetime


class ProposedMember(MemberOut):
    """One person of the household; without an id he is new."""

    id: UUID | None  # type: ignore[assignment]

    @classmethod
    def proposed(cls, person: Person, place: str) -> Self:
        """The member that this person is; whoever has his place for a key is new."""
        said = {name: getattr(person, name) for name in cls.model_fields if name != "id"}
        return cls(id=None if person.key == place else UUID(person.key), **said)


class ProposedHousehold(BaseModel):
    """A household as it may be recorded: the body of `PUT /needs/clients/{client_id}/household`."""

    members: list[ProposedMember]
    annual_expenses: Money
    liabilities: tuple[Liability, ...]
    liquid_assets: Money
    annual_elder_support: Money

    @classmethod
    def of(cls, household: RecordedHousehold) -> Self:
        """This household, ready to be recorded."""
        return cls(
            members=[
                ProposedMember.proposed(person, str(place))
                for place, person in enumerate(household.members, start=1)
            ],
            **{name: getattr(household, name) for name in cls.model_fields if name != "members"},
        )


class SubmissionSummaryOut(BaseModel):
    """Answers that were handed in, in a list; `applied_version` is the version of the facts recorded from them."""

    id: UUID
    client_id: UUID
    code: str
    questionnaire_version: int
    applied_version: int | None
    submitted_at: datetime


class SubmissionOut(SubmissionSummaryOut):
    """Answers that were handed in, and what they make of the facts known then; `duplicates` are lines insured twice over.

    `no_income_test` is the test of three years without the breadwinner's income; it is null for a firm.
    """

    answers: dict[str, Given]
    household: ProposedHousehold | None
    enterprise: RecordedEnterprise | None
    no_income_test: Answer[IncomeLossTest] | None
    caveats: list[str]
