"""The public self-assessment (capability 12) walked by keyboard on a phone and on a desk, in both languages."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from deploy.demo.walk import Walk
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.people import bearer
from tests.browser.watching import faint_text, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TABS_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says in one language."""

    phone: str
    steps: tuple[str, ...]
    income: str
    gap: str
    required: str
    thanks: str


WORDS = {
    "zh-CN": Words(
        "13912340001",
        ("家里有谁", "收支与负债", "已有保障", "您的保障缺口报告", "由专人为您讲解"),
        "24万",
        "52万元",
        "请填写此项。",
        "已收到，谢谢您",
    ),
    "en": Words(
        "13912340002",
        (
            "Who is in your family",
            "What you spend and owe",
            "Cover that you have",
            "Your coverage gap",
            "Have it explained to you",
        ),
        "240,000",
        "¥520,000",
        "Please fill this in.",
        "Thank you, we have it",
    ),
}


def open_campaign(walk: Walk) -> str:
    """The page of a fresh campaign."""
    answer = httpx.post(
        f"{walk.base_url}/leads/campaigns",
        headers=bearer(walk.base_url, "ops") | {"Idempotency-Key": str(uuid4())},
        json={"title": "家庭保障三分钟测评", "channel": "wechat", "source": "mini-program"},
    )
    answer.raise_for_status()
    address: str = answer.json()["self_assessment_page"]
    return address


async def tab_to(page: Page, selector: str) -> None:
    """Go to the next field that fits, by the Tab key alone."""
    for _ in range(TABS_AT_MOST):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the Tab key")


async def enter(page: Page, selector: str, text: str) -> None:
    await tab_to(page, selector)
    await page.keyboard.type(text)


async def reads_well(page: Page) -> None:
    """On a phone and on a desk: everything is there to be read, and nothing lies outside the window."""
    for width, height in (DESKTOP, PHONE):
        await page.set_viewport_size({"width": width, "height": height})
        assert await too_wide(page) == 0
        assert await faint_text(page) == []


async def at_step(page: Page, words: Words, number: int) -> None:
    heading = page.get_by_role("heading", level=2, name=words.steps[number - 1])
    await expect(heading).to_be_visible()
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", str(number - 1))
    if number > 1:
        await expect(heading).to_be_focused()
    await reads_well(page)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_visitor_learns_his_gap_by_keyboard_and_asks_to_be_contacted(
    locale: str, walked: Walk, open_page: OpenPage
) -> None:
    words = WORDS[locale]
    page = await open_page(open_campaign(walked), locale=locale, size=PHONE)
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    await at_step(page, words, 1)
    await tab_to(page, "[data-income]")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-income]")).to_be_focused()
    await expect(page.locator("#members .income .error")).to_have_text(words.required)
    await page.keyboard.type(words.income)
    await tab_to(page, "[data-add=child]")
    await page.keyboard.press("Enter")
    child = page.locator("#members .member").nth(1).locator("[data-birth]")
    await expect(child).to_be_focused()
    await child.fill("2020-05-01")
    await tab_to(page, "#next")
    await page.keyboard.press("Enter")

    await at_step(page, words, 2)
    await enter(page, "#annual_expenses", "200000")
    await enter(page, "#mortgage", "1000000")
    await page.keyboard.press("Enter")

    await at_step(page, words, 3)
    await enter(page, "[data-line=critical_illness]", "500000")
    await page.keyboard.press("Enter")

    await at_step(page, words, 4)
    row = page.locator(".gaps li").filter(has_text=words.gap)
    await expect(row).to_have_count(1)
    pictures = page.locator(".charts img:visible")
    assert await pictures.count() == 4
    assert words.gap in str(await pictures.nth(3).get_attribute("alt"))
    await tab_to(page, "#next")
    await page.keyboard.press("Enter")

    await at_step(page, words, 5)
    ticks = page.get_by_role("checkbox")
    assert [await tick.is_checked() for tick in await ticks.all()] == [False, False, False]
    await enter(page, "#name", "测试客户")
    await enter(page, "#phone", words.phone)
    for purpose in ("contact", "financial_data"):
        await tab_to(page, f"[value={purpose}]")
        await page.keyboard.press("Space")
    await reads_well(page)
    async with page.expect_response(lambda response: response.url.endswith("/self-assessment")) as sent:
        await page.keyboard.press("Enter")
    captured = await (await sent.value).json()
    await expect(page.get_by_role("heading", level=2, name=words.thanks)).to_be_focused()
    await expect(page.locator("#report")).to_contain_text(words.gap)
    await reads_well(page)
    await becomes_qualified(walked, captured["client_id"])


async def becomes_qualified(walk: Walk, client_id: str) -> None:
    """What he entered is assessed, and that qualifies the lead."""
    headers = bearer(walk.base_url, "client", client_id=client_id)
    async with httpx.AsyncClient(base_url=walk.base_url, headers=headers) as client:
        lead: dict[str, Any] = {}
        for _ in range(100):
            lead = (await client.get(f"/leads/{client_id}")).json()
            if lead.get("status") == "qualified":
                break
            await asyncio.sleep(0.1)
        assert lead["status"] == "qualified"
        found = (await client.get(f"/needs/clients/{client_id}/assessments")).json()["items"]
    [assessment] = [item for item in found if item["status"] == "computed"]
    gaps = {gap["risk"]: gap["gap"] for gap in assessment["gaps"] if gap["risk"] == "critical_illness"}
    assert gaps == {"critical_illness": "520000.00"}


@pytest_asyncio.fixture(loop_scope="session")
async def careless_page(chromium: Browser, walked: Walk) -> AsyncIterator[Page]:
    """A page whose complaints are not counted: a browser complains of each refusal."""
    context: Any = await chromium.new_context(
        base_url=walked.base_url, locale="zh-CN", viewport={"width": PHONE[0], "height": PHONE[1]}
    )
    yield await context.new_page()
    await context.close()


async def test_what_the_server_refuses_is_told_at_its_field_and_can_be_mended(
    walked: Walk, careless_page: Page
) -> None:
    page = careless_page
    await page.goto(open_campaign(walked))
    await page.locator("[data-income]").fill("10000000000")
    await page.locator("#next").click()
    await expect(page.locator("#members .income .error")).to_be_visible()
    await page.locator("[data-income]").fill("24万")
    await page.locator("#next").click()
    await page.locator("#annual_expenses").fill("200000")
    await page.locator("#next").click()
    await page.locator("#next").click()
    await page.locator("#next").click()
    await page.locator("#name").fill("测试<客户>")
    await page.locator("#phone").fill("123456")
    await page.locator("#next").click()
    await expect(page.locator("#consent_purposes-error")).to_be_visible()
    await page.locator("[value=contact]").check()
    await page.locator("#next").click()
    await expect(page.locator("#phone-error")).to_be_visible()
    await expect(page.locator("#phone")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#name")).to_be_focused()
    await page.locator("#name").fill("测试客户")
    await page.locator("#phone").fill("13912340003")
    await page.locator("#next").click()
    await expect(page.get_by_role("heading", level=2, name=WORDS["zh-CN"].thanks)).to_be_visible()
