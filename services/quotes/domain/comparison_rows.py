"""What is compared of products (保障责任, 免责, 等待期, 缴费, 价格), and where they differ.

Invariant: nothing that may differ passes for agreed. Products differ where the facts filed do; where the facts agree and the
words do not, the row says that it is worded differently, since words may hold what no fact does.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from services.quotes.domain.benefit import Benefit, BenefitKind
from services.quotes.domain.comparison import Side
from services.quotes.domain.instalments import TIMES_A_YEAR
from services.quotes.domain.product import Product, Wording

Group = Literal["benefits", "exclusions", "waiting", "payment", "conditions", "price"]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared: a value a product, None where it has none, and whether they differ, in fact or in words only.

    `key` names it within its group: a kind of benefit, or a fact; `wording` is the exclusion that a row is about.
    """

    group: Group
    key: str
    values: tuple[Any, ...]
    differs: bool
    worded_differently: bool = False
    wording: Wording | None = None


def rows(products: Sequence[Product], sides: Sequence[Side]) -> tuple[Row, ...]:
    """Every row that any of the products has something to say to, group by group; `sides` are theirs, in order."""
    return (
        *_benefit_rows(products),
        *_exclusion_rows(products),
        *_fact_rows("waiting", _WAITING, products),
        *_fact_rows("payment", _PAYMENT, products),
        *_fact_rows("conditions", _CONDITIONS, products),
        *_price_rows(sides),
    )


def _benefit_rows(products: Sequence[Product]) -> Iterator[Row]:
    for kind in get_args(BenefitKind):
        values = tuple(
            tuple(benefit for benefit in product.benefits if benefit.kind == kind) for product in products
        )
        if any(values):
            promised = {frozenset(map(_promise, benefits)) for benefits in values}
            words = {tuple(benefit.text["zh-CN"] for benefit in benefits) for benefits in values}
            differs = len(promised) > 1
            yield Row(
                "benefits", kind, values, differs=differs, worded_differently=not differs and len(words) > 1
            )


def _promise(benefit: Benefit) -> Hashable:
    return (
        benefit.measure,
        frozenset(benefit.highest_of),
        benefit.share,
        benefit.growth,
        benefit.times,
        benefit.interval_days,
        benefit.from_age,
        benefit.until_age,
        frozenset(benefit.diseases),
    )


def _exclusion_rows(products: Sequence[Product]) -> Iterator[Row]:
    wordings = {wording["zh-CN"]: wording for product in products for wording in product.exclusions}
    for number, (words, wording) in enumerate(wordings.items(), start=1):
        values = tuple(any(one["zh-CN"] == words for one in product.exclusions) for product in products)
        yield Row("exclusions", f"exclusion_{number}", values, differs=not all(values), wording=wording)


def _fact_rows(
    group: Group, facts: Mapping[str, Callable[[Any], Hashable]], of: Sequence[Product]
) -> Iterator[Row]:
    for key, fact in facts.items():
        values = tuple(fact(one) for one in of)
        if any(value not in (None, ()) for value in values):
            unlike = len(set(values)) > 1
            in_words = key in _IN_WORDS
            yield Row(
                group, key, values, differs=unlike and not in_words, worded_differently=unlike and in_words
            )


def _price_rows(sides: Sequence[Side]) -> Iterator[Row]:
    """Prices differ among the products that the life can have; why he cannot have the others is a row of its own."""
    for key, fact in _PRICE.items():
        values = tuple(fact(side) for side in sides)
        told = {value for value in values if value is not None}
        if told:
            yield Row("price", key, values, differs=len(told) > 1 and key != "refused")


def _wordings(texts: Sequence[Wording]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(sorted(text.items())) for text in texts)


_IN_WORDS: Final = frozenset({"payment_rules"})
"""Facts that were filed as words only."""

_WAITING: Final[Mapping[str, Callable[[Product], Hashable]]] = {
    "waiting": lambda product: (
        product.waiting_days,
        product.waiting_exempts_accidents or not product.waiting_days,
    ),
    "cooling_off": lambda product: product.cooling_off_days,
    "grace": lambda product: product.grace_days,
}
_PAYMENT: Final[Mapping[str, Callable[[Product], Hashable]]] = {
    "coverage_terms": lambda product: product.coverage_terms,
    "payment_terms": lambda product: (
        product.payment_terms if set(product.coverage_terms) != {"years_1"} else None
    ),
    "frequencies": lambda product: tuple(
        (name, product.payment_frequencies[name])
        for name in TIMES_A_YEAR
        if name in product.payment_frequencies
    ),
    "payment_rules": lambda product: _wordings(product.payment_rules),
}
_CONDITIONS: Final[Mapping[str, Callable[[Product], Hashable]]] = {
    "design_type": lambda product: product.design_type,
    "issue_age": lambda product: product.issue_age,
    "occupations": lambda product: tuple(sorted(product.occupation_factors)),
    "sums": lambda product: None if product.premium else product.sum_insured,
    "premiums": lambda product: product.premium,
    "heads": lambda product: product.heads,
    "deductible": lambda product: product.deductible,
    "annual_limit": lambda product: product.annual_limit,
    "renewal": lambda product: product.renewal,
    "account": lambda product: product.account,
}
_PRICE: Final[Mapping[str, Callable[[Side], Hashable]]] = {
    "sum_insured": lambda side: side.choice and side.choice.sum_insured,
    "coverage_term": lambda side: side.choice and side.choice.coverage_term,
    "payment_years": lambda side: (
        side.choice.payment_years if side.choice and side.choice.coverage_term != "years_1" else None
    ),
    "annual_premium": lambda side: side.annual_premium,
    "payment": lambda side: (
        (side.payment.frequency, side.payment.amount, side.payment.a_year)
        if side.payment and side.payment.frequency != "annual"
        else None
    ),
    "premiums_in_all": lambda side: (
        side.premiums_in_all if side.choice and side.choice.coverage_term != "years_1" else None
    ),
    "refused": lambda side: side.refused,
}
