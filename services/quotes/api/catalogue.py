"""Products: loading the samples, reading the catalogue, and ending a sale."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import Query, Response

from services.quotes import queries
from services.quotes.api.products_shown import product_detail_out, product_out, table_out
from services.quotes.domain.problems import NoSuchTable
from services.quotes.domain.product import Code, CoverageTerm
from services.quotes.schemas import Day
from services.quotes.schemas.catalogue import (
    LoadedOut,
    ProductDetailOut,
    ProductOut,
    SaleIn,
    SamplesIn,
    SamplesOut,
    TableOut,
    WithdrawalIn,
)
from services.quotes.tables import CatalogueProduct, StoredCashValues, StoredRates
from services.quotes.use_cases import catalogue, product_sales
from services.quotes.use_cases.catalogue import facts_of
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.problems import NotFound
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")

_ONE_LINE: Final = r"^[^\x00-\x1f]+$"
_AS_CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": {}}}}
Term = Annotated[CoverageTerm | None, Query(description="only this term", examples=["years_20"])]
Form = Annotated[Literal["json", "csv"], Query(alias="format")]


@router.post("/catalogue/samples", tags=["catalogue"])
@allow(Role.OPS, Role.MANAGER)
async def load_samples(uow: Uow, samples: SamplesIn) -> SamplesOut:
    """Put the sample catalogue on sale for a carrier; the same again changes nothing."""
    loaded = await catalogue.load_samples(uow, samples.carrier_id, samples.second_carrier_id)
    return SamplesOut(
        products=[
            LoadedOut(
                product_id=one.product.id,
                code=one.product.code,
                product_version=one.product.product_version,
                outcome="published" if one.is_new else "unchanged",
            )
            for one in loaded
        ]
    )


@router.get("/products", tags=["catalogue"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER)
async def list_products(
    uow: Uow,
    asked: Asked,
    line: Line | None = None,
    carrier_id: UUID | None = None,
    status: Literal["on_sale", "withdrawn"] | None = None,
    code: Code | None = None,
    on_sale_on: Annotated[Day | None, Query(description="only what can be bought on this day")] = None,
    complexity: Annotated[int | None, Query(ge=1, le=5, description="of this level or simpler")] = None,
    text: Annotated[
        str | None,
        Query(min_length=1, max_length=100, pattern=_ONE_LINE, description="in its name, insurer or code"),
    ] = None,
) -> PageOf[ProductOut]:
    """Products of the agency, the first published first; a carrier sees its own."""
    listing = queries.catalogue.CATALOGUE if on_sale_on is None else queries.catalogue.CATALOGUE_ON_A_DAY
    return await listing.page(
        uow,
        asked,
        lambda product: product_out(product, uow.language),
        line=line,
        carrier_id=carrier_id,
        status=status,
        code=code,
        at_most_complexity=complexity,
        text=text,
        on=on_sale_on,
    )


@router.get("/products/{product_id}", tags=["catalogue"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER)
async def read_product(uow: Uow, product_id: UUID) -> ProductDetailOut:
    """One version of a product: what it pays, what it does not, for whom, and what its prices rest on."""
    product: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=product_id)
    return await _detail(uow, product)


@router.patch("/products/{product_id}", tags=["catalogue"])
@allow(Role.OPS, Role.MANAGER)
async def change_sale(uow: Uow, product_id: UUID, version: IfMatch, sale: SaleIn) -> ProductDetailOut:
    """Say until when a version is sold."""
    return await _detail(uow, await product_sales.end_sale(uow, product_id, version, sale.sale_to))


@router.post("/products/{product_id}/withdraw", tags=["catalogue"])
@allow(Role.OPS, Role.MANAGER)
async def withdraw_product(
    uow: Uow, product_id: UUID, version: IfMatch, withdrawal: WithdrawalIn
) -> ProductDetailOut:
    """Take a version off the market after its last day of sale; what was proposed and sold stays as it was."""
    return await _detail(
        uow, await product_sales.withdraw(uow, product_id, version, withdrawal.last_sale_day)
    )


@router.get("/products/{product_id}/rates", tags=["catalogue"], response_model=TableOut, responses=_AS_CSV)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER)
async def read_rates(
    uow: Uow, product_id: UUID, coverage_term: Term = None, as_: Form = "json"
) -> TableOut | Response:
    """The rates of a version as they were filed, as JSON or, one term at a time, as CSV; an account has none."""
    product: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=product_id)
    facts = facts_of(product)
    rates: StoredRates = await uow.get(queries.catalogue.RATES, product_id=product_id)
    unit = facts.rate_unit
    if unit == "account":
        raise NotFound
    uow.tag(product)
    return _table(product, facts.rates_code, unit, rates.blocks, coverage_term, as_)


@router.get(
    "/products/{product_id}/cash-values", tags=["catalogue"], response_model=TableOut, responses=_AS_CSV
)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER)
async def read_cash_values(
    uow: Uow, product_id: UUID, coverage_term: Term = None, as_: Form = "json"
) -> TableOut | Response:
    """The cash values of a version as they were filed: yuan per 10,000 of sum insured at the end of each policy year."""
    product: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=product_id)
    values: StoredCashValues = await uow.get(queries.catalogue.CASH_VALUES, product_id=product_id)
    uow.tag(product)
    return _table(product, values.code, "per_10000", values.blocks, coverage_term, as_)


def _table(
    product: CatalogueProduct,
    name: str,
    unit: Literal["per_10000", "flat", "sum_per_1000_premium"],
    blocks: dict[str, str],
    coverage_term: str | None,
    as_: Literal["json", "csv"],
) -> TableOut | Response:
    """Raises NoSuchTable for a term without one, and where CSV of several terms is asked for at once."""
    if coverage_term is not None:
        blocks = {term: text for term, text in blocks.items() if term == coverage_term}
    if not blocks or (as_ == "csv" and len(blocks) > 1):
        offered = ", ".join(facts_of(product).coverage_terms)
        raise NoSuchTable("/query/coverage_term", coverage_term=coverage_term or "-", offered=offered)
    if as_ == "json":
        return table_out(product, name, unit, blocks)
    ((term, text),) = blocks.items()
    headers = {"content-disposition": f'attachment; filename="{name}.{term}.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


async def _detail(uow: UnitOfWork, product: CatalogueProduct) -> ProductDetailOut:
    versions: list[CatalogueProduct] = await uow.all(queries.catalogue.VERSIONS, code=product.code)
    uow.tag(product)
    return product_detail_out(product, versions, uow.language)
