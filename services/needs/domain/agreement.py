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
from services.needs.domain.recorded_household import Person
from shared.contracts.needs import Insured
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
    """One gap that was agreed to, in yuan; `rounded_up` is the agreed one, rounded up.

    `covered` is what was set against the need when it was computed; None in what was agreed before that was kept.
    """

    member: Key
    risk: Risk
    computed: Amount
    agreed: Amount
    rounded_up: Amount
    covered: Amount | None = None


class Agreement(Figure):
    """What was agreed on an assessment."""

    insured: Key
    gaps: tuple[AgreedGap, ...]
    annual_budget: Amount | None


def agreed_gaps(assessment: Assessment, edits: Sequence[Edit], *, step: int) -> tuple[AgreedGap, ...]:
    """Every gap with what the client makes of it, rounded up to `step` yuan; raises NotAssessed."""
    assessed = {(answer.result.member or "", answer.result.risk): answer.result for answer in assessment.gaps}
    seen: dict[tuple[str, Risk], Money] = {}
    for place, edit in enumerate(edits):
        if (edit.member, edit.risk) not in assessed:
            raise NotAssessed(f"/edits/{place}", risk=edit.risk)
        seen[edit.member, edit.risk] = edit.gap
    return tuple(
        AgreedGap(
            member=member,
            risk=risk,
            computed=found.gap,
            agreed=seen.get((member, risk), found.gap),
            rounded_up=seen.get((member, risk), found.gap).rounded_up_to(step),
            covered=found.offset,
        )
        for (member, risk), found in assessed.items()
    )


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
