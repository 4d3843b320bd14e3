"""The gap report of a household as large as one may be, with amounts as large as they may be."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import expect

from deploy.demo.walk import Walk
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.people import bearer
from tests.browser.test_documents import fits_on_paper
from tests.browser.watching import faint_text, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESCRIBED = """(() => {
  const pictures = [...document.querySelectorAll("svg")];
  const said = picture => picture.getAttribute("aria-labelledby").split(" ").every(
    id => (document.getElementById(id)?.textContent || "").trim());
  return [pictures.filter(said).length, pictures.filter(picture => !said(picture)).length];
})()"""
"""How many pictures say what they show to a reader who does not see them, and how many do not."""
EVERY_WIDTH = (320, PHONE[0], 600, 737, 860, DESKTOP[0])


def member(role: str, **others: Any) -> dict[str, Any]:
    return {"role": role, "birth_date": "2018-03-10" if role == "child" else "1966-03-10", **others}


def household_of_thirty() -> dict[str, Any]:
    """One earns as much as may be stated and holds next to nothing; others are ten of each kind, and have no income."""
    cover = {"line": "medical_million", "sum_insured": "0.01"}
    he = {
        "role": "breadwinner",
        "birth_date": "1990-01-01",
        "annual_income": "9999999999.99",
        "covers": [cover],
    }
    others = [member(role) for role in ("other_adult", "child", "elder") for _ in range(10)]
    return {
        "members": [he, *others[:29]],
        "annual_expenses": "9876543210.12",
        "liabilities": [
            {"kind": kind, "outstanding": "9999999999.99"} for kind in ("mortgage", "car_loan", "other_debt")
        ],
    }


async def somebody_new(client: httpx.AsyncClient) -> str:
    """The id of a client whom the agent has just entered."""
    person = {
        "name": "王先生",
        "phone": f"137{uuid4().int % 10**8:08d}",
        "source": "event",
        "channel": "salon",
        "consent_purposes": ["contact"],
        "consent_text_version": "2026-01",
    }
    answer = await client.post("/leads", json=person)
    answer.raise_for_status()
    client_id: str = answer.json()["client_id"]
    return client_id


async def report_of(walk: Walk, household: dict[str, Any]) -> str:
    """A share link to the gap report of somebody new who lives in this household."""
    headers = bearer(walk.base_url, "agent")
    async with httpx.AsyncClient(base_url=walk.base_url, headers=headers, timeout=30) as client:
        path = f"/needs/clients/{await somebody_new(client)}"

        async def recorded() -> bool:
            return (await client.put(f"{path}/household", json=household)).status_code == 201

        await walk.until("the household", recorded)
        assessed = await client.post(f"{path}/assessments", json={"method": "liabilities_plus_expenses"})
        assessed.raise_for_status()
        link = await client.post(f"{path}/assessments/{assessed.json()['id']}/share-links")
        link.raise_for_status()
    url: str = link.json()["url"]
    return url


async def test_a_household_of_thirty_reads_on_every_width_and_on_paper(
    walked: Walk, open_page: OpenPage
) -> None:
    """Capability 22: the gap chart, in both languages, with nothing, with very much, and for very many."""
    link = await report_of(walked, household_of_thirty())
    for locale in ("zh-CN", "en"):
        page = await open_page(link, locale=locale, size=PHONE)
        await expect(page.locator("figure").first).to_be_visible()
        described, undescribed = await page.evaluate(DESCRIBED)
        assert described > 2 * 30
        assert undescribed == 0
        for width in EVERY_WIDTH:
            await page.set_viewport_size({"width": width, "height": 900})
            assert await too_wide(page) == 0, (locale, width)
        assert await faint_text(page) == []
        await fits_on_paper(page, 20)
