"""A firm as it is recorded: what its gaps need, in codes, with what changed between two versions of it.

Invariant: the industry is a code, so that nothing here can name the firm; where the heads are told apart by occupation
class they add up to the headcount.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import StringConstraints, model_validator

from services.needs.domain.enterprise import Enterprise, GroupCover
from services.needs.domain.enterprise_problems import MixIsNotHeadcount, UnknownIndustry
from services.needs.domain.household import Amount
from services.needs.domain.issued_cover import IssuedPolicy
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.money import Money

FIRST_RECORDED: Final = "recorded"

IndustryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{0,4}$")]
"""A code of the industry classification, such as C for manufacturing."""


class RecordedEnterprise(Enterprise):
    """The firm of a client; `liability_deductible` is that of its employer-liability cover, yuan a head."""

    industry: IndustryCode
    liability_deductible: Amount = Money.zero()

    @model_validator(mode="after")
    def _every_head_has_a_class(self) -> Self:
        if self.occupation_mix and sum(self.occupation_mix.values()) != self.headcount:
            raise MixIsNotHeadcount
        return self


def refuse_unknown_industry(firm: RecordedEnterprise, classification: Rule) -> None:
    """Raises UnknownIndustry for a code that the classification does not have."""
    if firm.industry not in {industry["code"] for industry in classification["industries"]}:
        raise UnknownIndustry("/industry", industry=firm.industry)


def changes(before: RecordedEnterprise | None, after: RecordedEnterprise) -> tuple[str, ...]:
    """The codes of what differs, `recorded` alone for a firm that was not known; empty where nothing does."""
    if before is None:
        return (FIRST_RECORDED,)
    return tuple(code for code, aspect in _ASPECTS.items() if aspect(before) != aspect(after))


_ASPECTS: Final[Mapping[str, Callable[[RecordedEnterprise], Any]]] = {
    "headcount": lambda firm: firm.headcount,
    "industry": lambda firm: firm.industry,
    "occupation_mix": lambda firm: firm.occupation_mix,
    "wages": lambda firm: firm.annual_wages,
    "work_injury_fund": lambda firm: firm.enrolled_in_work_injury_fund,
    "liability": lambda firm: (firm.liability_limit_per_head, firm.liability_deductible),
    "group_cover": lambda firm: (firm.group_accident, firm.group_medical),
    "property": lambda firm: firm.plant,
    "annuity": lambda firm: firm.annuity,
}


def covered(firm: RecordedEnterprise, policies: Sequence[IssuedPolicy], *, on: date) -> RecordedEnterprise:
    """The firm with the policies that count on the day beside the cover that it stated.

    A sum insured is per head for employer liability, where the larger limit counts, and the whole firm's otherwise. A
    policy against a risk that the firm was not asked about adds nothing.
    """
    counting = [policy for policy in policies if policy.counts_on(on)]
    changed: dict[str, Any] = {}
    limits = [policy.sum_insured for policy in counting if policy.line is Line.EMPLOYER_LIABILITY]
    if limits:
        changed["liability_limit_per_head"] = max(firm.liability_limit_per_head, *limits)
    for name, line in (("group_accident", Line.GROUP_ACCIDENT), ("group_medical", Line.GROUP_MEDICAL)):
        cover: GroupCover | None = getattr(firm, name)
        if cover is not None:
            total = cover.existing_total + _sum_of(line, counting)
            changed[name] = cover.model_copy(update={"existing_total": total})
    if firm.plant is not None:
        insured = firm.plant.sum_insured + _sum_of(Line.PROPERTY, counting)
        changed["plant"] = firm.plant.model_copy(update={"sum_insured": insured})
    return firm.model_copy(update=changed)


def _sum_of(line: Line, policies: Sequence[IssuedPolicy]) -> Money:
    return sum((policy.sum_insured for policy in policies if policy.line is line), Money.zero())
