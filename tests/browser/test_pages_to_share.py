"""The other pages that an agent shares, each made for somebody new: as they are read on a phone, on a desk and on paper."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import expect

from deploy.demo.walk import Walk
from shared.ids import new_id
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.people import bearer
from tests.browser.test_documents import INSTITUTION, LICENCE, charts_described, fits_on_paper
from tests.browser.test_family_report import somebody_new
from tests.browser.watching import faint_text, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_PAGES = 8
TERM_LIFE = ["sample-term-life", "sample-b-term-life"]
TERM_LIFE_WISH = {"sum_insured": "500000.00", "coverage_term": "years_20", "payment_years": 20}
SAVINGS = {
    "goal": "pension",
    "amount": "1000000.00",
    "years": 20,
    "annual_budget": "60000.00",
    "payment_years": 10,
    "until_age": 85,
    "family_income": "400000.00",
    "family_expenses": "180000.00",
}
HELD = {
    "line": "critical_illness",
    "concluded_on": "2022-03-01",
    "sum_insured": "300000.00",
    "annual_premium": "3600.00",
    "premiums_left": 26,
    "premiums_paid": "14400.00",
    "cash_value": "6200.00",
    "coverage_term": "to_70",
    "waiting_days": 90,
    "disclosure_items": ["hypertension"],
}
FIRM = {
    "headcount": 40,
    "industry": "C",
    "occupation_mix": {"1": 10, "3": 30},
    "annual_wages": "4000000.00",
    "enrolled_in_work_injury_fund": True,
    "liability_limit_per_head": "700000.00",
    "plant": {"replacement_value": "5000000.00", "sum_insured": "3000000.00"},
}


class Agency:
    """The agent of the walked run, and whom he makes the pages for."""

    def __init__(self, walk: Walk, agent: httpx.AsyncClient) -> None:
        self.walk, self.agent = walk, agent

    async def post(self, path: str, body: Any = None, *, version: int | None = None) -> Any:
        """What the agent gets for it; what his services have not heard of yet they are asked again."""
        headers = {} if version is None else {"if-match": f'"{version}"'}

        async def asked() -> Any:
            answer = await self.agent.post(path, json=body, headers=headers)
            return None if answer.status_code == 404 else answer

        answer = await self.walk.until(path, asked)
        assert answer.is_success, answer.text
        return answer.json()

    async def link(self, path: str) -> str:
        """A share link of what lies at `path`."""
        url: str = (await self.post(f"{path}/share-links"))["url"]
        return url


async def comparison(agency: Agency) -> str:
    """Term life of two insurers."""
    headers = bearer(agency.walk.base_url, "ops")
    carriers = {"carrier_id": str(agency.walk.known["carrier_id"]), "second_carrier_id": str(new_id())}
    loaded = await agency.agent.post("/quotes/catalogue/samples", json=carriers, headers=headers)
    assert loaded.is_success, loaded.text
    client_id = await somebody_new(agency.agent)
    asked = {"client_id": client_id, "life": {"age": 30, "sex": "male"}, "wish": TERM_LIFE_WISH}
    made = await agency.post("/quotes/comparisons", asked | {"product_codes": TERM_LIFE})
    return await agency.link(f"/quotes/comparisons/{made['id']}")


async def wealth_plan(agency: Agency) -> dict[str, str]:
    """A plan for what is saved, and the returns of its contracts year by year."""
    client_id = await somebody_new(agency.agent)
    insured = {"member_id": str(new_id()), "birth_date": "1985-06-01", "sex": "male"}
    plan = await agency.post("/quotes/wealth-plans", SAVINGS | {"client_id": client_id, "insured": insured})
    path = f"/quotes/wealth-plans/{plan['id']}"
    await agency.post(f"{path}/present", version=plan["version"])
    return {"wealth plan": await agency.link(path), "irr table": await agency.link(f"{path}/irr-table")}


async def upgrade(agency: Agency) -> str:
    """A policy that is held beside what is on sale now."""
    client_id = await somebody_new(agency.agent)
    asked = {
        "client_id": client_id,
        "held": HELD,
        "new_product_code": "sample-critical-illness",
        "life": {"age": 34, "sex": "male"},
        "choice": {"sum_insured": "300000.00", "coverage_term": "to_70", "payment_years": 30},
    }
    made = await agency.post("/quotes/upgrade-comparisons", asked)
    return await agency.link(f"/quotes/upgrade-comparisons/{made['id']}")


async def firm(agency: Agency) -> dict[str, str]:
    """What a firm lacks, and the plan that it is offered when it agrees."""
    client_id = await somebody_new(agency.agent)
    path = f"/needs/clients/{client_id}"

    async def recorded() -> bool:
        return (await agency.agent.put(f"{path}/enterprise", json=FIRM)).status_code == 201

    await agency.walk.until("the firm", recorded)
    assessment = await agency.post(f"{path}/enterprise-assessments")
    report = f"{path}/enterprise-assessments/{assessment['id']}"
    himself = bearer(agency.walk.base_url, "client", client_id=client_id)
    confirmed = await agency.agent.post(
        f"{report}/confirm",
        json={"annual_budget": "60000.00"},
        headers=himself | {"if-match": f'"{assessment["version"]}"'},
    )
    assert confirmed.is_success, confirmed.text

    async def presented() -> Any:
        answer = await agency.agent.get("/quotes/enterprise-proposals", params={"client_id": client_id})
        return [one for one in answer.json()["items"] if one["status"] == "presented"]

    (proposal,) = await agency.walk.until("the plan for the firm", presented)
    return {
        "firm report": await agency.link(report),
        "firm proposal": await agency.link(f"/quotes/enterprise-proposals/{proposal['id']}"),
    }


MADE: dict[str, tuple[Callable[[Agency], Awaitable[Any]], str | None]] = {
    "comparison": (comparison, None),
    "wealth plan": (wealth_plan, "wealth plan"),
    "irr table": (wealth_plan, "irr table"),
    "upgrade": (upgrade, None),
    "firm report": (firm, "firm report"),
    "firm proposal": (firm, "firm proposal"),
}


@pytest_asyncio.fixture(loop_scope="session")
async def agency(walked: Walk) -> Any:
    """The agent at work."""
    headers = bearer(walked.base_url, "agent")
    async with httpx.AsyncClient(base_url=walked.base_url, headers=headers, timeout=30) as agent:
        yield Agency(walked, agent)


@pytest.mark.parametrize("name", MADE)
async def test_a_page_to_share_reads_well_in_both_languages(
    name: str, agency: Agency, open_page: OpenPage
) -> None:
    make, part = MADE[name]
    made = await make(agency)
    link = made if part is None else made[part]
    for locale in ("zh-CN", "en"):
        page = await open_page(link, locale=locale, size=PHONE)
        await expect(page.locator("html")).to_have_attribute("lang", locale)
        await expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        await expect(page.get_by_role("contentinfo")).to_contain_text(INSTITUTION)
        await expect(page.get_by_role("contentinfo")).to_contain_text(LICENCE[locale])
        await charts_described(page)
        for size in (PHONE, DESKTOP):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            assert await too_wide(page) == 0, (locale, size)
            assert await faint_text(page) == [], (locale, size)
        await fits_on_paper(page, MOST_PAGES)
