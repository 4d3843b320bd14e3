"""What is asked about comparisons."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlmodel import col

from services.quotes.tables import CatalogueProduct, StoredComparison
from shared.pagination import Listing

COMPARISON = select(StoredComparison).where(col(StoredComparison.id) == bindparam("comparison_id"))
PRODUCTS = select(CatalogueProduct).where(
    col(CatalogueProduct.id) == func.any(bindparam("product_ids", type_=ARRAY(UUID)))
)
COMPARISONS = Listing(
    select(StoredComparison),
    order=(col(StoredComparison.made_at), col(StoredComparison.id)),
    filters=(
        ("client_id", col(StoredComparison.client_id)),
        ("line", col(StoredComparison.line)),
    ),
    descending=True,
)
