"""A family as far as its plan depends on it, and the covers that its gaps ask for, most urgent first.

Invariant: no name: a member is a key. What is sold to nobody of that age or occupation is no demand but a missing part, and
what would pay on the death of a minor stays within what the law allows over all insurers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from services.quotes.domain.offer import OnSale
from services.quotes.domain.optimiser import Aim, Demand, Option
from services.quotes.domain.plan import MissingPart
from services.quotes.domain.problems import MinorDeathCapReached, NoProductForLine, NoRate
from services.quotes.domain.product import Amount, CoverageTerm, Facts, Product, years_of_cover
from services.quotes.domain.rating import Choice, Life, premium, yearly_amount
from services.quotes.domain.tier_suitability import RISK_OF
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.money import AmountTooLarge, Money
from shared.problems import BrokenRule

Role = Literal["breadwinner", "partner", "other_adult", "child", "elder"]
Risk = Literal["death", "critical_illness", "medical", "accident"]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]

_FOR_LIFE: Final = 105
"""The age up to which a cover for life is counted."""


class Member(Facts):
    """One person: `gaps` by risk and `death_cover_held` with all insurers, in yuan."""

    member: Annotated[Key, Field(examples=["father"])]
    role: Role
    life: Life
    gaps: Annotated[
        dict[Risk, Amount], Field(examples=[{"critical_illness": "520000.00", "death": "1200000.00"}])
    ]
    death_cover_held: Amount = Money.zero()


class Family(Facts):
    """Who is planned for, and what all of it may cost a year; without a budget every gap is closed."""

    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=30)]
    annual_budget: Amount | None = None

    @model_validator(mode="after")
    def _members_can_be_told_apart(self) -> Self:
        if len({member.member for member in self.members}) != len(self.members):
            raise ValueError("two members have the same key")
        return self


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the family's gaps ask for: `demands` with their `aims`, what each is to reach, and what cannot be had.

    `capped`: there is death cover on a minor; `ends_below`: some product is not sold for as much as the gap.
    """

    demands: tuple[Demand, ...]
    aims: tuple[Aim, ...]
    targets: Mapping[tuple[str, Line], Money]
    missing: Mapping[str, tuple[MissingPart, ...]]
    capped: bool
    ends_below: bool


def wanted(
    family: Family, on_sale: Mapping[Line, OnSale], rule: Rule, death_cap: Rule, *, on: date
) -> Wanted:
    """The demands by `rule` ("plan.family"), those on minors within `death_cap` ("minors.death_cap")."""
    found: dict[tuple[str, Line], Demand] = {}
    targets: dict[tuple[str, Line], Money] = {}
    missing: dict[str, list[MissingPart]] = {}
    rooms = {member.member: _room(member, death_cap) for member in family.members}
    classes: list[int] = []
    capped = ends_below = False
    for member, line in _in_order(family, rule):
        gap = member.gaps[_risk(line)]
        room = rooms[member.member]
        try:
            product = _product(on_sale, line)
            if room is not None and _pays_a_sum_on_death(product.tariff.product):
                options = _options(product, member, min(gap, room), rule, on, limited=True)
                rooms[member.member] = room - options[-1].sum_insured
                capped = True
            else:
                options = _options(product, member, gap, rule, on, limited=False)
                ends_below |= options[-1].sum_insured < gap
        except BrokenRule as refused:
            missing.setdefault(member.member, []).append(MissingPart(line=line, problem=refused.code))
            continue
        classes.append(_urgency(member.role, line, rule)[0])
        found[member.member, line] = Demand(member=member.member, line=line, options=options)
        targets[member.member, line] = gap
    demands = tuple(found.values())
    return Wanted(
        demands=demands,
        aims=tuple(_aims(demands, classes, rule)),
        targets=targets,
        missing={member: tuple(parts) for member, parts in missing.items()},
        capped=capped,
        ends_below=ends_below,
    )


def _in_order(family: Family, rule: Rule) -> Iterator[tuple[Member, Line]]:
    """Who needs what, most urgent first: by class, by the line's place in it, then the larger gap."""
    ranked = [
        (_urgency(member.role, line, rule), -member.gaps[_risk(line)].amount, place, member, line)
        for place, member in enumerate(family.members)
        for line in map(Line, rule["lines_by_role"][member.role])
        if member.gaps.get(_risk(line))
    ]
    ranked.sort(key=lambda one: one[:3])
    return ((member, line) for *_, member, line in ranked)


def _urgency(role: str, line: Line, rule: Rule) -> tuple[int, int]:
    for number, urgent in enumerate(rule["classes"]):
        if role in urgent["roles"] and line in urgent["lines"]:
            return number, urgent["lines"].index(line)
    return len(rule["classes"]), 0


def _risk(line: Line) -> Risk:
    risk: Risk = RISK_OF[line]  # type: ignore[assignment]
    return risk


def _product(on_sale: Mapping[Line, OnSale], line: Line) -> OnSale:
    if line not in on_sale:
        raise NoProductForLine(line=line)
    return on_sale[line]


def _room(member: Member, rule: Rule) -> Money | None:
    """What may still be insured on the death of a minor; None for whoever is of age."""
    cap = next((Money(limit["cap"]) for limit in rule["caps"] if member.life.age < limit["below"]), None)
    return None if cap is None else max(Money.zero(), cap - member.death_cover_held)


def _pays_a_sum_on_death(product: Product) -> bool:
    """Whether death pays more than premiums back, which the limit on minors does not count."""
    return any(benefit.kind == "death" and benefit.share is not None for benefit in product.benefits)


def _options(
    product: OnSale, member: Member, target: Money, rule: Rule, on: date, *, limited: bool
) -> tuple[Option, ...]:
    """Every sum up to the target with every term, each paid for over the years that cost least a year.

    Raises what makes the product refuse the life, NoRate, and MinorDeathCapReached.
    """
    tariff, life = product.tariff, member.life
    sums = _sums(tariff.product, target, rule, limited=limited)
    options = []
    for term in tariff.product.coverage_terms:
        cheapest = min(_rates(product, life, term), default=None)
        if cheapest is None:
            continue
        rate, payment_years = cheapest
        least = Choice(sum_insured=sums[0], coverage_term=term, payment_years=payment_years)
        factor = premium(tariff, life, least, on=on).result.occupation_factor
        years = years_of_cover(term, life.age)
        for amount in sums:
            try:
                yearly = yearly_amount(tariff.product, amount, rate, factor)
            except AmountTooLarge:
                break
            options.append(
                Option(amount, term, _FOR_LIFE - life.age if years is None else years, payment_years, yearly)
            )
    if not options:
        _refuse(product, life, sums[0], on)
    return tuple(sorted(options, key=lambda one: one.sum_insured))


def _rates(product: OnSale, life: Life, term: CoverageTerm) -> Iterator[tuple[Decimal, int]]:
    """The rate for each number of payment years; where two cost the same, the fewer years come first."""
    tariff = product.tariff
    for years in tariff.product.payment_terms:
        if tariff.rates.has_rate(coverage_term=term, sex=life.sex, payment_years=years, age=life.age):
            rate = tariff.rates.rate(coverage_term=term, sex=life.sex, payment_years=years, age=life.age)
            yield rate, years


def _refuse(product: OnSale, life: Life, amount: Money, on: date) -> None:
    """Raises why nothing of the product is sold to the life."""
    facts = product.tariff.product
    term, years = facts.coverage_terms[0], facts.payment_terms[0]
    premium(product.tariff, life, Choice(sum_insured=amount, coverage_term=term, payment_years=years), on=on)
    raise NoRate(age=life.age, coverage_term=term, payment_years=years)


def _sums(product: Product, target: Money, rule: Rule, *, limited: bool) -> list[Money]:
    """The sums to weigh, from the least to the first that reaches the target (if limited: the last within it)."""
    sold = product.sum_insured
    if limited and target < sold.minimum:
        raise MinorDeathCapReached(line=product.line)
    wide = max(Money.zero(), min(target, sold.maximum) - sold.minimum).amount
    steps, over = divmod(wide, sold.step.amount)
    highest = sold.step.amount * (steps if limited or not over else steps + 1)
    notch = max(sold.step.amount, Decimal(rule["notch"]) // sold.step.amount * sold.step.amount)
    while highest > notch * rule["most_notches"]:
        notch *= 2
    below = [notch * place for place in range(int(highest // notch) + 1)]
    return [sold.minimum + Money(raised) for raised in dict.fromkeys((*below, highest))]


def _aims(demands: Sequence[Demand], classes: Sequence[int], rule: Rule) -> Iterator[Aim]:
    """Every cover first; then sums, station by station and in each the most urgent class first; then longer terms."""
    for place in range(len(demands)):
        yield Aim(place, "held")
    for station in rule["stations"]:
        for urgency in sorted(set(classes)):
            for step in station:
                for place, demand in enumerate(demands):
                    if classes[place] == urgency and demand.line == step["line"]:
                        yield Aim(place, "sum", step.get("up_to"))
    for place, demand in enumerate(demands):
        if demand.line in rule["lengthened"]:
            yield Aim(place, "years")
