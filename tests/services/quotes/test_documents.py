"""The proposal as a page, with a token and behind a link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    make_gap_confirmed,
    make_prechecked,
    presented,
    quotes_with_samples,
)
from tests.services.running import RunningService


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ["保障计划书", "进阶版", "推荐", "演示费率", "责任免除", "不构成承保承诺"]),
        ("en", ["Protection proposal", "Advanced", "recommended", "Illustrative rate", "Not covered"]),
    ],
)
async def test_the_page_shows_the_tiers_what_they_cost_and_what_that_rests_on(
    quotes: RunningService, language: str, words: list[str]
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    client = quotes.client(Role.CLIENT, language=language)
    page = await client.get(f"/quotes/proposals/{proposal['id']}/document")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for shown in [*words, "¥4,843.00", "¥8,120.50", "¥8,200.00", "260000000001234", "明禾保险代理有限公司"]:
        assert shown in page.text, shown


async def test_a_budget_that_carries_nothing_shows_the_advice_and_marks_no_tier(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed("4000.00"))
    page = await quotes.client(Role.CLIENT).get(f"/quotes/proposals/{proposal['id']}/document")
    assert "First shorten the term of the life cover." in page.text
    assert 'class="badge"' not in page.text


async def test_a_share_link_opens_the_page_without_a_token_until_it_expires(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    link = await quotes.client(Role.CLIENT).post(f"/quotes/proposals/{proposal['id']}/share-links")
    assert link.status_code == 201
    path, anybody = urlsplit(link.json()["url"]).path, quotes.client(None)
    assert "¥8,120.50" in (await anybody.get(path)).text
    assert (await anybody.get(path[:-4])).status_code == 404
    quotes.clock.advance(timedelta(days=30, seconds=1))
    assert (await anybody.get(path)).status_code == 404


async def test_nobody_shares_what_he_does_not_see(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    stranger = quotes.client(Role.CLIENT, client_id=new_id())
    path = f"/quotes/proposals/{proposal['id']}"
    assert (await stranger.post(f"{path}/share-links")).status_code == 404
    assert (await stranger.get(f"{path}/document")).status_code == 404


async def test_what_underwriting_says_is_shown_to_the_client_and_not_to_whoever_has_the_link(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    await quotes.deliver(make_prechecked(medical_million="EXCLUSION"))
    client, path = quotes.client(Role.CLIENT), f"/quotes/proposals/{proposal['id']}"
    advice = "Underwriting may exclude something"
    assert advice in (await client.get(f"{path}/document")).text
    link = (await client.post(f"{path}/share-links")).json()["url"]
    assert advice not in (await quotes.client(None).get(urlsplit(link).path)).text
