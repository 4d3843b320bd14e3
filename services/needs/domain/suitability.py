"""Whether what a client agrees to should stop the sale: the gate between a confirmed gap and a proposal.

Invariant: what is not known stops nothing, and what should stop is gone on with only where the client confirmed, in the
words in force, that he was told.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import StringConstraints

from services.needs.domain.assessment import Assessment
from services.needs.domain.gap import Figure, Gap
from services.needs.domain.household import Amount, Facts, Household, Risk
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, NoRuleInForce, Rule
from shared.money import Money

Mismatch = Literal["NEED_MISMATCH", "PREMIUM_UNAFFORDABLE", "DUPLICATE_INDEMNITY"]
"""Why the sale should stop (Sales Measures 28; Suitability Measures 38)."""


class Doubt(Figure):
    """One reason to stop: whose risk it is about (None: the family's), what is wanted, and the most that fits, in yuan.

    For a duplicate the two amounts are all annual limits together, and the largest, which is all that is ever paid.
    """

    code: Mismatch
    member: str | None
    risk: Risk | None
    wanted: Amount
    fitting: Amount


class Suitability(Figure):
    """What is recommended, and why."""

    recommendation: Literal["go_on", "stop"]
    doubts: tuple[Doubt, ...]


class Acknowledgement(Facts):
    """The client was told of a reason to stop, in the words of this version, and goes on."""

    code: Mismatch
    text_version: Annotated[str, StringConstraints(pattern=r"^[0-9a-z.-]{1,20}$")]


def assess_suitability(
    household: Household,
    assessment: Assessment,
    agreed: Mapping[tuple[str, Risk], Money],
    annual_budget: Money | None,
    jurisdiction: Jurisdiction,
) -> Answer[Suitability]:
    """Whether to go on with the gaps `agreed` (by member and risk) and the budget, by the law of the day assessed.

    Before there was such a law nothing stops.
    """
    on = assessment.on
    try:
        gate = jurisdiction.rule("suitability.gate", on=on)
    except NoRuleInForce:
        return Answer(result=Suitability(recommendation="go_on", doubts=()), because=[], caveats=[])
    mismatch = jurisdiction.rule("needs.mismatch", on=on)
    doubts = tuple(
        doubt
        for doubt in (
            *_unaffordable(household, assessment, annual_budget),
            *_mismatched(assessment, agreed, mismatch),
            *_duplicates(household, assessment, agreed),
        )
        if doubt.code in gate["stop_for"]
    )
    because = [
        Because.of(
            gate,
            annual_budget=annual_budget,
            premium_ceiling=assessment.premium_ceiling.result,
            family_income=_stated_income(household),
            stop_for=gate["stop_for"],
        ),
        Because.of(mismatch, **mismatch.values),
        *assessment.premium_ceiling.because,
    ]
    recommendation: Literal["go_on", "stop"] = "stop" if doubts else "go_on"
    return Answer(
        result=Suitability(recommendation=recommendation, doubts=doubts), because=because, caveats=[]
    )


def unacknowledged(
    suitability: Suitability, acknowledged: Iterable[Acknowledgement], *, text_version: str
) -> tuple[Doubt, ...]:
    """The reasons to stop that the client has not confirmed to know, in the words of this version."""
    known = {given.code for given in acknowledged if given.text_version == text_version}
    return tuple(doubt for doubt in suitability.doubts if doubt.code not in known)


def _unaffordable(
    household: Household, assessment: Assessment, annual_budget: Money | None
) -> Iterator[Doubt]:
    ceiling = assessment.premium_ceiling.result
    if annual_budget is not None and _stated_income(household) is not None and annual_budget > ceiling:
        yield Doubt(
            code="PREMIUM_UNAFFORDABLE", member=None, risk=None, wanted=annual_budget, fitting=ceiling
        )


def _mismatched(
    assessment: Assessment, agreed: Mapping[tuple[str, Risk], Money], mismatch: Rule
) -> Iterator[Doubt]:
    for gap in _gaps(assessment):
        wanted = agreed.get((gap.member or "", gap.risk), gap.gap)
        if wanted > gap.gap * mismatch["multiple"]:
            yield Doubt(
                code="NEED_MISMATCH", member=gap.member, risk=gap.risk, wanted=wanted, fitting=gap.gap
            )


def _duplicates(
    household: Household, assessment: Assessment, agreed: Mapping[tuple[str, Risk], Money]
) -> Iterator[Doubt]:
    """Whoever has several reimbursement policies, or wants another beside one that is enough."""
    for gap in _gaps(assessment):
        if gap.risk != "medical" or gap.member is None:
            continue
        held = [cover.sum_insured for cover in household.member(gap.member).covers_of("medical")]
        wanted = agreed.get((gap.member, gap.risk), gap.gap)
        if len(held) > 1 or (held and not gap.gap and wanted):
            yield Doubt(
                code="DUPLICATE_INDEMNITY",
                member=gap.member,
                risk=gap.risk,
                wanted=sum(held, Money.zero()) + wanted,
                fitting=max(held),
            )


def _gaps(assessment: Assessment) -> Iterator[Gap]:
    return (answer.result for answer in assessment.gaps)


def _stated_income(household: Household) -> Money | None:
    """What the family earns in a year; None where nobody stated an income."""
    if all(member.annual_income is None for member in household.members):
        return None
    return household.income()
