"""Answers to questionnaires: saved as far as they go, handed in as a whole, and made a proposal of facts to record.

A draft stays in the version of the questionnaire that it was begun under, also when a newer one is in force: nobody loses an
interview that is half done, and his answers mean what they meant when he gave them. It is handed in by that version's rules,
and moves to the version in force only when its client says so, after which every answer has to fit there.
"""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from services.needs import queries as household_queries
from services.needs.domain.firm_figures import firm_figures
from services.needs.domain.firm_interview import proposed_enterprise
from services.needs.domain.interview import proposed_household
from services.needs.domain.questionnaire import Answer, Questionnaire
from services.needs.domain.questionnaire_problems import AnswersRefused, VersionNotInForce
from services.needs.domain.recorded_enterprise import RecordedEnterprise, refuse_unknown_industry
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.queries import enterprises as enterprise_queries
from services.needs.queries import questionnaires as queries
from services.needs.questionnaire_folder import Questionnaires, read_questionnaires
from services.needs.settings import Settings
from services.needs.tables import Enterprise, Household, QuestionnaireDraft, QuestionnaireSubmission
from services.needs.use_cases import firms
from services.needs.use_cases.enterprises import record_enterprise
from services.needs.use_cases.facts import hold_file, recorded
from services.needs.use_cases.households import record_household
from services.needs.use_cases.preconditions import check_precondition
from shared.calendar import local_date
from shared.unit_of_work import UnitOfWork

Answers = Mapping[str, Answer]


def questionnaires(uow: UnitOfWork) -> Questionnaires:
    """The questionnaires that this deployment asks its clients."""
    return read_questionnaires(cast(Settings, uow.kit.settings).questionnaires)


async def save_draft(
    uow: UnitOfWork,
    client_id: UUID,
    code: str,
    answers: Answers,
    *,
    moved_to: int | None,
    seen: int | None,
    must_be_new: bool,
) -> QuestionnaireDraft:
    """All answers given so far, each of which has to fit its question; `seen` is the version he read (None: none).

    Raises NotFound, PreconditionRequired, Stale, VersionNotInForce, AnswersRefused.
    """
    file = await hold_file(uow, client_id)
    draft: QuestionnaireDraft | None = await uow.one(queries.DRAFT, client_id=client_id, code=code)
    check_precondition(draft, seen=seen, must_be_new=must_be_new)
    questionnaire = _version_of(uow, code, draft, moved_to)
    if faults := questionnaire.faults_so_far(answers, on=local_date(uow.now)):
        raise AnswersRefused(faults)
    values: dict[str, Any] = {
        "questionnaire_version": questionnaire.version,
        "answers": dict(answers),
        "saved_at": uow.now,
    }
    if draft is None:
        return uow.add(QuestionnaireDraft(agency_id=file.agency_id, client_id=client_id, code=code, **values))
    uow.change(draft, **values)
    return draft


async def drop_draft(uow: UnitOfWork, client_id: UUID, code: str, version: int) -> None:
    """The client begins anew another time; raises NotFound, Stale."""
    await hold_file(uow, client_id)
    draft: QuestionnaireDraft = await uow.get(queries.DRAFT, client_id=client_id, code=code)
    uow.expect(draft, version)
    uow.remove(draft)


async def submit(
    uow: UnitOfWork, client_id: UUID, code: str, version: int, *, apply: bool
) -> QuestionnaireSubmission:
    """Hand the draft in: it is over; its answers and what they make of the facts known are kept; `apply` records that.

    Raises NotFound, Stale, AnswersRefused, and whatever keeps the facts from being recorded.
    """
    file = await hold_file(uow, client_id)
    draft: QuestionnaireDraft = await uow.get(queries.DRAFT, client_id=client_id, code=code)
    uow.expect(draft, version)
    questionnaire = questionnaires(uow).of(code, draft.questionnaire_version)
    if faults := questionnaire.faults(draft.answers, on=local_date(uow.now)):
        raise AnswersRefused(faults)
    proposed, applied = await _fold(uow, client_id, questionnaire, draft.answers, apply=apply)
    uow.remove(draft)
    return uow.add(
        QuestionnaireSubmission(
            agency_id=file.agency_id,
            client_id=client_id,
            code=code,
            questionnaire_version=questionnaire.version,
            answers=draft.answers,
            proposal=proposed.model_dump(mode="json"),
            applied_version=applied,
            submitted_at=uow.now,
        )
    )


async def _fold(
    uow: UnitOfWork, client_id: UUID, questionnaire: Questionnaire, answers: Answers, *, apply: bool
) -> tuple[RecordedHousehold | RecordedEnterprise, int | None]:
    """What the answers make of what is known, and the version it is recorded as, if it is to be."""
    if questionnaire.subject == "household":
        household: Household | None = await uow.one(household_queries.HOUSEHOLD, client_id=client_id)
        family = proposed_household(answers, None if household is None else recorded(household))
        if not apply:
            return family, None
        seen = None if household is None else household.version
        kept = await record_household(uow, client_id, family, seen=seen, must_be_new=False)
        return family, kept.version
    enterprise: Enterprise | None = await uow.one(enterprise_queries.ENTERPRISE, client_id=client_id)
    firm = proposed_enterprise(answers, None if enterprise is None else firms.recorded(enterprise))
    if not apply:
        today = local_date(uow.now)
        refuse_unknown_industry(firm, uow.kit.jurisdiction.rule("enterprise.industries", on=today))
        firm_figures(firm, uow.kit.jurisdiction, on=today)
        return firm, None
    seen = None if enterprise is None else enterprise.version
    return firm, (await record_enterprise(uow, client_id, firm, seen=seen, must_be_new=False)).version


def _version_of(
    uow: UnitOfWork, code: str, draft: QuestionnaireDraft | None, moved_to: int | None
) -> Questionnaire:
    """The version in which the answers are read: the draft's own, unless it is begun or moved."""
    known = questionnaires(uow)
    if draft is not None and moved_to in (None, draft.questionnaire_version):
        return known.of(code, draft.questionnaire_version)
    chosen = known.now(code, local_date(uow.now)) if moved_to is None else known.of(code, moved_to)
    if not chosen.in_force(local_date(uow.now)):
        raise VersionNotInForce(version=chosen.version)
    return chosen
