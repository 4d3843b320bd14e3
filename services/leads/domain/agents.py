"""What an agent may sell: his licence, his level against the product's complexity, and for whom he acts."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.leads.domain.people_problems import LevelUnknown, PeriodBackwards, TiedToOneInsurer
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction


class AgentMode(StrEnum):
    """For whom an agent acts."""

    TIED_AGENT = "tied_agent"
    AGENCY = "agency"
    BROKER = "broker"


class Refusal(StrEnum):
    """Why an agent may not sell something."""

    NOT_VALID_YET = "LICENCE_NOT_VALID_YET"
    EXPIRED = "LICENCE_EXPIRED"
    LEFT = "AGENT_LEFT"
    LINE = "LINE_NOT_AUTHORISED"
    LEVEL = "LEVEL_TOO_LOW"
    OTHER_INSURER = "TIED_TO_ANOTHER_INSURER"


class Licence(BaseModel):
    """What the register says of an agent; `valid_to` and `left_on` are the last and the first day that count."""

    model_config = ConfigDict(frozen=True)

    mode: AgentMode
    level: int
    lines: frozenset[str]
    life_insurers: frozenset[UUID]
    valid_from: date
    valid_to: date | None
    left_on: date | None = None


class Authorisation(BaseModel):
    """Whether an agent may sell it, and if not, everything that stands against it."""

    model_config = ConfigDict(frozen=True)

    authorised: bool
    refusals: tuple[Refusal, ...]
    level: int
    level_needed: int


def check_licence(
    rules: Jurisdiction,
    *,
    mode: str,
    level: int,
    life_insurers: Collection[UUID],
    valid_from: date,
    valid_to: date | None,
    on: date,
) -> None:
    """Raises PeriodBackwards, LevelUnknown, TiedToOneInsurer (保险法 125)."""
    if valid_to is not None and valid_to < valid_from:
        raise PeriodBackwards("/valid_to")
    highest = rules.rule("agent_level", on=on)["highest"]
    if level > highest:
        raise LevelUnknown("/level", highest=highest)
    most = rules.rule("tied_agent", on=on)["life_insurers"]
    if mode == AgentMode.TIED_AGENT and len(set(life_insurers)) > most:
        raise TiedToOneInsurer("/life_insurers", insurers=most)


def authorisation(
    rules: Jurisdiction, agent: Licence, *, line: Line, complexity: int, on: date, insurer: UUID | None = None
) -> Answer[Authorisation]:
    """Whether `agent` may sell a product of `line` and `complexity` on that day, of `insurer` where it is known."""
    grades, tie = rules.rule("agent_level", on=on), rules.rule("tied_agent", on=on)
    needed = grades["needed"][str(complexity)]
    is_tied = agent.mode is AgentMode.TIED_AGENT
    bound = is_tied and line in tie["life_lines"] and insurer is not None
    against = {
        Refusal.NOT_VALID_YET: on < agent.valid_from,
        Refusal.EXPIRED: agent.valid_to is not None and on > agent.valid_to,
        Refusal.LEFT: agent.left_on is not None and on >= agent.left_on,
        Refusal.LINE: line not in agent.lines,
        Refusal.LEVEL: agent.level < needed,
        Refusal.OTHER_INSURER: bound and insurer not in agent.life_insurers,
    }
    refusals = tuple(refusal for refusal, stands in against.items() if stands)
    period = {"on": on, "valid_from": agent.valid_from, "valid_to": agent.valid_to, "left_on": agent.left_on}
    return Answer(
        result=Authorisation(
            authorised=not refusals, refusals=refusals, level=agent.level, level_needed=needed
        ),
        because=[
            Because.of(grades, level=agent.level, complexity=complexity, lines=sorted(agent.lines), **period),
            Because.of(tie, mode=agent.mode, line=line, insurer=insurer),
        ],
        caveats=["insurer_not_given"] if is_tied and line in tie["life_lines"] and insurer is None else [],
    )
