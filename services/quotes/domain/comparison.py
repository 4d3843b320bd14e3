"""Products side by side for one life (产品对比): which may stand there, and what each costs him.

Invariant: the order is that of the product codes and says nothing about the products; nothing is scored or ranked. Every
product is priced as near to what was wished as it is sold, and says where it is not sold as wished.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.quotes.domain import caveats
from services.quotes.domain.comparison_fit import AsSold, Wish, as_sold, completed, in_common, terms_for
from services.quotes.domain.instalments import Instalment, frequencies, instalment
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems import (
    ComparisonNeedsLicence,
    DifferentLines,
    NothingToCompare,
    NotOnSale,
    OtherInsurersProduct,
    TooManyToCompare,
)
from services.quotes.domain.product import Code, Facts, Frequency
from services.quotes.domain.rating import Choice, Life, basis_caveats, price, reason_of
from shared.because import Because
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.money import Money
from shared.problems import BrokenRule

LEAST: Final = 2
MOST: Final = 6


class Institution(Facts):
    """Who compares: its mode, the insurer that a tied agent represents, and whether it has a licence."""

    mode: str
    tied_carrier_id: UUID | None = None
    licensed: bool


class Side(Facts):
    """One product as it was priced: `refused` is the code of why the life cannot have it, and then nothing is priced."""

    product_id: UUID
    carrier_id: UUID
    product_code: Code
    product_version: int
    choice: Choice | None = None
    as_wished: bool = False
    annual_premium: Money | None = None
    payment: Instalment | None = None
    refused: str | None = None

    @property
    def premiums_in_all(self) -> Money | None:
        """All that is paid for it over the payment years, once a year; None where it is refused."""
        if self.annual_premium is None or self.choice is None:
            return None
        return self.annual_premium * self.choice.payment_years


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sides by product code, what they rest on, and what a reader must be told, by code."""

    line: Line
    sides: tuple[Side, ...]
    because: tuple[Because, ...]
    caveats: tuple[str, ...]


def comparable(
    on_sale: Sequence[OnSale],
    *,
    line: Line | None,
    codes: Sequence[str],
    institution: Institution,
    modes: Rule,
    platform: Rule,
    on: date,
) -> list[OnSale]:
    """The products of `codes`, or of `line`, that this institution may put side by side; by product code.

    `modes` is the rule "comparison.modes", `platform` "comparison.platform". Raises ComparisonNeedsLicence, NotOnSale,
    OtherInsurersProduct, DifferentLines, NothingToCompare, TooManyToCompare.
    """
    if platform["licensed_only"] and not institution.licensed:
        raise ComparisonNeedsLicence
    by_code = {one.tariff.product.code: one for one in on_sale}
    if missing := [code for code in codes if code not in by_code]:
        raise NotOnSale("/product_codes", on=str(on), product=missing[0])
    found = [
        by_code[code]
        for code in sorted(by_code)
        if code in codes or by_code[code].tariff.product.line == line
    ]
    if not modes[institution.mode]["across_insurers"]:
        others = [one for one in found if one.carrier_id != institution.tied_carrier_id]
        if others and codes:
            raise OtherInsurersProduct("/product_codes", product=others[0].tariff.product.code)
        found = [one for one in found if one not in others]
    if len({one.tariff.product.line for one in found}) > 1:
        lines = sorted({one.tariff.product.line.value for one in found})
        raise DifferentLines("/product_codes", lines=", ".join(lines))
    if len(found) < LEAST:
        raise NothingToCompare(found=len(found))
    if len(found) > MOST:
        raise TooManyToCompare("/line", found=len(found), most=MOST)
    return found


def compare(
    products: Sequence[OnSale],
    life: Life,
    wish: Wish,
    *,
    institution: Institution,
    modes: Rule,
    platform: Rule,
    on: date,
) -> Comparison:
    """Every product of `comparable`, priced for `life` on the day; raises PremiumNotNamed for one whose sum is named."""
    tariffs = [one.tariff for one in products]
    terms = {one.product_id: terms_for(one.tariff, life) for one in products}
    common = in_common(terms.values())
    asked = completed(wish, tariffs)
    sides: list[Side] = []
    reasons = [Because.of(modes, mode=institution.mode), Because.of(platform, licensed=institution.licensed)]
    for one in products:
        try:
            sold = as_sold(one.tariff, life, asked, terms[one.product_id], common, on=on)
            sides.append(_priced(one, life, sold, wish, on))
            reasons.append(reason_of(one.tariff, life=life, choice=sold.choice))
        except BrokenRule as refused:
            sides.append(_side(one, refused=refused.code))
    return Comparison(
        line=products[0].tariff.product.line,
        sides=tuple(sides),
        because=tuple(reasons),
        caveats=tuple(_caveats(products, sides, institution, modes)),
    )


def _priced(one: OnSale, life: Life, sold: AsSold, wish: Wish, on: date) -> Side:
    product = one.tariff.product
    priced = price(one.tariff, life, sold.choice, on=on)
    offered = frequencies(product, sold.choice)
    often: Frequency = wish.payment_frequency if wish.payment_frequency in offered else "annual"
    return _side(
        one,
        choice=sold.choice,
        as_wished=sold.is_as_asked(wish) and often == wish.payment_frequency,
        annual_premium=priced.annual,
        payment=instalment(product, sold.choice, priced, often),
    )


def _side(one: OnSale, **priced: object) -> Side:
    facts = one.tariff.product
    return Side.model_validate(
        {
            "product_id": one.product_id,
            "carrier_id": one.carrier_id,
            "product_code": facts.code,
            "product_version": facts.version,
            **priced,
        }
    )


def _caveats(
    products: Sequence[OnSale], sides: Sequence[Side], institution: Institution, modes: Rule
) -> list[str]:
    told = [caveats.NO_RANKING]
    if not modes[institution.mode]["across_insurers"]:
        told.append(caveats.WITHIN_ONE_INSURER)
    choices = {side.choice for side in sides if side.choice is not None}
    if len(choices) > 1:
        told.append(caveats.NOT_LIKE_FOR_LIKE)
    if any(side.refused for side in sides):
        told.append(caveats.NOT_SOLD_TO_THIS_LIFE)
    if any(one.tariff.product.heads is not None for one in products):
        told.append(caveats.PER_HEAD)
    if any(not one.tariff.product.benefits_are_certain for one in products):
        told.append(caveats.BENEFITS_ARE_NOT_GUARANTEED)
    return [*told, *(caveat for one in products for caveat in basis_caveats(one.tariff.product))]
