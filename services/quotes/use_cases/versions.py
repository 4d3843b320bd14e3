"""The versions of a proposal: each time it is presented, all that its page shows is kept as it then was."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.cash_values import read_cash_values
from services.quotes.domain.offer import Offer, OfferedCover
from services.quotes.domain.premium_years import premium_years
from services.quotes.domain.presented import CoverWorth, Presented, TierYears
from services.quotes.domain.problems import ProposalState
from services.quotes.domain.product import Product
from services.quotes.domain.rate_table import read_rate_table
from services.quotes.domain.rating import Life, Tariff
from services.quotes.domain.savings_years import grows_until_it_is_ended, savings_years
from services.quotes.internal_rate import internal_rate
from services.quotes.tables import (
    CatalogueProduct,
    Proposal,
    ProposalVersion,
    Readership,
    StoredCashValues,
    StoredRates,
)
from shared.calendar import age_on
from shared.contracts import Sex
from shared.contracts.needs import RiskGap
from shared.money import Money
from shared.unit_of_work import UnitOfWork

KIND = "proposal"
"""The kind of share link that opens a version."""


async def keep(uow: UnitOfWork, proposal: Proposal, offer: Offer, *, at: datetime) -> ProposalVersion:
    """What lies before the client from `at` on is the next version of `proposal`."""
    readership: Readership | None = await uow.one(queries.versions.READERSHIP, proposal_id=proposal.id)
    if readership is None:
        readership = uow.add(
            Readership(id=proposal.id, agency_id=proposal.agency_id, client_id=proposal.client_id)
        )
    else:
        uow.change(readership, newest=readership.newest + 1)
    facts = await _presented(uow, proposal, offer)
    return uow.add(
        ProposalVersion(
            agency_id=proposal.agency_id,
            client_id=proposal.client_id,
            proposal_id=proposal.id,
            number=readership.newest,
            facts=facts.model_dump(mode="json"),
            presented_at=at,
        )
    )


async def take_back(uow: UnitOfWork, proposal: Proposal, *, since: datetime) -> None:
    """What was presented from `since` on was not to be presented: it is no version."""
    readership = await readership_of(uow, proposal)
    taken = await uow.all(queries.versions.PRESENTED_SINCE, proposal_id=proposal.id, since=since)
    for version in taken:
        uow.remove(version)
    if readership is None:
        return
    if len(taken) == readership.newest:
        uow.remove(readership)
    else:
        uow.change(readership, newest=readership.newest - len(taken))


async def readership_of(uow: UnitOfWork, proposal: Proposal) -> Readership | None:
    """How often the proposal was opened; None while it is a draft."""
    found: Readership | None = await uow.one(queries.versions.READERSHIP, proposal_id=proposal.id)
    return found


async def version_of(uow: UnitOfWork, proposal: Proposal, number: int | None) -> ProposalVersion:
    """A version of the proposal, the newest where no number is given; raises NotFound, ProposalState for a draft."""
    if number is None:
        readership = await readership_of(uow, proposal)
        if readership is None:
            raise ProposalState(status=proposal.status)
        number = readership.newest
    found: ProposalVersion = await uow.get(
        queries.versions.VERSION_NUMBER, proposal_id=proposal.id, number=number
    )
    return found


def presented_of(version: ProposalVersion) -> Presented:
    """What the version showed."""
    return Presented.model_validate(version.facts)


def accepted_version(status: str, readership: Readership | None) -> int | None:
    """The version that the client accepted: the newest, as nothing is presented after it."""
    return readership.newest if readership and status == "accepted" else None


async def _presented(uow: UnitOfWork, proposal: Proposal, offer: Offer) -> Presented:
    life = Life(
        age=age_on(proposal.birth_date, offer.priced_on),
        sex=Sex(proposal.sex),
        occupation_class=proposal.occupation_class,
    )
    covers = [cover for tier in offer.tiers for cover in tier.covers]
    products = await _products(uow, covers)
    tariffs = await _tariffs_of_one_year(uow, covers, products)
    years = [(tier.tier, premium_years(tier, life, tariffs, on=offer.priced_on)) for tier in offer.tiers]
    return Presented(
        life=life,
        annual_budget=proposal.annual_budget,
        gaps=tuple(RiskGap.model_validate(gap) for gap in proposal.gaps),
        offer=offer,
        products=tuple(products.values()),
        premiums=tuple(TierYears(tier=tier, years=found) for tier, found in years if found),
        savings=tuple(await _savings(uow, offer, products, life)),
    )


async def _savings(
    uow: UnitOfWork, offer: Offer, products: dict[UUID, Product], life: Life
) -> list[CoverWorth]:
    found: list[CoverWorth] = []
    for tier in offer.tiers:
        for cover in tier.covers:
            if grows_until_it_is_ended(products[cover.product_id]):
                values = await _cash_values(uow, cover, life)
                years = savings_years(cover, values, internal_rate)
                found.append(CoverWorth(tier=tier.tier, product=cover.product_code, years=years))
    return found


async def _products(uow: UnitOfWork, covers: Iterable[OfferedCover]) -> dict[UUID, Product]:
    """The product versions that the covers are of, each once, as they were filed."""
    found: dict[UUID, Product] = {}
    for product_id in dict.fromkeys(cover.product_id for cover in covers):
        row: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=product_id)
        found[product_id] = Product.model_validate(row.facts)
    return found


async def _tariffs_of_one_year(
    uow: UnitOfWork, covers: Iterable[OfferedCover], products: dict[UUID, Product]
) -> dict[UUID, Tariff]:
    found: dict[UUID, Tariff] = {}
    for product_id in dict.fromkeys(cover.product_id for cover in covers if cover.of_one_year):
        rates: StoredRates = await uow.get(queries.catalogue.RATES, product_id=product_id)
        found[product_id] = Tariff(products[product_id], read_rate_table(rates.code, rates.blocks))
    return found


async def _cash_values(uow: UnitOfWork, cover: OfferedCover, life: Life) -> tuple[Money, ...]:
    """The cash values of the cover year by year, as filed; none where the product has no table of them."""
    filed: StoredCashValues | None = await uow.one(queries.catalogue.CASH_VALUES, product_id=cover.product_id)
    if filed is None:
        return ()
    return read_cash_values(filed.code, filed.blocks).by_year(
        cover.sum_insured,
        coverage_term=cover.coverage_term,
        sex=life.sex,
        payment_years=cover.payment_years,
        age=life.age,
    )
