"""A new version of a product is on sale: whoever holds the old one is looked after, without being told to replace it."""

from datetime import timedelta

from services.servicing import queries
from services.servicing.use_cases import tasks
from shared.contracts.quotes import ProductPublished
from shared.unit_of_work import UnitOfWork

CHECK_WITHIN = timedelta(days=30)


async def check(uow: UnitOfWork, published: ProductPublished) -> None:
    """The agents of those who hold the product compare the new version with the old."""
    for policy in await uow.all(queries.POLICIES_OF_PRODUCT, product_code=published.code):
        if policy.product_id != published.product_id:
            tasks.give(uow, policy.client_id, tasks.UPGRADE_CHECK, policy.id, uow.now + CHECK_WITHIN)
