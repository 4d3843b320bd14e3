"""The trust protocol (信任建立): a client's worries are heard before any line of insurance is named."""

from collections.abc import Sequence
from uuid import UUID

from services.leads import queries
from services.leads.domain.first_contact import Suggestion, answer_worries
from services.leads.domain.knowledge_problems import WorriesFirst
from services.leads.domain.named import check_code
from services.leads.tables import Interview
from services.leads.use_cases.do_not_contact import contactable
from shared.because import Answer
from shared.calendar import local_date
from shared.unit_of_work import UnitOfWork


async def begin_interview(uow: UnitOfWork, client_id: UUID, *, channel: str) -> Interview:
    """An interview begins, with nothing heard yet; raises NotFound, DoNotContact, ConsentMissing."""
    await contactable(uow, client_id)
    return uow.add(
        Interview(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=uow.caller.agent_id,
            channel=channel,
            held_at=uow.now,
        )
    )


async def hear_worries(
    uow: UnitOfWork, interview_id: UUID, version: int, *, worries: Sequence[str], words: str | None
) -> Interview:
    """What the client worries about, by code and in his own words; what was heard first keeps its time.

    Raises NotFound, Stale, DoNotContact, ConsentMissing, UnknownCode.
    """
    interview = await _going_on(uow, interview_id, version)
    known = uow.kit.jurisdiction.rule("contact.worries", on=local_date(uow.now))["worries"]
    for place, worry in enumerate(worries):
        check_code(worry, known, at=f"/worries/{place}")
    uow.change(
        interview,
        worries=list(dict.fromkeys(worries)),
        words_sealed=None if words is None else uow.kit.cipher.seal(words),
        worries_at=interview.worries_at or uow.now,
    )
    return interview


async def name_lines(uow: UnitOfWork, interview_id: UUID, version: int, *, lines: Sequence[str]) -> Interview:
    """The lines that were spoken of; raises NotFound, Stale, DoNotContact, ConsentMissing, WorriesFirst."""
    interview = await _going_on(uow, interview_id, version)
    if interview.worries_at is None:
        raise WorriesFirst
    uow.change(interview, lines=list(dict.fromkeys(lines)), lines_at=interview.lines_at or uow.now)
    return interview


async def suggest_lines(uow: UnitOfWork, interview_id: UUID) -> Answer[tuple[Suggestion, ...]]:
    """The lines that answer the client's worries; raises NotFound, WorriesFirst."""
    interview: Interview = await uow.get(queries.first_contact.INTERVIEW, interview_id=interview_id)
    return answer_worries(uow.kit.jurisdiction, interview.worries, on=local_date(uow.now))


async def worries_heard(uow: UnitOfWork, client_id: UUID) -> bool:
    """Whether the client's worries were heard in any interview."""
    return await uow.one(queries.first_contact.INTERVIEW_WITH_WORRIES, client_id=client_id) is not None


async def _going_on(uow: UnitOfWork, interview_id: UUID, version: int) -> Interview:
    interview: Interview = await uow.get(queries.first_contact.INTERVIEW, interview_id=interview_id)
    uow.expect(interview, version)
    await contactable(uow, interview.client_id)
    return interview
