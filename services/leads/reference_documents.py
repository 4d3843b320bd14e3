"""Handbooks and blank forms as pages: read on a phone, printed on A4."""

from pathlib import Path

from fastapi.responses import HTMLResponse

from services.leads.domain.form_packs import BlankForm
from services.leads.domain.handbooks import Handbook
from services.leads.material_texts import TEXTS
from shared.documents import Documents
from shared.unit_of_work import UnitOfWork

DOCUMENTS = Documents(Path(__file__).parent / "templates")


def render_handbook(uow: UnitOfWork, book: Handbook) -> HTMLResponse:
    """A handbook in the reader's language."""
    return DOCUMENTS.render(
        "handbook.html", uow, book=book, t=lambda key, **values: TEXTS.say(key, uow.language, **values)
    )


def render_form(uow: UnitOfWork, form: BlankForm) -> HTMLResponse:
    """A blank form in the reader's language."""
    return DOCUMENTS.render(
        "blank_form.html", uow, form=form, t=lambda key, **values: TEXTS.say(key, uow.language, **values)
    )
