"""Products side by side: asked for, and kept for a client so that he can be shown what he was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.comparison import Comparison, Institution, Side, comparable, compare
from services.quotes.domain.comparison_fit import Wish
from services.quotes.domain.product import Product
from services.quotes.domain.rating import Life
from services.quotes.settings import Settings
from services.quotes.tables import StoredComparison
from services.quotes.use_cases import catalogue
from shared.calendar import local_date
from shared.contracts import Line
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, the products on its sides in order, and the mode in which it was made."""

    comparison: Comparison
    products: tuple[Product, ...]
    mode: str
    on: date


async def compare_on_sale(
    uow: UnitOfWork, life: Life, wish: Wish, *, line: Line | None, codes: Sequence[str], on: date
) -> Compared:
    """The products of `codes`, or of `line`, that are on sale on the day, side by side.

    Raises what `comparable` and `compare` do.
    """
    institution = institution_of(uow)
    modes = uow.kit.jurisdiction.rule("comparison.modes", on=on)
    platform = uow.kit.jurisdiction.rule("comparison.platform", on=on)
    on_sale = await catalogue.chosen_on_sale(uow, codes or await catalogue.codes_of(uow, line), on)
    products = comparable(
        list(on_sale.values()),
        line=line,
        codes=codes,
        institution=institution,
        modes=modes,
        platform=platform,
        on=on,
    )
    compared = compare(products, life, wish, institution=institution, modes=modes, platform=platform, on=on)
    facts = tuple(one.tariff.product for one in products)
    return Compared(compared, facts, institution.mode, on)


async def keep(
    uow: UnitOfWork, client_id: UUID, life: Life, wish: Wish, *, line: Line | None, codes: Sequence[str]
) -> StoredComparison:
    """Compare as of today, for a client; raises NotFound, and what `compare_on_sale` does."""
    await uow.reach_client(client_id)
    today = local_date(uow.now)
    made = await compare_on_sale(uow, life, wish, line=line, codes=codes, on=today)
    return uow.add(
        StoredComparison(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            line=made.comparison.line,
            mode=made.mode,
            compared_on=made.on,
            life=life.model_dump(mode="json"),
            wish=wish.model_dump(mode="json"),
            sides=[side.model_dump(mode="json") for side in made.comparison.sides],
            because=[because.model_dump(mode="json") for because in made.comparison.because],
            caveats=list(made.comparison.caveats),
            made_at=uow.now,
        )
    )


async def products_of(uow: UnitOfWork, sides: Sequence[Side]) -> tuple[Product, ...]:
    """The product versions on these sides, in order, as they were filed."""
    ids = [side.product_id for side in sides]
    found = {row.id: row for row in await uow.all(queries.comparisons.PRODUCTS, product_ids=ids)}
    return tuple(catalogue.facts_of(found[product_id]) for product_id in ids)


def sides_of(stored: StoredComparison) -> tuple[Side, ...]:
    """The sides as they were kept."""
    return tuple(Side.model_validate(side) for side in stored.sides)


def institution_of(uow: UnitOfWork) -> Institution:
    """Who compares, by the settings of the service."""
    settings = cast(Settings, uow.kit.settings)
    return Institution(
        mode=settings.agent_mode,
        tied_carrier_id=settings.tied_carrier_id,
        licensed=bool(settings.licence_no.strip()),
    )
