"""The operations console, as operations use it: signing in, looking, stepping in."""

from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, StorageState, expect

from deploy.demo.walk import Walk
from deploy.embedded import Embedded
from shared.calendar import add_years
from shared.ids import new_id
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.people import bearer, token
from tests.browser.set_aside import NOT_A_PAYLOAD, lead_captured, park
from tests.browser.watching import faint_text, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SERVICES = ["leads", "needs", "quotes", "underwriting", "servicing", "claims", "carriers"]
STAGES = [
    ("建立客户线索", "lead-captured"),
    ("完成保障缺口测算", "gap-computed"),
    ("客户确认缺口", "gap-confirmed"),
    ("提交建议书", "proposal-presented"),
    ("客户接受方案", "proposal-accepted"),
    ("提交投保申请", "application-submitted"),
    ("保单承保", "policy-issued"),
    ("签收回执", "receipt-signed"),
    ("理赔报案", "claim-filed"),
    ("赔款支付", "claim-paid"),
    ("年度检视到期", "review-due"),
]
PAGES = {
    "": "服务循环",
    "tasks": "任务",
    "flow": "事件流",
    "parked": "搁置事件",
    "deliveries": "保险公司",
}


async def sign_in(page: Page, walk: Walk, role: str = "ops", **claims: Any) -> None:
    """Sign in at the door, which the page shows, in Chinese."""
    await page.get_by_label("访问令牌").fill(token(walk.base_url, role, **claims))
    await page.get_by_role("button", name="登录").click()


class SignedIn(Protocol):
    """Opens a page of the console, operations signed in."""

    def __call__(self, path: str = "", *, size: tuple[int, int] = DESKTOP) -> Awaitable[Page]: ...


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def operations(chromium: Browser, walked: Walk) -> StorageState:
    """The cookies of a browser in which operations have signed in."""
    context = await chromium.new_context(base_url=walked.base_url, locale="zh-CN")
    page = await context.new_page()
    await page.goto("/console/sign-in")
    await sign_in(page, walked)
    await heading(page, PAGES[""])
    cookies = await context.storage_state()
    await context.close()
    return cookies


@pytest_asyncio.fixture(loop_scope="session")
async def signed_in(open_page: OpenPage, operations: StorageState) -> SignedIn:
    """A factory of pages."""

    async def open_one(path: str = "", *, size: tuple[int, int] = DESKTOP) -> Page:
        page = await open_page(f"/console/{path}", size=size, cookies=operations)
        await heading(page, PAGES[path])
        return page

    return open_one


async def heading(page: Page, text: str) -> None:
    """The page is there: this is its heading."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(text)


async def rows_of(page: Page, number: int = 0) -> list[list[str]]:
    """The cells of a table's rows, as they are read."""
    table = page.locator("table").nth(number)
    await expect(table).to_be_visible()
    return [await row.locator("td").all_inner_texts() for row in await table.locator("tbody tr").all()]


async def test_only_operations_and_managers_are_let_in(walked: Walk, open_page: OpenPage) -> None:
    page = await open_page("/console")
    await heading(page, "登录")
    refusal = page.get_by_role("alert")
    for role, claims in (("agent", {}), ("client", {"client_id": walked.known["client_id"]})):
        await sign_in(page, walked, role, **claims)
        await expect(refusal).to_have_text("该角色不能使用控制台，需要 ops 或 manager。")
        assert await faint_text(page) == []
    await page.get_by_label("访问令牌").fill("open sesame")
    await page.get_by_role("button", name="登录").click()
    await expect(refusal).to_have_text("这不是有效的访问令牌。")
    forged = token(walked.base_url, "ops")[:-6] + "AAAAAA"
    await page.get_by_label("访问令牌").fill(forged)
    await page.get_by_role("button", name="登录").click()
    await expect(refusal).to_have_text("服务拒绝了该令牌，或暂时无法应答。")
    await page.goto("/console/parked")
    await heading(page, "登录")


async def test_signing_in_and_walking_on_take_a_keyboard_alone(walked: Walk, open_page: OpenPage) -> None:
    page = await open_page("/console/sign-in", size=PHONE)
    await expect(page.get_by_label("访问令牌")).to_be_focused()
    await page.keyboard.insert_text(token(walked.base_url, "ops"))
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await heading(page, "服务循环")
    await expect(page.get_by_role("link", name="服务循环")).to_have_attribute("aria-current", "page")
    await page.get_by_role("link", name="服务循环").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await heading(page, "任务")
    await page.get_by_role("link", name="退出").focus()
    await page.keyboard.press("Enter")
    await heading(page, "登录")
    await page.goto("/console/tasks")
    await heading(page, "登录")


async def test_the_funnel_counts_who_reached_which_stage(walked: Walk, signed_in: SignedIn) -> None:
    page = await signed_in()
    await page.get_by_role("button", name="400 天").click()
    await expect(page.get_by_role("button", name="400 天")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("img", name="服务循环")).to_be_visible()
    await expect(page.get_by_role("img", name="每日到达各阶段的客户数")).to_be_visible()
    await expect(page.locator("table tbody tr")).to_have_count(len(STAGES))
    rows = await rows_of(page)
    assert [(title, event) for title, event, _ in rows] == STAGES
    assert min(int(clients) for _, _, clients in rows) >= 1
    answer = await page.request.get("/servicing/summary?days=400", headers=bearer(walked.base_url, "ops"))
    summary = await answer.json()
    assert [int(clients) for _, _, clients in rows] == [stage["clients"] for stage in summary["stages"]]
    assert await faint_text(page) == []


async def test_tasks_and_the_flow_of_seven_services_are_shown(walked: Walk, signed_in: SignedIn) -> None:
    page = await signed_in("tasks")
    overdue = await rows_of(page)
    due = {title: due for title, due, client in overdue if client == walked.known["client_id"]}
    review = date.fromisoformat(due["年度保单检视"].removesuffix(" 00:00"))
    assert review > add_years(walked.known["today"], 1) - timedelta(days=60)
    await page.get_by_role("link", name="事件流").click()
    await heading(page, "事件流")
    rows = await rows_of(page)
    assert [row[0] for row in rows] == SERVICES
    assert all(count.isdigit() for row in rows for count in row[1:])
    assert await faint_text(page) == []


async def test_what_carriers_got_and_answered_is_shown_and_can_be_sent_again(
    walked: Walk, open_page: OpenPage, signed_in: SignedIn
) -> None:
    page = await signed_in("deliveries")
    await expect(page.get_by_text("application-submitted", exact=True).first).to_be_visible()
    assert ["理赔", "paid"] in [row[1:] for row in await rows_of(page)]
    assert await faint_text(page) == []
    carrier = await open_page("/sandbox/carrier")
    claim = carrier.get_by_role("row").filter(has_text=walked.known["claim_id"])
    times = int(await claim.get_by_role("cell").nth(1).inner_text())
    await page.get_by_role("button", name="重新发送").first.click()
    await expect(page.get_by_text("已安排重新发送。")).to_be_visible()

    while await claim.get_by_role("cell").nth(1).inner_text() == str(times):
        await carrier.reload()
    await expect(claim.get_by_role("cell").nth(1)).to_have_text(str(times + 1))


async def test_a_parked_event_is_shown_with_its_error_and_replayed(
    walked_run: Embedded, signed_in: SignedIn
) -> None:
    client_id = new_id()
    await park(
        walked_run.folder, "needs", lead_captured(client_id), client_id=client_id, error="TimeoutError"
    )
    page = await signed_in("parked")
    card = page.locator(".q-card").filter(has_text=str(client_id))
    await expect(card).to_contain_text("needs ← lead-captured")
    await expect(card).to_contain_text("错误：TimeoutError，已尝试 6 次")
    assert await faint_text(page) == []
    await card.get_by_role("button", name="重放").click()
    await expect(page.get_by_text("已安排重放。")).to_be_visible()
    await expect(page.get_by_text("没有被搁置的事件。")).to_be_visible()


async def test_a_parked_event_is_given_up_once_that_is_confirmed_whatever_comes_up_meanwhile(
    walked_run: Embedded, signed_in: SignedIn
) -> None:
    given_up, arriving = new_id(), new_id()
    await park(walked_run.folder, "claims", NOT_A_PAYLOAD, client_id=given_up, error="ValidationError")
    page = await signed_in("parked")
    first, second = (page.locator(".q-card").filter(has_text=str(key)) for key in (given_up, arriving))
    sure = page.get_by_role("dialog")

    await first.get_by_role("button", name="丢弃").click()
    await expect(sure).to_contain_text("确定丢弃 claims 的事件 lead-captured 吗？")
    await sure.get_by_role("button", name="取消").click()
    await expect(sure).to_have_count(0)
    await expect(first).to_have_count(1)

    await first.get_by_role("button", name="丢弃").click()
    await park(walked_run.folder, "claims", NOT_A_PAYLOAD, client_id=arriving, error="ValidationError")
    await expect(second).to_have_count(1)
    await sure.get_by_role("button", name="丢弃").click()
    await expect(first).to_have_count(0)
    await expect(sure).to_have_count(0)

    await second.get_by_role("button", name="丢弃").click()
    await sure.get_by_role("button", name="丢弃").click()
    await expect(page.get_by_text("没有被搁置的事件。")).to_be_visible()


async def test_the_language_follows_the_browser_and_can_be_switched(
    walked: Walk, open_page: OpenPage
) -> None:
    page = await open_page("/console/sign-in", locale="en-GB")
    await heading(page, "Sign in")
    await page.get_by_role("button", name="中文").click()
    await heading(page, "登录")
    await sign_in(page, walked)
    await heading(page, "服务循环")
    await page.get_by_role("button", name="English").click()
    await heading(page, "The cycle")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page).to_have_title("The cycle · Coverloop")
    await page.get_by_role("link", name="Tasks").click()
    await heading(page, "Tasks")
    await expect(page.get_by_role("heading", name="Overdue tasks")).to_be_visible()


async def test_every_page_fits_a_phone(signed_in: SignedIn) -> None:
    page = await signed_in(size=PHONE)
    for path, title in PAGES.items():
        await page.goto(f"/console/{path}")
        await heading(page, title)
        assert await too_wide(page) == 0, path


async def test_a_token_that_runs_out_leads_back_to_the_door_and_says_so(
    walked: Walk, open_page: OpenPage
) -> None:
    page = await open_page("/console/sign-in")
    await sign_in(page, walked, lifetime_seconds=8)
    await heading(page, "服务循环")
    await heading(page, "登录")
    await expect(page.get_by_role("alert")).to_have_text("登录已过期，请重新登录。")
