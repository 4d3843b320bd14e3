"""What can be seen wrong with a page: what it complains of, text too faint to read, content wider than its screen."""

from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Page, Request, Response

FAINT_TEXT = (Path(__file__).parent / "faint_text.js").read_text("utf-8")
LEFT_BEHIND = "net::ERR_ABORTED"
"""What a request ends with when its page is left."""


def complaints_of(page: Page, base_url: str) -> list[str]:
    """A list that fills with the page's console errors, uncaught errors, failed requests and requests to anybody else."""
    complaints: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location})")

    def asked(request: Request) -> None:
        if not request.url.startswith((base_url, "data:", "blob:")):
            complaints.append(f"asked outside: {request.url}")

    def failed(request: Request) -> None:
        if request.failure != LEFT_BEHIND:
            complaints.append(f"failed: {request.url} {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status}: {response.url}")

    page.on("console", said)
    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    return complaints


async def faint_text(page: Page) -> list[Any]:
    """Every text whose contrast is below WCAG 2.2 AA (1.4.3): 4.5, or 3 where it is large; with its ratio."""
    found: list[Any] = await page.evaluate(FAINT_TEXT)
    return found


async def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window: a reader would have to scroll sideways."""
    found: int = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(found, 0)
