"""Every question that `quotes` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import Date, bindparam, or_, select
from sqlmodel import col

from services.quotes.tables import CatalogueProduct, Outlook, Proposal, StoredRates, SuitabilityRecord
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

PROPOSAL = select(Proposal).where(col(Proposal.id) == bindparam("proposal_id"))
PROPOSAL_FOR_ASSESSMENT = select(Proposal).where(col(Proposal.assessment_id) == bindparam("assessment_id"))
OPEN_PROPOSALS = select(Proposal).where(
    col(Proposal.client_id) == bindparam("client_id"), col(Proposal.status).in_(("draft", "presented"))
)
DRAFTS = select(Proposal).where(col(Proposal.status) == "draft")
PROPOSALS = Listing(
    select(Proposal),
    order=(col(Proposal.drafted_at), col(Proposal.id)),
    filters=(
        ("client_id", col(Proposal.client_id)),
        ("status", col(Proposal.status)),
        ("assessment_id", col(Proposal.assessment_id)),
    ),
    descending=True,
)
SUITABILITY = select(SuitabilityRecord).where(col(SuitabilityRecord.id) == bindparam("proposal_id"))
OUTLOOKS = select(Outlook).where(col(Outlook.client_id) == bindparam("client_id"))
