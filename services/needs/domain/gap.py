"""A gap: what is needed, what is there, what is missing, each as parts that add up.

Invariant: gap = max(0, need - offset), need and offset are the sums of their parts, and no part is negative.
Every part is rounded to the fen by itself, so that what is shown adds up to what is shown.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import wraps
from typing import Literal, ParamSpec, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from services.needs.domain.household import SUGGESTED_LINE, Amount, Cover, Risk
from services.needs.domain.problems import FigureTooLarge
from shared.contracts import Line
from shared.money import AmountTooLarge, Money

P = ParamSpec("P")
R = TypeVar("R")

DeathMethod = Literal["liabilities_plus_expenses", "needs_based", "income_replacement", "double_ten"]

NeedCode = Literal[
    "expenses",
    "living_costs",
    "mortgage",
    "car_loan",
    "business_loan",
    "consumer_loan",
    "other_debt",
    "education_costs",
    "elder_support",
    "final_costs",
    "lost_income",
    "income_multiple",
    "treatment",
    "medical_target",
    "minor_limit",
    "pension_lump_sum",
    "liability_per_head",
    "group_target",
    "replacement_value",
    "annuity_target",
]
OffsetCode = Literal[
    "own_cover",
    "employer_cover",
    "accepted_as_sufficient",
    "life_cover_of_minor",
    "liquid_assets",
    "savings",
    "pension_assets",
]


class Figure(BaseModel):
    """A computed figure: frozen, and nothing beside what is declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Need(Figure):
    """One reason money is needed, in yuan."""

    code: NeedCode
    amount: Amount


class Offset(Figure):
    """One thing that is there already, in yuan."""

    code: OffsetCode
    amount: Amount


class Gap(Figure):
    """What one member (or, with no member, the household or firm) lacks for one risk, in yuan.

    `rounded_up` is the gap rounded up to the step of trade practice, never beyond a limit of law; `line` is the
    insurance that closes it; `method` says which reading of the death gap this is, and is None for other risks.
    """

    risk: Risk
    member: str | None
    method: DeathMethod | None
    needs: tuple[Need, ...]
    offsets: tuple[Offset, ...]
    need: Amount
    offset: Amount
    gap: Amount
    rounded_up: Amount
    line: Line

    @classmethod
    def between(
        cls,
        needs: Iterable[Need],
        offsets: Iterable[Offset],
        *,
        risk: Risk,
        step: int,
        member: str | None = None,
        method: DeathMethod | None = None,
    ) -> Self:
        """The gap between what is needed and what is there; parts of nothing are left out.

        What the law allows no more of (the need `minor_limit`) is not rounded up beyond it.
        """
        needs = tuple(part for part in needs if part.amount)
        offsets = tuple(part for part in offsets if part.amount)
        need, offset = total(needs), total(offsets)
        gap = max(Money.zero(), need - offset)
        return cls(
            risk=risk,
            member=member,
            method=method,
            needs=needs,
            offsets=offsets,
            need=need,
            offset=offset,
            gap=gap,
            rounded_up=gap if _limited(needs) else gap.rounded_up_to(step),
            line=SUGGESTED_LINE[risk],
        )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if total(self.needs) != self.need or total(self.offsets) != self.offset:
            raise ValueError("the parts of a gap add up to its need and its offset")
        if self.gap != max(Money.zero(), self.need - self.offset):
            raise ValueError("a gap is what the offset leaves of the need")
        return self

    def most_allowed(self) -> Money | None:
        """The most that may be insured to close it; None where no law limits that."""
        return self.gap if _limited(self.needs) else None

    def missing_share(self) -> Decimal:
        """The part of the need that is missing, 0 to 1; 0 where nothing is needed."""
        return self.gap.amount / self.need.amount if self.need else Decimal(0)


def _limited(needs: Iterable[Need]) -> bool:
    return any(part.code == "minor_limit" for part in needs)


def total(parts: Iterable[Need] | Iterable[Offset]) -> Money:
    """What the parts add up to."""
    return sum((part.amount for part in parts), Money.zero())


def cover_offsets(covers: Sequence[Cover]) -> list[Offset]:
    """Existing cover as offsets, what the member holds himself before what the employer gives."""
    own = (cover.sum_insured for cover in covers if cover.provided_by == "self")
    employer = (cover.sum_insured for cover in covers if cover.provided_by == "employer")
    return [
        Offset(code="own_cover", amount=sum(own, Money.zero())),
        Offset(code="employer_cover", amount=sum(employer, Money.zero())),
    ]


def refusing_oversized_figures(compute: Callable[P, R]) -> Callable[P, R]:
    """`compute`, raising FigureTooLarge where inputs within limits grow a figure that no amount holds."""

    @wraps(compute)
    def bounded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return compute(*args, **kwargs)
        except AmountTooLarge:
            raise FigureTooLarge from None

    return bounded
