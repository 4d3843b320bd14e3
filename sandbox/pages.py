"""The sandbox's two pages: signing in, and what the pretend carrier has done."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from shared.calendar import local_date
from shared.caller import Role
from shared.documents import SHARED_TEMPLATES
from shared.language import Language, Texts, negotiate

HERE = Path(__file__).parent
TEXTS = Texts.load(HERE / "texts.toml")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)

router = APIRouter(prefix="/sandbox", tags=["pages"], include_in_schema=False)


@router.get("/sign-in")
async def sign_in(request: Request) -> HTMLResponse:
    """Pick a role, get a token."""
    page = _render(request, "sign_in.html", roles=[role.value for role in Role])
    return HTMLResponse(page, headers={"content-security-policy": POLICY, "vary": "accept-language"})


@router.get("/sign-in.js")
async def sign_in_script() -> Response:
    """What the page does."""
    return Response((HERE / "templates" / "sign_in.js").read_text("utf-8"), media_type="text/javascript")


def carrier_page(request: Request, carrier: Any) -> str:
    """What the pretend carrier received and answered."""
    return _render(request, "carrier.html", carrier=carrier)


def _render(request: Request, template: str, **values: Any) -> str:
    parts = request.app.state.parts
    language: Language = negotiate(
        request.query_params.get("language") or request.headers.get("accept-language")
    )
    return (
        _environment()
        .get_template(template)
        .render(
            say=lambda key: TEXTS.say(key, language),
            language=language,
            path=request.url.path,
            institution_name=parts.settings.institution_name,
            licence_no=parts.settings.licence_no,
            agent_licence_no="",
            printed_on=local_date(parts.movable_clock.now()),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(SHARED_TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
