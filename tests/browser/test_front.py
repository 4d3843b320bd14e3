"""The front page and the sandbox's pages: what a newcomer opens first."""

import jwt
import pytest
from playwright.async_api import expect

from deploy.demo.walk import Walk
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.watching import faint_text, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SERVICES = ("leads", "needs", "quotes", "underwriting", "servicing", "claims", "carriers")
LINKS = {
    *(f"/{service}/{what}" for service in SERVICES for what in ("docs", "openapi.json")),
    "/console",
    "/asyncapi.yaml",
    "/sandbox/sign-in",
    "/sandbox/carrier",
}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_link_of_the_front_page_answers(locale: str, open_page: OpenPage) -> None:
    page = await open_page("/", locale=locale, size=PHONE)
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    assert await too_wide(page) == 0
    assert await faint_text(page) == []
    links = {str(await link.get_attribute("href")) for link in await page.locator("a[href]").all()}
    assert links >= LINKS
    answers = {link: (await page.request.get(link)).status for link in links}
    assert {link: status for link, status in answers.items() if status != 200} == {}


async def test_the_front_page_changes_its_language(open_page: OpenPage) -> None:
    page = await open_page("/", locale="en")
    await page.get_by_role("link", name="中文").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(page.get_by_role("link", name="运营控制台")).to_be_visible()


async def test_the_api_documentation_needs_no_internet(open_page: OpenPage) -> None:
    page = await open_page("/leads/docs")
    await expect(page.locator(".opblock").first).to_be_visible()
    await expect(page.locator("#swagger-ui .title")).to_contain_text("leads", ignore_case=True)
    own = page.locator(".opblock-summary-path").get_by_text("/leads/imports", exact=True)
    await expect(own.first).to_be_visible()


async def test_the_sandbox_gives_a_token_that_opens_the_console(open_page: OpenPage) -> None:
    page = await open_page("/sandbox/sign-in", locale="en", size=PHONE)
    assert await too_wide(page) == 0
    await page.get_by_role("radio", name="ops").check()
    await page.get_by_role("button", name="Get token").click()
    await expect(page.get_by_label("Token")).not_to_have_value("")
    token = await page.get_by_label("Token").input_value()
    assert jwt.decode(token, options={"verify_signature": False})["role"] == "ops"
    assert await faint_text(page) == []

    await page.goto("/console")
    await page.get_by_label("Access token").fill(token)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="The cycle", level=1)).to_be_visible()


async def test_the_pretend_carrier_shows_what_it_received_and_answered(
    walked: Walk, open_page: OpenPage
) -> None:
    page = await open_page("/sandbox/carrier", locale="en", size=PHONE)
    assert await too_wide(page) == 0
    claims = page.get_by_role("row").filter(has_text="claim-submitted")
    of_the_walk = claims.filter(has_text=walked.known["claim_id"])
    await expect(of_the_walk).to_contain_text("decided pay 500000.00")
    await expect(of_the_walk).to_contain_text("paid 500000.00")
    for line in walked.known["policies"]:
        rows = page.get_by_role("row").filter(has_text="application-submitted").filter(has_text=line)
        await expect(rows.first).to_contain_text("issued")
    await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert await faint_text(page) == []
