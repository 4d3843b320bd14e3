"""A policy that a client holds, compared with a newer product: reckoned for anybody, and kept for a client."""

from datetime import date
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.product import Code
from services.quotes.domain.rating import Choice, Life
from services.quotes.domain.upgrade import Comparison, HeldTerms, compare, with_filed_value
from services.quotes.tables import CatalogueProduct, StoredUpgradeComparison
from services.quotes.use_cases import catalogue
from services.quotes.use_cases.catalogue import Filed
from shared.because import Answer
from shared.calendar import local_date
from shared.contracts import Line
from shared.unit_of_work import UnitOfWork


async def reckon(
    uow: UnitOfWork, held: HeldTerms, new_code: Code, life: Life, choice: Choice, on: date
) -> tuple[UUID, Answer[Comparison]]:
    """The new product's id and the comparison as of the day.

    Raises NotFound for a product or version that is none, and what `compare` raises.
    """
    new = await catalogue.filed_on_sale(uow, new_code, on)
    known = await _held_version(uow, held)
    if known is not None:
        held = with_filed_value(held, known.tariff.product, known.cash_values, life, on=on)
    answer = compare(
        held,
        known.tariff.product if known else None,
        new.tariff,
        life,
        choice,
        uow.kit.jurisdiction,
        on=on,
    )
    return new.product_id, answer


async def _held_version(uow: UnitOfWork, held: HeldTerms) -> Filed | None:
    if held.product_code is None:
        return None
    product: CatalogueProduct = await uow.get(
        queries.catalogue.PRODUCT_VERSION, code=held.product_code, product_version=held.product_version
    )
    return await catalogue.filed_of(uow, product)


async def keep(
    uow: UnitOfWork,
    client_id: UUID,
    policy_id: UUID | None,
    held: HeldTerms,
    new_code: Code,
    life: Life,
    choice: Choice,
) -> StoredUpgradeComparison:
    """Compare as of today and keep it for the client; raises NotFound and what `reckon` raises."""
    await uow.reach_client(client_id)
    product_id, answer = await reckon(uow, held, new_code, life, choice, local_date(uow.now))
    return uow.add(
        StoredUpgradeComparison(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            policy_id=policy_id,
            product_id=product_id,
            line=Line(held.line),
            answer=answer.model_dump(mode="json"),
            compared_at=uow.now,
        )
    )


def answer_of(stored: StoredUpgradeComparison) -> Answer[Comparison]:
    """The comparison as it was made."""
    return Answer[Comparison].model_validate(stored.answer)
