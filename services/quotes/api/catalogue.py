"""Products: loading the samples, and reading the catalogue."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from services.quotes import queries
from services.quotes.api.shown import product_detail_out, product_out
from services.quotes.domain.product import Code
from services.quotes.schemas import Day
from services.quotes.schemas.catalogue import (
    LoadedOut,
    ProductDetailOut,
    ProductOut,
    SamplesIn,
    SamplesOut,
)
from services.quotes.tables import CatalogueProduct
from services.quotes.use_cases import catalogue
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


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
        on=on_sale_on,
    )


@router.get("/products/{product_id}", tags=["catalogue"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER)
async def read_product(uow: Uow, product_id: UUID) -> ProductDetailOut:
    """One version of a product: what it pays, what it does not, for whom, and what its prices rest on."""
    product: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=product_id)
    uow.tag(product)
    return product_detail_out(product, uow.language)
