"""A real Chromium over the session's walked run. Whatever goes wrong inside a page fails the test that opened it."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, StorageState, async_playwright, expect

from deploy.demo.walk import Walk
from tests.browser.watching import complaints_of

PATIENCE_MILLISECONDS = 30_000
PHONE = (390, 844)
DESKTOP = (1280, 900)
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class OpenPage(Protocol):
    """Opens `path` (or a whole address) of the walked run in a fresh browser profile, or in one with these cookies."""

    def __call__(
        self,
        path: str,
        *,
        locale: str = "zh-CN",
        size: tuple[int, int] = DESKTOP,
        cookies: StorageState | None = None,
    ) -> Awaitable[Page]: ...


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the session."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine, and CI needs one")
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(chromium: Browser, walked: Walk) -> AsyncIterator[OpenPage]:
    """A factory of pages; at the end none of them may have complained, or asked anybody outside the run."""
    opened: list[tuple[Page, list[str]]] = []

    async def open_one(
        path: str,
        *,
        locale: str = "zh-CN",
        size: tuple[int, int] = DESKTOP,
        cookies: StorageState | None = None,
    ) -> Page:
        width, height = size
        context = await chromium.new_context(
            base_url=walked.base_url,
            locale=locale,
            viewport={"width": width, "height": height},
            storage_state=cookies,
        )
        page = await context.new_page()
        opened.append((page, complaints_of(page, walked.base_url)))
        await page.goto(path)
        return page

    yield open_one
    for page, _ in opened:
        await page.context.close()
    assert [complaint for _, complaints in opened for complaint in complaints] == []
