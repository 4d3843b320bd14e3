"""Rendered documents: HTML that a client reads on a phone and prints on A4, with the institution that answers for it."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from shared.calendar import local_date
from shared.money import Money
from shared.unit_of_work import UnitOfWork

SHARED_TEMPLATES = Path(__file__).parent / "templates"


class Documents:
    """The documents of one service: its `templates` folder over the shared base (`document.html`)."""

    def __init__(self, templates: Path) -> None:
        self._templates = _environment(templates)

    def render(self, template: str, uow: UnitOfWork, **values: Any) -> HTMLResponse:
        """The document in the reader's language; a value that a template names and nobody gave raises UndefinedError."""
        settings = uow.kit.settings
        page = self._templates.get_template(template).render(
            language=uow.language,
            institution_name=settings.institution_name,
            licence_no=settings.licence_no,
            agent_licence_no=settings.agent_licence_no,
            printed_on=local_date(uow.now),
            **values,
        )
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-store"}
        return HTMLResponse(page, headers=headers)


POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def yuan(amount: Money) -> str:
    """`¥1,200,000.00`."""
    return f"¥{amount.amount:,.2f}"


@cache
def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(templates), FileSystemLoader(SHARED_TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["yuan"] = yuan
    return environment
