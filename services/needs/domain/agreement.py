"""What a client agrees to: the gaps as computed, or as he sees them, and the person a plan is to be made for.

Invariant: every agreed gap keeps the computed one beside it.
"""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.needs.domain.assessment import Assessment
from services.needs.domain.gap import DeathMethod, Figure
from services.needs.domain.household import Amount, Facts, Key, Risk
from services.needs.domain.parameters import Override
from services.needs.domain.problems import InsuredIncomplete, NotAssessed
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.contracts.needs import FamilyMember, Insured
from shared.money import Money

Occasion = Literal["invited", "requested", "household_changed", "cover_changed", "review"]
"""Why an assessment is made."""

Status = Literal["invited", "open", "computed", "confirmed", "superseded"]
"""Asked for; facts are known but no figures; figures are there; agreed to; facts have changed since."""


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
    """One gap that was agreed to, in yuan; `rounded_up` is the agreed one, rounded up."""

    member: Key
    risk: Risk
    computed: Amount
    agreed: Amount
    rounded_up: Amount


class Agreement(Figure):
    """What was agreed on an assessment."""

    insured: Key
    gaps: tuple[AgreedGap, ...]
    annual_budget: Amount | None


def agreed_gaps(assessment: Assessment, edits: Sequence[Edit], *, step: int) -> tuple[AgreedGap, ...]:
    """Every gap with what the client makes of it, rounded up to `step` yuan; raises NotAssessed."""
    assessed = {
        (answer.result.member or "", answer.result.risk): answer.result.gap for answer in assessment.gaps
    }
    seen: dict[tuple[str, Risk], Money] = {}
    for place, edit in enumerate(edits):
        if (edit.member, edit.risk) not in assessed:
            raise NotAssessed(f"/edits/{place}", risk=edit.risk)
        seen[edit.member, edit.risk] = edit.gap
    return tuple(
        AgreedGap(
            member=member,
            risk=risk,
            computed=computed,
            agreed=seen.get((member, risk), computed),
            rounded_up=seen.get((member, risk), computed).rounded_up_to(step),
        )
        for (member, risk), computed in assessed.items()
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
