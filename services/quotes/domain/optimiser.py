"""Which covers a budget carries best: the choice that comes first by a list of aims, each weighed before the next.

Invariant: what is chosen costs no more than the budget, and no other choice within it is better by the aims. Every aim looks
at one demand only, so settling one aim after the other, with all the rest as cheap as they can be, finds the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.quotes.domain.product import CoverageTerm
from shared.contracts import Line
from shared.money import Money

Measure = Literal["held", "sum", "years"]
"""Whether there is a cover at all; how high its sum is; for how many years it runs."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to close a gap, and what it costs a year; `years` is how long it covers."""

    sum_insured: Money
    coverage_term: CoverageTerm
    years: int
    payment_years: int
    annual_premium: Money


@dataclass(frozen=True, slots=True)
class Demand:
    """A cover that somebody should have, and the ways to have it; `member` is a key."""

    member: str
    line: Line
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted more of for one demand, by its place in the list; beyond `up_to` more is not better."""

    demand: int
    measure: Measure
    up_to: Decimal | None = None

    def reached(self, option: Option | None) -> Decimal:
        """How far the option goes; nothing without one."""
        if option is None:
            return Decimal(0)
        if self.measure == "held":
            return Decimal(1)
        much = option.sum_insured.amount if self.measure == "sum" else Decimal(option.years)
        return much if self.up_to is None else min(much, self.up_to)


Selection = tuple[Option | None, ...]
"""For each demand what was chosen, or nothing."""


def best(demands: Sequence[Demand], aims: Sequence[Aim], budget: Money | None) -> Selection:
    """The cheapest of the choices that are best by `aims` in their order; without a budget nothing is too dear."""
    open_to: list[list[Option | None]] = [[None, *demand.options] for demand in demands]
    cheapest = [Money.zero()] * len(demands)
    for aim in aims:
        place = aim.demand
        room = None if budget is None else budget - _sum(cheapest) + cheapest[place]
        within = [one for one in open_to[place] if room is None or cost(one) <= room]
        most = max(aim.reached(one) for one in within)
        open_to[place] = [one for one in within if aim.reached(one) == most]
        cheapest[place] = min(cost(one) for one in open_to[place])
    return tuple(min(left, key=cost) for left in open_to)


def by_the_plain_rule(demands: Sequence[Demand], aims: Sequence[Aim], budget: Money) -> Selection:
    """What is done by hand: all in full, then the last aim gives notch by notch, then the one before, until it fits."""
    chosen = list(best(demands, aims, None))
    for last in range(len(aims) - 1, -1, -1):
        over = total(chosen) - budget
        if over <= Money.zero():
            break
        place = aims[last].demand
        now = chosen[place]
        lower = _lower(demands[place], aims[: last + 1], now)
        enough = [option for option in lower if cost(now) - cost(option) >= over]
        chosen[place] = enough[0] if enough else lower[-1] if lower else now
    return tuple(chosen)


def _lower(demand: Demand, aims: Sequence[Aim], now: Option | None) -> list[Option | None]:
    """What reaches less of the last aim and no less of the demand's others, notch by notch, each at its cheapest."""
    last = aims[-1]
    earlier = [aim for aim in aims[:-1] if aim.demand == last.demand]
    notches: dict[Decimal, Option | None] = {}
    for option in (None, *demand.options):
        reached = last.reached(option)
        if reached < last.reached(now) and all(aim.reached(option) >= aim.reached(now) for aim in earlier):
            kept = notches.get(reached)
            notches[reached] = option if reached not in notches else min(kept, option, key=cost)
    return [notches[reached] for reached in sorted(notches, reverse=True)]


def next_step(demand: Demand, place: int, aims: Sequence[Aim], chosen: Option | None) -> Option | None:
    """The cheapest option that goes further by the first aim of this demand that is not reached in full."""
    own = [aim for aim in aims if aim.demand == place]
    for number, aim in enumerate(own):
        further = [
            option
            for option in demand.options
            if aim.reached(option) > aim.reached(chosen)
            and all(before.reached(option) >= before.reached(chosen) for before in own[:number])
        ]
        if further:
            return min(further, key=cost)
    return None


def worth(aims: Sequence[Aim], chosen: Sequence[Option | None]) -> tuple[Decimal, ...]:
    """How far a choice goes by each aim: of two, the one that compares higher is better."""
    return tuple(aim.reached(chosen[aim.demand]) for aim in aims)


def total(chosen: Sequence[Option | None]) -> Money:
    """What a choice costs a year."""
    return _sum([cost(option) for option in chosen])


def cost(option: Option | None) -> Money:
    """What an option costs a year; nothing is free."""
    return Money.zero() if option is None else option.annual_premium


def _sum(amounts: Sequence[Money]) -> Money:
    return sum(amounts, Money.zero())
