"""The page at `/`: what it links, in which language, and what answers beside it."""

from datetime import date
from typing import Any

import httpx
import pytest

from deploy import roster
from deploy.front import Front, front_pages
from shared.language import LANGUAGES


def make_front(*, services: list[str] | None = None) -> Front:
    pages = front_pages(
        services=["leads", "claims"] if services is None else services,
        institution_name="示例保险代理有限公司",
        licence_no="L-1",
        today=date(2026, 3, 2),
    )
    return Front(pages, asyncapi=lambda: "asyncapi: 3.0.0\n")


async def ask(front: Front, path: str, *, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://test") as client:
        return await client.request(method, path, headers=named)


@pytest.mark.parametrize(
    "link",
    [
        "/leads/docs",
        "/leads/openapi.json",
        "/claims/docs",
        "/console",
        "/asyncapi.yaml",
        "/sandbox/sign-in",
        "/sandbox/carrier",
    ],
)
async def test_the_page_links_everything_that_runs(link: str) -> None:
    assert f'href="{link}"' in (await ask(make_front(), "/")).text


async def test_a_service_that_does_not_run_is_not_linked() -> None:
    page = (await ask(make_front(services=["leads"]), "/")).text
    assert "/leads/docs" in page
    assert "/claims" not in page


@pytest.mark.parametrize(
    ("path", "accepted", "language", "words"),
    [
        ("/", "zh-CN", "zh-CN", "接口文档"),
        ("/", "en-GB,en;q=0.9", "en", "API documentation"),
        ("/", "fr", "zh-CN", "接口文档"),
        ("/?language=en", "zh-CN", "en", "API documentation"),
        ("/?language=zh-CN", "en", "zh-CN", "接口文档"),
    ],
)
async def test_the_page_speaks_the_reader_s_language(
    path: str, accepted: str, language: str, words: str
) -> None:
    answer = await ask(make_front(), path, accept_language=accepted)
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text


async def test_every_service_that_may_run_is_described_in_both_languages() -> None:
    services = [name for name in roster.ORDER if name != roster.CONSOLE]
    front = make_front(services=services)
    for language in LANGUAGES:
        page = (await ask(front, "/", accept_language=language)).text
        assert all(f"<code>/{service}</code>" in page for service in services)


async def test_the_page_bears_the_institution_and_runs_no_script() -> None:
    answer = await ask(make_front(), "/")
    assert "示例保险代理有限公司" in answer.text
    assert "L-1" in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepted", "media_type"),
    [("*/*", "application/yaml"), ("text/html,*/*", "text/plain; charset=utf-8")],
)
async def test_the_asyncapi_document_is_yaml_to_a_program_and_shown_to_a_browser(
    accepted: str, media_type: str
) -> None:
    answer = await ask(make_front(), "/asyncapi.yaml", accept=accepted)
    assert answer.headers["content-type"] == media_type
    assert answer.text == "asyncapi: 3.0.0\n"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "/", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "/asyncapi.yaml", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/nothing", 404, "NO_SUCH_ROUTE"),
    ],
)
async def test_whatever_else_is_asked_is_a_problem(method: str, path: str, status: int, code: str) -> None:
    answer = await ask(make_front(), path, method=method)
    body: Any = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
