"""What a group pays: heads by occupation class and age, each head priced and the heads added up.

Invariant: a group's premium is the sum of what its heads cost, each rounded to the fen; nothing is rounded again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from services.quotes.domain import caveats
from services.quotes.domain.instalments import Instalment, instalment
from services.quotes.domain.problems import HeadsOutOfRange, NotAGroupProduct, SexNeeded
from services.quotes.domain.product import Age, AgeRange, Facts, Frequency, OccupationClass, Product
from services.quotes.domain.rating import Choice, Life, Price, Tariff, basis_caveats, price, reason_of
from shared.because import Answer, Because
from shared.contracts import Sex
from shared.jurisdictions import Rule
from shared.money import Money
from shared.problems import Problem


class Heads(Facts):
    """So many people of one occupation class at one age or within one band of ages, of one sex or of either."""

    heads: Annotated[int, Field(ge=1, le=1_000_000, examples=[12])]
    occupation_class: OccupationClass = 1
    sex: Sex | None = None
    age: Age | None = None
    age_band: AgeRange | None = None

    @model_validator(mode="after")
    def _is_of_an_age(self) -> Self:
        if (self.age is None) == (self.age_band is None):
            raise ValueError("heads have either an age or a band of ages")
        return self

    @property
    def ages(self) -> AgeRange:
        """The ages they may have."""
        if self.age_band is not None:
            return self.age_band
        return AgeRange(minimum=self.age or 0, maximum=self.age or 0)


@dataclass(frozen=True, slots=True)
class PricedHeads:
    """Heads at what each costs; `lowest` and `highest` are what their youngest and oldest may cost."""

    heads: Heads
    priced_at_age: int
    price: Price
    instalment: Instalment
    lowest: Money
    highest: Money


@dataclass(frozen=True, slots=True)
class PricedGroup:
    """A group with its classes; amounts are of all heads."""

    classes: tuple[PricedHeads, ...]

    @property
    def heads(self) -> int:
        """How many people it has."""
        return sum(one.heads.heads for one in self.classes)

    @property
    def annual(self) -> Money:
        """The premium a year, paid at once."""
        return sum((one.price.annual * one.heads.heads for one in self.classes), Money.zero())

    @property
    def instalment(self) -> Money:
        """What is paid at a time."""
        return sum((one.instalment.amount * one.heads.heads for one in self.classes), Money.zero())

    @property
    def a_year(self) -> Money:
        """All that is paid in a year in that way."""
        return sum((one.instalment.a_year * one.heads.heads for one in self.classes), Money.zero())


def heads_of(lives: Iterable[Life]) -> tuple[Heads, ...]:
    """The same people counted: lives that a price cannot tell apart together, in the order in which they first came."""
    counted = Counter(lives)
    return tuple(
        Heads(heads=many, occupation_class=life.occupation_class, sex=life.sex, age=life.age)
        for life, many in counted.items()
    )


def price_group(
    tariff: Tariff, classes: Sequence[Heads], choice: Choice, frequency: Frequency, rule: Rule, *, on: date
) -> Answer[PricedGroup]:
    """What the group costs on the day, an age band at the age that `rule` ("rating.age_bands") says.

    Raises NotAGroupProduct, HeadsOutOfRange, SexNeeded, PaymentFrequencyNotOffered, and what `price` does for any of them.
    """
    _refuse_what_is_no_group_of(tariff.product, sum(one.heads for one in classes))
    priced = tuple(
        _priced_at(place, tariff, one, choice, frequency, rule, on) for place, one in enumerate(classes)
    )
    told = list(basis_caveats(tariff.product))
    if any(one.lowest != one.highest for one in priced):
        told.append(caveats.AGE_BAND_PRICED_AT_ONE_AGE)
    return Answer(
        result=PricedGroup(priced),
        because=[reason_of(tariff, choice=choice), Because.of(rule, classes=list(classes))],
        caveats=told,
    )


def _refuse_what_is_no_group_of(product: Product, heads: int) -> None:
    if product.heads is None:
        raise NotAGroupProduct("/product_code")
    most = product.heads.maximum
    if heads < product.heads.minimum or (most is not None and heads > most):
        raise HeadsOutOfRange(
            "/classes", heads=heads, minimum=product.heads.minimum, maximum="-" if most is None else most
        )


def _priced_at(
    place: int, tariff: Tariff, heads: Heads, choice: Choice, frequency: Frequency, rule: Rule, on: date
) -> PricedHeads:
    """What cannot be priced says which of the classes it is."""
    try:
        return _priced(tariff, heads, choice, frequency, rule, on)
    except Problem as refused:
        refused.pointer = f"/classes/{place}"
        raise


def _priced(
    tariff: Tariff, heads: Heads, choice: Choice, frequency: Frequency, rule: Rule, on: date
) -> PricedHeads:
    ages = heads.ages
    at = _AT[rule["priced_at"]](ages)
    by_age = {
        age: _price_of_either_sex(tariff, heads, age, choice, on)
        for age in range(ages.minimum, ages.maximum + 1)
    }
    return PricedHeads(
        heads=heads,
        priced_at_age=at,
        price=by_age[at],
        instalment=instalment(tariff.product, choice, by_age[at], frequency),
        lowest=min(one.annual for one in by_age.values()),
        highest=max(one.annual for one in by_age.values()),
    )


def _price_of_either_sex(tariff: Tariff, heads: Heads, age: int, choice: Choice, on: date) -> Price:
    sexes = [heads.sex] if heads.sex else list(Sex)
    first, *others = (
        price(tariff, Life(age=age, sex=sex, occupation_class=heads.occupation_class), choice, on=on)
        for sex in sexes
    )
    if any(other.annual != first.annual for other in others):
        raise SexNeeded
    return first


_AT: Final[Mapping[str, Callable[[AgeRange], int]]] = {
    "lowest": lambda ages: ages.minimum,
    "middle": lambda ages: (ages.minimum + ages.maximum + 1) // 2,
    "highest": lambda ages: ages.maximum,
}
