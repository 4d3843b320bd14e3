"""The sign-in page, as a person uses it in a real browser."""

import shutil

import jwt
import pytest
from playwright.async_api import async_playwright, expect

from tests.sandbox.world import MakeHome, running

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


async def test_a_role_is_picked_by_keyboard_and_gives_a_token(make_home: MakeHome) -> None:
    client_id = "0190a000-0000-7000-8000-0000000000e1"
    expect.set_options(timeout=30_000)
    async with running(await make_home(carriers=False)) as world, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(locale="en", viewport={"width": 390, "height": 844})
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await page.goto(f"{world.base_url}/sandbox/sign-in")

        await page.get_by_role("radio", name="agent sees").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Token")).not_to_have_value("")
        token = await page.get_by_label("Token").input_value()
        assert jwt.decode(token, options={"verify_signature": False})["role"] == "agent"

        await page.get_by_role("radio", name="client sees himself").check()
        await page.get_by_role("button", name="Get token").click()
        await expect(page.get_by_role("alert")).to_contain_text("client_id")
        await page.get_by_label("Client id").fill(client_id)
        await page.get_by_role("button", name="Get token").click()
        await expect(page.get_by_role("alert")).to_be_hidden()
        await expect(page.get_by_label("Token")).not_to_have_value(token)
        await expect(page.get_by_label("Token")).not_to_have_value("")
        token = await page.get_by_label("Token").input_value()
        assert jwt.decode(token, options={"verify_signature": False})["client_id"] == client_id
        overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0
        assert [said for said in complaints if "422" not in said] == []
        await browser.close()
