"""A comparison as a page: products side by side, what differs marked in words, and who answers for it.

Invariant: nothing is priced or ranked here; the page shows what was compared, with the product versions of that day.
"""

from pathlib import Path
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.comparison_words import worded_groups
from services.quotes.domain.comparison_rows import rows
from services.quotes.domain.rating import Life
from services.quotes.tables import StoredComparison
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases import comparisons
from shared.because import Because
from shared.documents import Documents
from shared.unit_of_work import UnitOfWork

KIND = "comparison"
DOCUMENTS = Documents(Path(__file__).parent / "templates")


async def render(uow: UnitOfWork, comparison_id: UUID) -> HTMLResponse:
    """The page of one comparison in the reader's language; raises NotFound."""
    stored: StoredComparison = await uow.get(queries.comparisons.COMPARISON, comparison_id=comparison_id)
    sides, language = comparisons.sides_of(stored), uow.language
    products = await comparisons.products_of(uow, sides)
    return DOCUMENTS.render(
        "comparison.html",
        uow,
        comparison=stored,
        life=Life.model_validate(stored.life),
        products=products,
        sides=sides,
        groups=worded_groups(rows(products, sides), language),
        caveats=sentences(stored.caveats, language),
        rules=[Because.model_validate(because) for because in stored.because],
        t=lambda key, **values: TEXTS.say(key, language, **values),
    )
