"""The rendered documents behind their share links, as a client reads them on a phone, on a desk and on paper."""

from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Page, expect

from deploy.demo.walk import Walk
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.people import bearer
from tests.browser.watching import faint_text, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

INSTITUTION = "示例保险代理有限公司"
LICENCE = {"zh-CN": "经营许可证编号 示例-000000", "en": "Licence 示例-000000"}
A4_BETWEEN_MARGINS = 673
"""Pixels: 210 mm without the two margins of 16 mm, at 96 a inch."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the walk: where it lies (over `known`), its title, and what it must show, by language.

    It prints on at most so many `pages`.
    """

    path: str
    title: dict[str, str]
    shows: dict[str, str]
    charts: int = 0
    pages: int = 2


DOCUMENTS = {
    "gap report": Document(
        "/needs/clients/{client_id}/assessments/{assessment_id}",
        {"zh-CN": "家庭保障缺口报告", "en": "Your family's coverage gap"},
        {"zh-CN": "120万元", "en": "¥1,200,000"},
        charts=5,
        pages=4,
    ),
    "gap update": Document(
        "/needs/clients/{client_id}/gap-update",
        {"zh-CN": "保障缺口更新表", "en": "How your coverage gap has changed"},
        {"zh-CN": "▼ 缩小", "en": "smaller"},
    ),
    "proposal": Document(
        "/quotes/proposals/{proposal_id}",
        {"zh-CN": "保障计划书", "en": "Protection proposal"},
        {"zh-CN": "¥8,120.50", "en": "¥8,120.50"},
        charts=5,
        pages=5,
    ),
    "benefit card": Document(
        "/servicing/policies/{policies[term_life]}",
        {"zh-CN": "保障权益卡", "en": "Benefit card"},
        {"zh-CN": "¥1,000,000.00", "en": "¥1,000,000.00"},
    ),
    "claim checklist": Document(
        "/claims/{claim_id}",
        {"zh-CN": "理赔资料清单", "en": "Claim checklist"},
        {"zh-CN": "首次就诊记录", "en": "Record of the first visit"},
    ),
}


def share_link(document: Document, walk: Walk) -> str:
    """A fresh link: those of the walk expired when its clock moved a year."""
    client = bearer(walk.base_url, "client", client_id=walk.known["client_id"])
    path = f"{document.path.format(**walk.known)}/share-links"
    answer = httpx.post(f"{walk.base_url}{path}", headers=client | {"Idempotency-Key": str(uuid4())})
    answer.raise_for_status()
    link: str = answer.json()["url"]
    return link


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_document_reads_well_on_a_phone_on_a_desk_and_on_paper(
    name: str, locale: str, walked: Walk, open_page: OpenPage
) -> None:
    document = DOCUMENTS[name]
    page = await open_page(share_link(document, walked), locale=locale, size=PHONE)
    assert await page.title() == f"{document.title[locale]} · {INSTITUTION}"
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    await expect(page.get_by_role("heading", level=1)).to_have_text(document.title[locale])
    await expect(page.get_by_role("main")).to_contain_text(document.shows[locale])
    await expect(page.get_by_role("contentinfo")).to_contain_text(INSTITUTION)
    await expect(page.get_by_role("contentinfo")).to_contain_text(LICENCE[locale])
    assert await too_wide(page) == 0
    assert await faint_text(page) == []
    assert await charts_described(page) == document.charts

    await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert await too_wide(page) == 0
    assert await faint_text(page) == []
    await fits_on_paper(page, document.pages)


async def charts_described(page: Page) -> int:
    """How many pictures there are for a reader; each says what it shows to one who does not see it."""
    pictures = page.locator("svg:not([aria-hidden=true])")
    for picture in await pictures.all():
        title, description = picture.locator("> title"), picture.locator("> desc")
        await expect(title).not_to_be_empty()
        await expect(description).not_to_be_empty()
        named = f"{await title.get_attribute('id')} {await description.get_attribute('id')}"
        await expect(picture).to_have_attribute("aria-labelledby", named)
    return await pictures.count()


async def fits_on_paper(page: Page, pages: int) -> None:
    """Paper cannot be scrolled: nothing may be cut off at its right edge; and it prints on so many pages of A4 at most."""
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": A4_BETWEEN_MARGINS, "height": 900})
    assert await too_wide(page) == 0
    cut_off = (
        "[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth).length"
    )
    assert await page.evaluate(cut_off) == 0
    printed = await page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 1 <= printed.count(b"/MediaBox [0 0 594.95996 841.91998]") <= pages


async def test_faint_text_is_found(open_page: OpenPage) -> None:
    page = await open_page("/")
    await page.set_content(
        '<p>black</p><p style="color: #777">grey</p><div style="background: #0b5d7a"><b style="color: #123">dark</b></div>'
    )
    assert await faint_text(page) == [["grey", 4.48], ["dark", 2.2]]
