"""The catalogue: products enter it as a whole, and are read from it with their rates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.cash_values import CashValues, read_cash_values
from services.quotes.domain.limits import faults
from services.quotes.domain.offer import OnSale, newest
from services.quotes.domain.problems import ProductNotAllowed, ProductOfAnotherCarrier
from services.quotes.domain.product import Product
from services.quotes.domain.rate_table import RateTable, read_rate_table, write_rate_block
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue, second_catalogue
from services.quotes.tables import CatalogueProduct, StoredCashValues, StoredRates
from shared.contracts import Line
from shared.contracts.quotes import ProductPublished, ProductUpdated
from shared.problems import NotFound
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Loaded:
    """A product that was loaded: whether it is new in the catalogue."""

    product: CatalogueProduct
    is_new: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """A version of a product with all that is filed with it; no `cash_values` where it has no table of them."""

    product_id: UUID
    tariff: Tariff
    cash_values: CashValues | None


async def load_samples(
    uow: UnitOfWork, carrier_id: UUID, second_carrier_id: UUID | None = None
) -> list[Loaded]:
    """Put the sample catalogue on sale for a carrier, and for another one what its products are compared with.

    Raises ProductNotAllowed, ProductOfAnotherCarrier.
    """
    loaded = await load(uow, sample_catalogue(), carrier_id)
    if second_carrier_id is not None:
        loaded += await load(uow, second_catalogue(), second_carrier_id)
    return loaded


async def load(uow: UnitOfWork, tariffs: Iterable[Tariff], carrier_id: UUID) -> list[Loaded]:
    """Put products on sale for a carrier, all of them or none; a version that is there already stays as it is.

    Raises ProductNotAllowed, ProductOfAnotherCarrier.
    """
    return [await _load(uow, tariff, carrier_id) for tariff in tariffs]


async def _load(uow: UnitOfWork, tariff: Tariff, carrier_id: UUID) -> Loaded:
    facts = tariff.product
    known: CatalogueProduct | None = await uow.one(
        queries.catalogue.PRODUCT_VERSION, code=facts.code, product_version=facts.version
    )
    if known is not None:
        if known.carrier_id != carrier_id:
            raise ProductOfAnotherCarrier("/carrier_id", product=facts.code)
        return Loaded(known, is_new=False)
    if found := faults(facts, uow.kit.jurisdiction):
        told = [{"code": fault.code, "pointer": fault.pointer, **fault.values} for fault in found]
        raise ProductNotAllowed(product=facts.code, faults=told)
    await _end_earlier_versions(uow, facts)
    return Loaded(_publish(uow, tariff, carrier_id), is_new=True)


async def _end_earlier_versions(uow: UnitOfWork, facts: Product) -> None:
    """What is sold under a code changes hands: an earlier version is sold until the day before the new one is."""
    last_day = facts.sale_from - timedelta(days=1)
    for earlier in await uow.all(queries.catalogue.VERSIONS, code=facts.code):
        ends_later = earlier.sale_to is None or earlier.sale_to > last_day
        if earlier.product_version < facts.version and ends_later and earlier.sale_from <= last_day:
            uow.change(earlier, sale_to=last_day)
            uow.record(updated(earlier), about=earlier)


def updated(product: CatalogueProduct) -> ProductUpdated:
    """The event that says when the sale of a version ends."""
    return ProductUpdated(
        product_id=product.id,
        code=product.code,
        product_version=product.product_version,
        line=Line(product.line),
        carrier_id=product.carrier_id,
        sale_from=product.sale_from,
        sale_to=product.sale_to,
    )


def _publish(uow: UnitOfWork, tariff: Tariff, carrier_id: UUID) -> CatalogueProduct:
    facts = tariff.product
    product = uow.add(
        CatalogueProduct(
            agency_id=uow.caller.agency_id,
            carrier_id=carrier_id,
            code=facts.code,
            product_version=facts.version,
            line=facts.line,
            sale_from=facts.sale_from,
            sale_to=facts.sale_to,
            facts=facts.model_dump(mode="json"),
            published_at=uow.now,
        )
    )
    _file_tables(uow, product, tariff)
    uow.record(
        ProductPublished(
            product_id=product.id,
            code=facts.code,
            product_version=facts.version,
            line=facts.line,
            carrier_id=carrier_id,
            sale_from=facts.sale_from,
        ),
        about=product,
    )
    return product


def _file_tables(uow: UnitOfWork, product: CatalogueProduct, tariff: Tariff) -> None:
    facts = tariff.product
    uow.add(
        StoredRates(
            id=product.id,
            agency_id=product.agency_id,
            code=facts.rates_code,
            blocks={
                term: write_rate_block(tariff.rates, term)
                for term in facts.coverage_terms
                if facts.has_a_rate_table
            },
        )
    )
    if tariff.cash_values:
        uow.add(
            StoredCashValues(
                id=product.id,
                agency_id=product.agency_id,
                code=facts.cash_value_table or facts.code,
                blocks=dict(tariff.cash_values),
            )
        )


async def on_sale(uow: UnitOfWork, on: date) -> dict[Line, OnSale]:
    """What proposals are made of on the day: one product a line."""
    return newest(await everything_on_sale(uow, on))


async def everything_on_sale(uow: UnitOfWork, on: date) -> list[OnSale]:
    """Every product that can be bought on the day, of every carrier, in its newest version, by code."""
    products: list[CatalogueProduct] = await uow.all(queries.catalogue.PRODUCTS_ON_SALE, on=on)
    rates: list[StoredRates] = await uow.all(queries.catalogue.RATES_ON_SALE, on=on)
    return _newest_by_code(products, rates)


async def chosen_on_sale(uow: UnitOfWork, codes: Iterable[str], on: date) -> dict[str, OnSale]:
    """Of these codes, what can be bought on the day, in its newest version; a code that is not there is not on sale."""
    asked = sorted(set(codes))
    products: list[CatalogueProduct] = await uow.all(queries.catalogue.CHOSEN_ON_SALE, on=on, codes=asked)
    rates: list[StoredRates] = await uow.all(queries.catalogue.RATES_OF_CHOSEN, on=on, codes=asked)
    return {one.tariff.product.code: one for one in _newest_by_code(products, rates)}


async def codes_of(uow: UnitOfWork, line: Line | None) -> list[str]:
    """The codes of the products of a line, on sale or not."""
    return [row["code"] for row in await uow.all(queries.catalogue.SALES) if row["line"] == line]


def _newest_by_code(products: Iterable[CatalogueProduct], rates: Iterable[StoredRates]) -> list[OnSale]:
    by_code = {
        one.tariff.product.code: one
        for one in sorted(_offered(products, rates), key=lambda one: one.tariff.product.version)
    }
    return [by_code[code] for code in sorted(by_code)]


async def tariff_on_sale(uow: UnitOfWork, code: str, on: date) -> Tariff:
    """The newest version of a product that can be bought on the day; raises NotFound."""
    product = await _newest_version(uow, code, on)
    return _tariff(product, await uow.get(queries.catalogue.RATES, product_id=product.id))


async def filed_on_sale(uow: UnitOfWork, code: str, on: date) -> Filed:
    """The same with its cash values; raises NotFound."""
    return await filed_of(uow, await _newest_version(uow, code, on))


async def filed_of(uow: UnitOfWork, product: CatalogueProduct) -> Filed:
    """A version with its rates and its cash values."""
    rates: StoredRates = await uow.get(queries.catalogue.RATES, product_id=product.id)
    values: StoredCashValues | None = await uow.one(queries.catalogue.CASH_VALUES, product_id=product.id)
    return Filed(
        product_id=product.id,
        tariff=_tariff(product, rates),
        cash_values=None if values is None else read_cash_values(values.code, values.blocks),
    )


async def _newest_version(uow: UnitOfWork, code: str, on: date) -> CatalogueProduct:
    found: CatalogueProduct | None = await uow.one(queries.catalogue.VERSIONS_ON_SALE, code=code, on=on)
    if found is None:
        raise NotFound
    return found


def facts_of(product: CatalogueProduct) -> Product:
    """The product as its carrier filed it, sold until the day that holds now."""
    return Product.model_validate(product.facts).model_copy(update={"sale_to": product.sale_to})


def _offered(products: Iterable[CatalogueProduct], rates: Iterable[StoredRates]) -> Iterable[OnSale]:
    by_product = {row.id: row for row in rates}
    for product in products:
        if product.id not in by_product:
            continue  # Published between the two questions.
        yield OnSale(
            product_id=product.id,
            carrier_id=product.carrier_id,
            tariff=_tariff(product, by_product[product.id]),
        )


def _tariff(product: CatalogueProduct, rates: StoredRates) -> Tariff:
    return Tariff(product=facts_of(product), rates=_parsed(rates.code, tuple(rates.blocks.items())))


@lru_cache(maxsize=512)
def _parsed(code: str, blocks: tuple[tuple[str, str], ...]) -> RateTable:
    """The table in these blocks: the same ones are read for every price of a day."""
    return read_rate_table(code, dict(blocks))
