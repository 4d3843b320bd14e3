"""What a family pays: covers of several lives, each priced for itself, and what they come to.

Invariant: a cover that cannot be had is named with its reason, is in no total, and leaves the others priced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from services.quotes.domain import caveats
from services.quotes.domain.instalments import Instalment, instalment
from services.quotes.domain.problems import NotOnSale
from services.quotes.domain.product import Code, Facts, Frequency
from services.quotes.domain.rating import Choice, Life, Price, Tariff, basis_caveats, price, reason_of
from shared.because import Because
from shared.money import Money
from shared.problems import Problem


class WantedCover(Facts):
    """A product, what is asked of it, and how often within a year it is to be paid."""

    product_code: Annotated[Code, Field(examples=["sample-term-life"])]
    choice: Choice
    payment_frequency: Frequency = "annual"


class Member(Facts):
    """One of the family under a code of the caller's making, and the covers asked for."""

    member: Annotated[Code, Field(examples=["self"])]
    life: Life
    covers: Annotated[tuple[WantedCover, ...], Field(min_length=1, max_length=20)]


@dataclass(frozen=True, slots=True)
class PricedCover:
    """A cover with its premium and instalment; both None where it is `refused`."""

    wanted: WantedCover
    tariff: Tariff | None
    price: Price | None = None
    instalment: Instalment | None = None
    refused: Problem | None = None

    @property
    def annual(self) -> Money:
        """The yearly premium, paid at once; nothing where it is refused."""
        return self.price.annual if self.price else Money.zero()

    @property
    def a_year(self) -> Money:
        """All that is paid in a year in the way that was asked for."""
        return self.instalment.a_year if self.instalment else Money.zero()


@dataclass(frozen=True, slots=True)
class PricedMember:
    """A member with his covers in the order in which they were asked for."""

    member: Member
    covers: tuple[PricedCover, ...]


@dataclass(frozen=True, slots=True)
class PricedFamily:
    """A family's members, the tables that their premiums come from, and caveats by code."""

    members: tuple[PricedMember, ...]
    because: tuple[Because, ...]
    caveats: tuple[str, ...]

    @property
    def covers(self) -> tuple[PricedCover, ...]:
        """Every cover of every member."""
        return tuple(cover for member in self.members for cover in member.covers)


def price_family(tariffs: Mapping[str, Tariff], members: Sequence[Member], *, on: date) -> PricedFamily:
    """Each cover of each member on the day, from `tariffs` by product code."""
    priced = tuple(
        PricedMember(member, tuple(_priced(tariffs, member.life, wanted, on=on) for wanted in member.covers))
        for member in members
    )
    covers = [cover for member in priced for cover in member.covers]
    used = {cover.wanted.product_code: cover.tariff for cover in covers if cover.tariff and cover.price}
    told = [caveat for tariff in used.values() for caveat in basis_caveats(tariff.product)]
    if any(cover.refused for cover in covers):
        told.append(caveats.SOME_ARE_NOT_PRICED)
    reasons = (reason_of(tariff, on=on) for tariff in used.values())
    return PricedFamily(members=priced, because=tuple(reasons), caveats=tuple(told))


def _priced(tariffs: Mapping[str, Tariff], life: Life, wanted: WantedCover, *, on: date) -> PricedCover:
    tariff = tariffs.get(wanted.product_code)
    if tariff is None:
        return PricedCover(wanted, None, refused=NotOnSale(on=str(on)))
    try:
        priced = price(tariff, life, wanted.choice, on=on)
        paid = instalment(tariff.product, wanted.choice, priced, wanted.payment_frequency)
    except Problem as refused:
        return PricedCover(wanted, tariff, refused=refused)
    return PricedCover(wanted, tariff, priced, paid)
