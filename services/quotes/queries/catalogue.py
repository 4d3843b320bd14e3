"""What is asked about products."""

from sqlalchemy import Date, bindparam, or_, select
from sqlmodel import col

from services.quotes.tables import CatalogueProduct, StoredRates
from shared.pagination import Listing

_on = bindparam("on", type_=Date)
_ON_SALE = (
    col(CatalogueProduct.status) == "on_sale",
    col(CatalogueProduct.sale_from) <= _on,
    or_(col(CatalogueProduct.sale_to).is_(None), col(CatalogueProduct.sale_to) >= _on),
)
_BY_PRODUCT = (
    ("line", col(CatalogueProduct.line)),
    ("carrier_id", col(CatalogueProduct.carrier_id)),
    ("status", col(CatalogueProduct.status)),
    ("code", col(CatalogueProduct.code)),
)

PRODUCT = select(CatalogueProduct).where(col(CatalogueProduct.id) == bindparam("product_id"))
PRODUCT_VERSION = select(CatalogueProduct).where(
    col(CatalogueProduct.code) == bindparam("code"),
    col(CatalogueProduct.product_version) == bindparam("product_version"),
)
VERSIONS_ON_SALE = (
    select(CatalogueProduct)
    .where(col(CatalogueProduct.code) == bindparam("code"), *_ON_SALE)
    .order_by(col(CatalogueProduct.product_version).desc())
)
PRODUCTS_ON_SALE = select(CatalogueProduct).where(*_ON_SALE)
PUBLISHED_AFTER = (
    select(CatalogueProduct)
    .where(col(CatalogueProduct.published_at) > bindparam("after"))
    .order_by(col(CatalogueProduct.published_at))
)
RATES = select(StoredRates).where(col(StoredRates.id) == bindparam("product_id"))
RATES_ON_SALE = (
    select(StoredRates)
    .join(CatalogueProduct, col(CatalogueProduct.id) == col(StoredRates.id))
    .where(*_ON_SALE)
)

CATALOGUE = Listing(
    select(CatalogueProduct),
    order=(col(CatalogueProduct.published_at), col(CatalogueProduct.id)),
    filters=_BY_PRODUCT,
)
CATALOGUE_ON_A_DAY = Listing(
    PRODUCTS_ON_SALE,
    order=(col(CatalogueProduct.published_at), col(CatalogueProduct.id)),
    filters=_BY_PRODUCT,
)
