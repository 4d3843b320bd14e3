"""What is asked about products."""

from sqlalchemy import Date, Integer, String, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import col

from services.quotes.tables import CatalogueProduct, ProductPackage, StoredCashValues, StoredRates
from shared.language import LANGUAGES
from shared.pagination import Listing

_on = bindparam("on", type_=Date)
_facts = cast(col(CatalogueProduct.facts), JSONB)
_words = func.lower(
    func.concat_ws(
        "\n",
        col(CatalogueProduct.code),
        *(_facts[what][language].astext for what in ("name", "insurer") for language in LANGUAGES),
    )
)
"""What a product is found by."""
_ON_SALE = (
    col(CatalogueProduct.sale_from) <= _on,
    or_(col(CatalogueProduct.sale_to).is_(None), col(CatalogueProduct.sale_to) >= _on),
)
_BY_PRODUCT = (
    ("line", col(CatalogueProduct.line)),
    ("carrier_id", col(CatalogueProduct.carrier_id)),
    ("status", col(CatalogueProduct.status)),
    ("code", col(CatalogueProduct.code)),
    (
        "at_most_complexity",
        cast(_facts["complexity_level"].astext, Integer) <= bindparam("at_most_complexity"),
    ),
    ("text", func.strpos(_words, func.lower(bindparam("text", type_=String))) > 0),
)

PRODUCT = select(CatalogueProduct).where(col(CatalogueProduct.id) == bindparam("product_id"))
PRODUCT_VERSION = select(CatalogueProduct).where(
    col(CatalogueProduct.code) == bindparam("code"),
    col(CatalogueProduct.product_version) == bindparam("product_version"),
)
VERSIONS = (
    select(CatalogueProduct)
    .where(col(CatalogueProduct.code) == bindparam("code"))
    .order_by(col(CatalogueProduct.product_version).desc())
)
VERSIONS_ON_SALE = (
    select(CatalogueProduct)
    .where(col(CatalogueProduct.code) == bindparam("code"), *_ON_SALE)
    .order_by(col(CatalogueProduct.product_version).desc())
)
PRODUCTS_ON_SALE = select(CatalogueProduct).where(*_ON_SALE)
SALES = select(
    col(CatalogueProduct.id),
    col(CatalogueProduct.version),
    col(CatalogueProduct.code),
    col(CatalogueProduct.line),
    col(CatalogueProduct.sale_from),
    col(CatalogueProduct.sale_to),
).order_by(col(CatalogueProduct.id))
_OF_CODES = col(CatalogueProduct.code) == func.any(bindparam("codes", type_=ARRAY(String)))
CHOSEN_ON_SALE = PRODUCTS_ON_SALE.where(_OF_CODES)
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
RATES_OF_CHOSEN = RATES_ON_SALE.where(_OF_CODES)
CASH_VALUES = select(StoredCashValues).where(col(StoredCashValues.id) == bindparam("product_id"))
PACKAGE_LOADED = select(ProductPackage).where(
    col(ProductPackage.carrier_id) == bindparam("carrier_id"),
    col(ProductPackage.digest) == bindparam("digest"),
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
PACKAGES = Listing(
    select(ProductPackage),
    order=(col(ProductPackage.loaded_at), col(ProductPackage.id)),
    filters=(("carrier_id", col(ProductPackage.carrier_id)),),
    descending=True,
)
