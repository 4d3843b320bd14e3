"""A policy that a client holds beside a newer product, as a page; it says which of them is to be had nowhere.

Invariant: nothing is reckoned here; a page with a word that urges is refused before anybody sees it.
"""

from pathlib import Path
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.api.upgrades_shown import comparison_out
from services.quotes.domain import wording
from services.quotes.tables import CatalogueProduct, StoredUpgradeComparison
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.catalogue import facts_of
from services.quotes.use_cases.upgrades import answer_of
from shared.because import Because
from shared.documents import Documents
from shared.unit_of_work import UnitOfWork

KIND = "upgrade-comparison"
DOCUMENTS = Documents(Path(__file__).parent / "templates")
_AMOUNTS = {
    "sum_insured",
    "annual_premium",
    "premiums_to_come",
    "cash_value",
    "deductible",
    "annual_limit",
}


async def render(uow: UnitOfWork, comparison_id: UUID) -> HTMLResponse:
    """The page of one comparison in the reader's language; raises NotFound, WordingNotAllowed."""
    stored: StoredUpgradeComparison = await uow.get(queries.wealth.COMPARISON, comparison_id=comparison_id)
    answer, language = answer_of(stored), uow.language
    product: CatalogueProduct = await uow.get(queries.catalogue.PRODUCT, product_id=stored.product_id)
    page = DOCUMENTS.render(
        "upgrade_comparison.html",
        uow,
        comparison=comparison_out(uow, answer.result),
        product=facts_of(product),
        amounts=_AMOUNTS,
        caveats=sentences(answer.caveats, language),
        rules=_rules(answer.because),
        t=lambda key, **values: TEXTS.say(key, language, **values),
    )
    rule = uow.kit.jurisdiction.rule("wording.upgrade", on=answer.result.compared_on)
    wording.refuse(wording.read_aloud(bytes(page.body).decode()), rule["never"])
    return page


def _rules(reasons: list[Because]) -> list[Because]:
    """Each rule that the comparison rests on, once."""
    return list({because.version: because for because in reasons}.values())
