"""What answers outside every service: the page at `/`, the AsyncAPI document, and a problem for any other path."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from shared.documents import POLICY, SHARED_TEMPLATES
from shared.language import LANGUAGES, Language, Texts, negotiate
from shared.problems import NotFound, problem_body

HERE = Path(__file__).parent
TEXTS = Texts.load(HERE / "front.toml")


class NoSuchRoute(NotFound):
    """No service answers here."""

    code = "NO_SUCH_ROUTE"
    zh = "没有服务处理此路径。"


class OnlyRead(NotFound):
    """This can only be read."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    zh = "此处仅供读取。"
    headers: ClassVar[Mapping[str, str]] = {"Allow": "GET, HEAD"}


async def no_such_route(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI app of every path that belongs to nobody."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
        return
    await _problem(scope, NoSuchRoute())(scope, receive, send)


class Front:
    """The ASGI app of `/` and `/asyncapi.yaml`; whatever it does not know is `no_such_route`."""

    def __init__(self, pages: Mapping[Language, str], *, asyncapi: Callable[[], str]) -> None:
        self._pages = pages
        self._asyncapi = cache(asyncapi)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answers = {"/": self._page, "/asyncapi.yaml": self._document}
        answer = answers.get(scope["path"]) if scope["type"] == "http" else None
        if answer is None:
            await no_such_route(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _problem(scope, OnlyRead())(scope, receive, send)
        else:
            await answer(scope)(scope, receive, send)

    def _page(self, scope: Scope) -> Response:
        language = _language(scope)
        headers = {
            "Content-Security-Policy": POLICY,
            "Content-Language": language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-cache",
        }
        return HTMLResponse(self._pages[language], headers=headers)

    def _document(self, scope: Scope) -> Response:
        to_look_at = "text/html" in Headers(scope=scope).get("accept", "")
        media_type = "text/plain" if to_look_at else "application/yaml"
        return Response(self._asyncapi(), media_type=media_type, headers={"Vary": "Accept"})


def front_pages(
    *,
    services: Sequence[str],
    institution_name: str,
    licence_no: str,
    today: date,
) -> dict[Language, str]:
    """The page at `/` in each language, linking all that runs."""
    templates = Environment(
        loader=FileSystemLoader([HERE / "templates", SHARED_TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return {
        language: templates.get_template("front.html").render(
            say=lambda key, language=language: TEXTS.say(key, language),
            language=language,
            services=services,
            institution_name=institution_name,
            licence_no=licence_no,
            agent_licence_no="",
            printed_on=today,
        )
        for language in LANGUAGES
    }


def _language(scope: Scope) -> Language:
    """What `?language=` asks for, else what the browser prefers."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("language")
    return negotiate(asked[0] if asked else Headers(scope=scope).get("accept-language"))


def _problem(scope: Scope, problem: NotFound) -> Response:
    language = negotiate(Headers(scope=scope).get("accept-language"))
    body = problem_body(problem, language, instance=scope["path"])
    return JSONResponse(body, problem.status, dict(problem.headers), media_type="application/problem+json")
