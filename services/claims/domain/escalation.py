"""What a client can do when the insurer will not pay: each stage, until when it is answered, and what comes
after.

An agent who speaks for the client needs a written mandate, and promises nothing.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel, ConfigDict

from services.claims.domain.problems import EscalationOrder, MandateRequired, ReviewRequestTooLate
from shared.because import Answer, Because
from shared.calendar import Deadline, deadline
from shared.jurisdictions import Jurisdiction, Rule


class Stage(StrEnum):
    """The stages of a dispute, mildest first."""

    INSURER = "insurer"
    REVIEW = "review"
    MEDIATION = "mediation"
    REGULATOR = "regulator"
    ARBITRATION = "arbitration"
    COURT = "court"


NEXT: Final[Mapping[Stage, tuple[Stage, ...]]] = MappingProxyType(
    {
        Stage.INSURER: (Stage.REVIEW, Stage.MEDIATION, Stage.REGULATOR),
        Stage.REVIEW: (Stage.MEDIATION, Stage.REGULATOR),
        Stage.MEDIATION: (Stage.REGULATOR, Stage.ARBITRATION, Stage.COURT),
        Stage.REGULATOR: (Stage.MEDIATION, Stage.ARBITRATION, Stage.COURT),
        Stage.ARBITRATION: (),
        Stage.COURT: (),
    }
)

_CAVEATS: Final[Mapping[Stage, str]] = MappingProxyType(
    {Stage.MEDIATION: "MEDIATION_STOPS_THE_CLOCK", Stage.REGULATOR: "REGULATOR_AWARDS_NO_MONEY"}
)


class EscalationStep(BaseModel):
    """One stage: what it is by language, until when it is answered (None: no law says), and what may follow
    it."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    text: dict[str, str]
    answer_by: date | None
    calendar_provisional: bool
    following: tuple[Stage, ...]


def escalate(
    rules: Jurisdiction,
    stage: Stage,
    *,
    started_on: date,
    after: Stage | None = None,
    answered_on: date | None = None,
    complex_case: bool = False,
    extended: bool = False,
    arbitration_agreed: bool = False,
    by_agent: bool = False,
    mandate: bool = False,
) -> Answer[EscalationStep]:
    """Take a dispute to `stage` on `started_on`, coming from `after` (None: it begins), answered on
    `answered_on`.

    Raises MandateRequired for an agent without one, EscalationOrder where the stage does not follow, and
    ReviewRequestTooLate for a review asked for more than 30 days after the insurer's answer.
    """
    if by_agent and not mandate:
        raise MandateRequired("/mandate")
    possible = (Stage.INSURER,) if after is None else _following(after, arbitration_agreed)
    if stage not in possible:
        raise EscalationOrder(
            "/stage", stage=after.value if after else "–", following=", ".join(possible) or "–"
        )
    rule = rules.rule(f"complaint.{stage.value}", on=started_on)
    if stage is Stage.REVIEW and answered_on is not None:
        last_day = deadline(answered_on, days=rule["request_days"]).last_day
        if started_on > last_day:
            raise ReviewRequestTooLate("/started_on", last_day=last_day)
    until = _answer_by(rule, started_on, complex_case=complex_case, extended=extended)
    return Answer(
        result=EscalationStep(
            stage=stage,
            text=dict(rule["text"]),
            answer_by=until.last_day if until else None,
            calendar_provisional=until.calendar_provisional if until else False,
            following=_following(stage, arbitration_agreed),
        ),
        because=[Because.of(rule, started_on=started_on, complex_case=complex_case, extended=extended)],
        caveats=[*([_CAVEATS[stage]] if stage in _CAVEATS else []), "NO_PROMISE"],
    )


def _following(stage: Stage, arbitration_agreed: bool) -> tuple[Stage, ...]:
    """What may follow: arbitration where the contract agreed on it, and the court only where it did not."""
    barred = Stage.COURT if arbitration_agreed else Stage.ARBITRATION
    return tuple(following for following in NEXT[stage] if following is not barred)


def _answer_by(rule: Rule, started_on: date, *, complex_case: bool, extended: bool) -> Deadline | None:
    if "transfer_working_days" in rule.values:
        return deadline(started_on, working_days=rule["transfer_working_days"])
    if "days" not in rule.values:
        return None
    longer = complex_case or extended
    days = rule.values.get("complex_days", rule["days"]) if longer else rule["days"]
    return deadline(started_on, days=days + (rule.values.get("extension_days", 0) if extended else 0))
