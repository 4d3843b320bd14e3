"""Which products fit a client's scene (适配性): a tag of his, a feature of the product, and the reason that joins them.

Invariant: features follow from what a product is, never from its name; a reason is given for each that is found.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field

from services.quotes.domain import caveats
from services.quotes.domain.offer import OnSale
from services.quotes.domain.product import Age, Code, Facts, OccupationClass, Product, years_of_cover
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Rule

_HORIZON: Final = ("pays_within_horizon", "pays_for_life_within_horizon")


class Scene(Facts):
    """What is known of a client or firm. `horizon_years` is in how many years the money is needed."""

    tags: Annotated[frozenset[Code], Field(min_length=1, max_length=20, examples=[["family_history"]])]
    line: Line | None = None
    age: Age | None = None
    occupation_class: OccupationClass | None = None
    horizon_years: Annotated[int, Field(ge=0, le=80)] | None = None

    @property
    def horizon_age(self) -> int | None:
        """How old the insured is when the money is needed; None where nobody said."""
        return None if self.age is None or self.horizon_years is None else self.age + self.horizon_years


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product fits: the tag it answers to, by which of its features."""

    tag: str
    feature: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """A product with every reason for it."""

    product: OnSale
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Fits:
    """The products that fit, those with most reasons first, and the tags that none answers to."""

    products: tuple[Fitting, ...]
    unanswered: tuple[str, ...]


def fitting(products: Iterable[OnSale], scene: Scene, rule: Rule) -> Answer[Fits]:
    """What fits the scene among `products`, by `rule` ("product.fit"); tags that no rule knows are unanswered."""
    found = [
        Fitting(product, reasons)
        for product in products
        if _is_open_to(product.tariff.product, scene)
        and (reasons := _reasons(product.tariff.product, scene, rule))
    ]
    found.sort(key=lambda one: (-len(one.reasons), one.product.tariff.product.code))
    answered = {reason.tag for one in found for reason in one.reasons}
    horizon_matters = any(each["tag"] in scene.tags and each["feature"] in _HORIZON for each in rule["rules"])
    return Answer(
        result=Fits(tuple(found), tuple(sorted(scene.tags - answered))),
        because=[Because.of(rule, scene=scene)],
        caveats=[caveats.HORIZON_NOT_GIVEN] if horizon_matters and scene.horizon_age is None else [],
    )


def features(product: Product, rule: Rule) -> frozenset[str]:
    """What the product has that a tag may ask for."""
    return frozenset(name for name, has in _FEATURES.items() if has(product, rule))


def _is_open_to(product: Product, scene: Scene) -> bool:
    """Whether the scene's line, age and occupation leave the product open."""
    return (
        scene.line in (None, product.line)
        and (scene.age is None or product.takes_age(scene.age))
        and (scene.occupation_class is None or scene.occupation_class in product.occupation_factors)
    )


def _reasons(product: Product, scene: Scene, rule: Rule) -> tuple[Reason, ...]:
    has = features(product, rule) | _features_in_time(product, scene)
    asked: Iterable[Mapping[str, Any]] = rule["rules"]
    return tuple(
        Reason(each["tag"], each["feature"])
        for each in asked
        if each["tag"] in scene.tags and each["line"] == product.line and each["feature"] in has
    )


def _features_in_time(product: Product, scene: Scene) -> set[str]:
    """What depends on when the money is needed: the annuity payout rule (领取规则) against the horizon."""
    needed_at, found = scene.horizon_age, set()
    for benefit in product.benefits:
        if needed_at is None or benefit.from_age is None or benefit.from_age > needed_at:
            continue
        if benefit.until_age is None:
            found.add("pays_for_life_within_horizon")
        elif needed_at <= benefit.until_age:
            found.add("pays_within_horizon")
    return found


def _takes(product: Product, age: int) -> bool:
    return product.issue_age is not None and product.takes_age(age)


def _lasts(product: Product, years: int) -> bool:
    covered = [years_of_cover(term, 30) for term in product.coverage_terms]
    return any(length is None or length >= years for length in covered)


_FEATURES: Final[Mapping[str, Callable[[Product, Rule], bool]]] = {
    "pays_several_times": lambda product, _: any(
        one.kind == "severe_disease" and one.times > 1 for one in product.benefits
    ),
    "renewal_guaranteed": lambda product, _: product.renewal is not None and product.renewal.guaranteed,
    "pays_on_death": lambda product, _: any(one.kind == "death" for one in product.benefits),
    "waives_premiums": lambda product, _: any(one.kind == "premium_waiver" for one in product.benefits),
    "lasts_twenty_years": lambda product, rule: _lasts(product, rule["long_term_years"]),
    "takes_children": lambda product, _: _takes(product, 0),
    "takes_elders": lambda product, rule: _takes(product, rule["elder_age"]),
    "takes_every_occupation": lambda product, _: len(product.occupation_factors) == 6,
    "paid_in_instalments": lambda product, _: "monthly" in product.payment_frequencies,
    "sum_grows": lambda product, _: any(one.growth for one in product.benefits),
    "can_be_drawn_on": lambda product, _: any(one.kind == "account_payout" for one in product.benefits),
    "benefits_are_certain": lambda product, _: product.benefits_are_certain,
    "covers_a_group": lambda product, _: product.heads is not None,
    "covers_property": lambda product, _: any(one.kind == "property_loss" for one in product.benefits),
}
