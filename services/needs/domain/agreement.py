"""What a client agrees to: the gaps as computed, or as he sees them, and the person a plan is to be made for.

Invariant: every agreed gap keeps the computed one beside it.
"""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.needs.domain.assessment import Assessment
from services.needs.domain.gap import DeathMethod, Figure, Gap
from services.needs.domain.household import Amount, Facts, Key, Risk
from services.needs.domain.parameters import Override
from services.needs.domain.problems import BeyondMinorCap, InsuredIncomplete, NotAssessed
from services.needs.domain.recorded_household import Person, RecordedHousehold
from services.needs.domain.suitability import Acknowledgement, Suitability
from shared.because import Answer
from shared.contracts.needs import FamilyMember, Insured
from shared.money import Money

Occasion = Literal["invited", "requested", "household_changed", "cover_changed", "review"]
"""Why an assessment is made."""

Status = Literal["invited", "open", "computed", "confirmed", "superseded"]
"""Asked for; facts are known but no figures; figures are there; agreed to; facts have changed since."""


ConsensusKind = Literal["edited", "confirmed"]
"""Seen otherwise in talk, or agreed to by the client."""


class Assumptions(Facts):
    """What was chosen for one assessment; a method of None is the one the rules name."""

    method: DeathMethod | None = None
    overrides: Annotated[tuple[Override, ...], Field(max_length=40)] = ()
    tight_budget: bool = False


class Edit(Facts):
    """A gap as the client sees it, in yuan."""

    member: Key
    risk: Risk
    gap: Amount


class AgreedGap(Figure):
    """One gap that was agreed to, in yuan; `rounded_up` is the agreed one, rounded up as far as the law allows.

    `covered` is what was set against the need when it was computed; None in what was agreed before that was kept.
    """

    member: Key
    risk: Risk
    computed: Amount
    agreed: Amount
    rounded_up: Amount
    covered: Amount | None = None


class Agreement(Figure):
    """What was agreed on an assessment; where `suitability` was to stop, what the client acknowledged.

    One that was made before the gate was asked has no `suitability`.
    """

    insured: Key
    gaps: tuple[AgreedGap, ...]
    annual_budget: Amount | None
    suitability: Answer[Suitability] | None = None
    acknowledged: tuple[Acknowledgement, ...] = ()


def agreed_gaps(assessment: Assessment, edits: Sequence[Edit], *, step: int) -> tuple[AgreedGap, ...]:
    """Every gap with what the client makes of it, rounded up to `step` yuan; raises NotAssessed, BeyondMinorCap."""
    assessed = {(answer.result.member or "", answer.result.risk): answer.result for answer in assessment.gaps}
    seen: dict[tuple[str, Risk], Money] = {}
    for place, edit in enumerate(edits):
        gap = assessed.get((edit.member, edit.risk))
        if gap is None:
            raise NotAssessed(f"/edits/{place}", risk=edit.risk)
        most = gap.most_allowed()
        if most is not None and edit.gap > most:
            raise BeyondMinorCap(f"/edits/{place}/gap", most=str(most))
        seen[edit.member, edit.risk] = edit.gap
    return tuple(_agreed(gap, seen.get(key, gap.gap), step) for key, gap in assessed.items())


def _agreed(gap: Gap, agreed: Money, step: int) -> AgreedGap:
    return AgreedGap(
        member=gap.member or "",
        risk=gap.risk,
        computed=gap.gap,
        agreed=agreed,
        rounded_up=agreed.rounded_up_to(step) if gap.most_allowed() is None else agreed,
        covered=gap.offset,
    )


def planned_family(household: RecordedHousehold, agreement: Agreement) -> list[FamilyMember]:
    """The insured and every member with a gap agreed to, of whom pricing knows enough, in the order of the household."""
    planned = {agreement.insured, *(gap.member for gap in agreement.gaps if gap.agreed)}
    return [
        FamilyMember(**dict(insured(person)), role=person.role, death_cover_held=_death_cover_of(person))
        for person in household.members
        if person.key in planned and _can_be_priced(person)
    ]


def _can_be_priced(person: Person) -> bool:
    return None not in (person.birth_date, person.sex, person.occupation_class)


def _death_cover_of(person: Person) -> Money:
    covers = (*person.covers_of("death"), *person.covers_of("accident"))
    return sum((cover.sum_insured for cover in covers), Money.zero())


def insured(person: Person) -> Insured:
    """The person as pricing needs him; raises InsuredIncomplete naming what nobody has asked yet."""
    for field in ("birth_date", "sex", "occupation_class"):
        if getattr(person, field) is None:
            raise InsuredIncomplete(field=field)
    return Insured.model_validate(
        {
            "member_id": UUID(person.key),
            "birth_date": person.birth_date,
            "sex": person.sex,
            "occupation_class": person.occupation_class,
        }
    )
