"""Premiums of many lives, products and families, from what is on sale on one day."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.quotes.domain.problems import NotOnSale, TooManyPremiums
from services.quotes.domain.rating import Choice, Life, Price, Tariff, price
from services.quotes.use_cases import catalogue
from shared.problems import Problem
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product and what is asked of it."""

    product_code: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class PricedChoice:
    """A choice priced for every life, or why one has no premium; no `tariff` where the product is not on sale."""

    wanted: Wanted
    tariff: Tariff | None
    prices: Sequence[Price | Problem]


async def tariffs(uow: UnitOfWork, codes: Iterable[str], on: date) -> dict[str, Tariff]:
    """The tariffs of these products, as far as they can be bought on the day."""
    found = await catalogue.chosen_on_sale(uow, codes, on)
    return {code: one.tariff for code, one in found.items()}


async def price_each(
    uow: UnitOfWork, lives: Sequence[Life], wanted: Sequence[Wanted], on: date, *, limit: int
) -> list[PricedChoice]:
    """Every choice for every life, the tariff of each product read once; raises TooManyPremiums beyond `limit`.

    Between two choices whoever else waits for this process has his turn.
    """
    asked = len(lives) * len(wanted)
    if asked > limit:
        raise TooManyPremiums(asked=asked, limit=limit)
    by_code = await tariffs(uow, (one.product_code for one in wanted), on)
    priced = []
    for one in wanted:
        priced.append(_priced(by_code.get(one.product_code), lives, one, on))
        await asyncio.sleep(0)
    return priced


def _priced(tariff: Tariff | None, lives: Sequence[Life], wanted: Wanted, on: date) -> PricedChoice:
    if tariff is None:
        return PricedChoice(wanted, None, [NotOnSale(on=str(on))] * len(lives))
    return PricedChoice(
        wanted, tariff, [_price_or_problem(tariff, life, wanted.choice, on) for life in lives]
    )


def _price_or_problem(tariff: Tariff, life: Life, choice: Choice, on: date) -> Price | Problem:
    try:
        return price(tariff, life, choice, on=on)
    except Problem as refused:
        return refused
