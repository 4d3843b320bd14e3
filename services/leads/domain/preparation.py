"""What an agent knows of a line beforehand: what underwriting looks at (核保侧重点), and how a claim goes (理赔逻辑)."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from services.leads.domain.named import Named, named
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction, Rule


class ClaimSet(BaseModel):
    """Documents that a claim needs in one case (`always`, or the loss), as codes with their words."""

    model_config = ConfigDict(frozen=True)

    case: str
    documents: tuple[Named, ...]


class LineProfile(BaseModel):
    """One line: the points of underwriting, the weightiest first; the papers of a claim; what is then looked into."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    line: Line
    underwriting_focus: tuple[Named, ...]
    claim_documents: tuple[ClaimSet, ...]
    investigation: tuple[Named, ...]
    rests: tuple[Rule, ...]


def line_profile(rules: Jurisdiction, line: Line, *, on: date) -> LineProfile:
    """What is known of `line` on the date `on`; raises NoRuleInForce."""
    focus = rules.rule("preparation.underwriting_focus", on=on)
    logic = rules.rule("preparation.claims_logic", on=on)
    papers = rules.rule("claim.documents", on=on)
    cases = ["always", papers["usual_loss"][line], *logic["further_sets"].get(line, ())]
    return LineProfile(
        line=line,
        underwriting_focus=tuple(named(topic, focus["topics"]) for topic in focus["by_line"][line]),
        claim_documents=tuple(
            ClaimSet(
                case=case, documents=tuple(named(paper, papers["items"]) for paper in papers["sets"][case])
            )
            for case in cases
        ),
        investigation=tuple(named(question, logic["questions"]) for question in logic["by_line"][line]),
        rests=(focus, logic, papers),
    )
