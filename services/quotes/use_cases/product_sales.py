"""When the sale of a version of a product ends: another day than was said, or for good."""

from datetime import date, timedelta
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.problems import ProductIsWithdrawn, SaleDayPassed, SaleEndsEarlier
from services.quotes.tables import CatalogueProduct
from services.quotes.use_cases.catalogue import updated
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.quotes import ProductWithdrawn
from shared.unit_of_work import UnitOfWork

_A_DAY = timedelta(days=1)


async def end_sale(uow: UnitOfWork, product_id: UUID, version: int, sale_to: date | None) -> CatalogueProduct:
    """It is sold until that day, or with None until further notice.

    Raises NotFound, Stale, ProductIsWithdrawn, SaleDayPassed.
    """
    product = await _not_withdrawn(uow, product_id, version)
    if sale_to == product.sale_to:
        return product
    if sale_to is not None:
        _refuse_the_past(uow, sale_to, earliest=product.sale_from)
    uow.change(product, sale_to=sale_to)
    uow.record(updated(product), about=product)
    return product


async def withdraw(uow: UnitOfWork, product_id: UUID, version: int, last_sale_day: date) -> CatalogueProduct:
    """It is off the market after that day; what is not yet sold by then never will be.

    Raises NotFound, Stale, ProductIsWithdrawn, SaleDayPassed, SaleEndsEarlier.
    """
    product = await _not_withdrawn(uow, product_id, version)
    if product.sale_to is not None and last_sale_day > product.sale_to:
        raise SaleEndsEarlier("/last_sale_day", sale_to=str(product.sale_to))
    before_any_sale = product.sale_from - _A_DAY
    last = max(last_sale_day, before_any_sale)
    if last != product.sale_to:
        _refuse_the_past(uow, last, earliest=before_any_sale)
    uow.change(product, status="withdrawn", sale_to=last)
    uow.record(
        ProductWithdrawn(
            product_id=product.id,
            code=product.code,
            product_version=product.product_version,
            line=Line(product.line),
            carrier_id=product.carrier_id,
            last_sale_day=last,
        ),
        about=product,
    )
    return product


def _refuse_the_past(uow: UnitOfWork, last_day: date, *, earliest: date) -> None:
    """Sales of days gone by stand: the last day is yesterday at the earliest. Raises SaleDayPassed."""
    earliest = max(earliest, local_date(uow.now) - _A_DAY)
    if last_day < earliest:
        raise SaleDayPassed(earliest=str(earliest))


async def _not_withdrawn(uow: UnitOfWork, product_id: UUID, version: int) -> CatalogueProduct:
    product: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=product_id)
    uow.expect(product, version)
    if product.status == "withdrawn":
        raise ProductIsWithdrawn(last_sale_day=str(product.sale_to))
    return product
