"""Products, each version a row, and what is filed with them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfAgency
from shared.rows import Versioned, identifier, instant, json


class CatalogueProduct(Versioned, OfAgency, table=True):
    """One version of a product; `facts` is the `Product` of the domain and never changes once published.

    When its sale ends may change; `sale_to` of the row is what holds. Withdrawn, it stays so for good: `sale_to` is the
    last day on which it was sold, the day before `sale_from` where it never was.
    """

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("status IN ('on_sale', 'withdrawn')", name="product_status"),
        CheckConstraint("sale_to IS NULL OR sale_from <= sale_to + 1", name="product_sale_dates"),
        Index("one_product_a_version", "agency_id", "code", "product_version", unique=True),
        Index("product_by_time", "agency_id", "published_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    carrier_id: UUID
    code: str
    product_version: int
    line: str
    status: str = "on_sale"
    sale_from: date
    sale_to: date | None = None
    facts: dict[str, Any] = json()
    published_at: datetime = instant()


class StoredRates(OfAgency, table=True):
    """The rates of one product version; the id is the product's. `blocks` are CSV by coverage term, as they were filed."""

    __tablename__ = "rate_table"

    id: UUID = identifier()
    agency_id: UUID
    code: str
    blocks: dict[str, str] = json()


class StoredCashValues(OfAgency, table=True):
    """The cash values of one product version; the id is the product's. `blocks` are CSV by coverage term, as filed."""

    __tablename__ = "cash_value_table"

    id: UUID = identifier()
    agency_id: UUID
    code: str
    blocks: dict[str, str] = json()


class ProductPackage(OfAgency, table=True):
    """Products of a carrier, loaded together; `digest` is of the files they came in, `products` tells their fate."""

    __tablename__ = "product_package"
    __table_args__ = (
        Index("one_package_a_content", "agency_id", "carrier_id", "digest", unique=True),
        Index("package_by_time", "agency_id", "loaded_at", "id"),
    )

    id: UUID = identifier()
    agency_id: UUID
    carrier_id: UUID
    digest: str
    loaded_by: str
    products: list[dict[str, Any]] = json()
    loaded_at: datetime = instant()
