"""The rulebook, what each line asks for, foresight, and the tools."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from services.leads.domain.foresight import OccupationClass
from services.leads.schemas.fields import Code
from shared.contracts import Line
from shared.jurisdictions import Confidence
from shared.sent import Input


class NamedOut(BaseModel):
    """A code, and what it is called in the reader's language."""

    code: str
    label: str


class RuleRefOut(BaseModel):
    """A rule that is in force: its id, the version of that day, and where it is written."""

    id: str
    version: str = Field(examples=["disclosure.rescission@2009-10-01"])
    source: str


class ArticleOut(BaseModel):
    """One article; `rules` are those that rest on it, by which a `because` finds its way here."""

    number: str = Field(examples=["insurance_law.16"])
    law: NamedOut
    article: str
    topics: list[NamedOut]
    summary: str
    rules: list[RuleRefOut]
    source: str
    confidence: Confidence
    effective_from: date
    effective_to: date | None


class RuleOut(RuleRefOut):
    """A rule of the jurisdiction, and the articles it rests on."""

    confidence: Confidence
    effective_from: date
    effective_to: date | None
    articles: list[str]


class RuleDetailOut(RuleOut):
    """The rule with what it says: numbers with a point are decimal strings."""

    values: dict[str, Any]


class ClaimSetOut(BaseModel):
    """What a claim needs always, or in one case."""

    case: str = Field(examples=["always"])
    documents: list[NamedOut]


class LineProfileOut(BaseModel):
    """What underwriting looks at, what a claim needs, and what is then looked into."""

    line: Line
    underwriting_focus: list[NamedOut]
    claim_documents: list[ClaimSetOut]
    investigation: list[NamedOut]
    rules: list[RuleRefOut]


class ForesightIn(Input):
    """A few facts about somebody who is not named: conditions or words such as `nodule`, age, occupation class."""

    tags: list[Code] = Field(default_factory=list, max_length=30, examples=[["nodule"]])
    age: Annotated[int | None, Field(ge=0, le=120)] = None
    occupation_class: OccupationClass | None = None


class ExpectationOut(BaseModel):
    """What one fact lets one expect of the line."""

    fact: NamedOut
    mildest: NamedOut
    hardest: NamedOut


class LineOutlookOut(BaseModel):
    """One line, with the mildest and the hardest outcome to expect."""

    line: Line
    mildest: NamedOut
    hardest: NamedOut
    facts: list[ExpectationOut]


class StrategyOut(BaseModel):
    """What to do, and why."""

    code: str
    advice: str
    reason: str


class ForesightOut(BaseModel):
    """The lines from the best prospect to the worst; empty where no fact says anything of a line."""

    outlook: list[LineOutlookOut]
    strategies: list[StrategyOut]
    documents: list[NamedOut]


class SnapshotRefOut(BaseModel):
    """Where the rule data for use without a network is fetched, and the ETag it has now."""

    address: str
    etag: str


class ToolOut(BaseModel):
    """One tool. `ready` is what this service knows: null where another answers for it, at `readiness_address`."""

    code: str
    label: str
    service: str
    address: str
    readiness_address: str
    ready: bool | None
    rules: list[RuleRefOut]
    missing_rules: list[str]


class ReadinessOut(BaseModel):
    """The institution's tools, and the snapshot for phones."""

    tools: list[ToolOut]
    snapshot: SnapshotRefOut


class SnapshotRuleOut(RuleRefOut):
    """A rule in force, with what it says."""

    effective_from: date
    effective_to: date | None
    values: dict[str, Any]


class SnapshotOut(BaseModel):
    """Every rule in force, in both languages: the same ETag is the same content."""

    jurisdiction: str
    rules: list[SnapshotRuleOut]
