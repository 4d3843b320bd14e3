"""The proposal as a page, with a token and behind a link."""

import importlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

import services.quotes
from services.quotes.domain.presented import CoverWorth, Presented
from services.quotes.domain.savings_years import YearWorth
from shared.caller import Role
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    make_gap_confirmed,
    make_insured,
    make_prechecked,
    presented,
    quotes_with_samples,
)
from tests.services.running import AGENCY, RunningService


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


async def present_again(quotes: RunningService, proposal: dict[str, Any]) -> dict[str, Any]:
    agent, path = quotes.client(Role.AGENT), f"/quotes/proposals/{proposal['id']}"
    etag = (await agent.get(path)).headers["etag"]
    answer = await agent.post(f"{path}/reprice", headers={"if-match": etag})
    assert answer.status_code == 200, answer.text
    again: dict[str, Any] = answer.json()
    return again


async def test_each_presentation_is_a_version_that_stays_readable_as_it_was(quotes: RunningService) -> None:
    """Capability 29: the client sees which version he picked from."""
    proposal = await presented(quotes, make_gap_confirmed(insured=make_insured(birth_date=date(1995, 3, 10))))
    client, path = quotes.client(Role.CLIENT), f"/quotes/proposals/{proposal['id']}"
    link = urlsplit((await client.post(f"{path}/share-links")).json()["url"]).path
    first = (await client.get(f"{path}/document")).text
    quotes.clock.advance(timedelta(days=20))
    repriced = await present_again(quotes, proposal)
    assert repriced["annual_premiums"]["advanced"] > "8120.50"

    shared = (await quotes.client(None).get(link)).text
    for page in (shared, (await client.get(f"{path}/document", params={"version": 1})).text):
        assert "¥8,120.50" in page
        assert "The newest one was presented on 2026-03-22." in page
    assert "aged 30" in first
    newest = (await client.get(f"{path}/document")).text
    assert "aged 31" in newest
    assert "¥8,120.50" not in newest

    etag = (await client.get(path)).headers["etag"]
    accepted = await client.post(f"{path}/accept", json={"tier": "basic"}, headers={"if-match": etag})
    assert accepted.status_code == 200, accepted.text
    versions = (await client.get(f"{path}/versions")).json()["items"]
    assert [(one["number"], one["is_newest"], one["is_accepted"]) for one in versions] == [
        (2, True, True),
        (1, False, False),
    ]
    assert versions[1]["annual_premiums"] == {"basic": "4843.00", "advanced": "8120.50"}
    assert "You chose the Basic tier" in (await client.get(f"{path}/document")).text
    assert "You chose" not in (await client.get(f"{path}/document", params={"version": 1})).text
    assert (await client.get(f"{path}/versions/3")).status_code == 404


async def test_a_version_tells_premiums_by_year_and_its_page_draws_cover_before_and_after(
    quotes: RunningService,
) -> None:
    """Capability 24: what the plan closes of each gap, and what it costs from year to year."""
    confirmed = make_gap_confirmed()
    covered = [gap.model_copy(update={"covered": Money.of(300_000)}) for gap in confirmed.gaps]
    proposal = await presented(quotes, confirmed.model_copy(update={"gaps": covered}))
    client, path = quotes.client(Role.CLIENT), f"/quotes/proposals/{proposal['id']}"
    version = (await client.get(f"{path}/versions/1")).json()
    basic, advanced = version["premiums"]
    assert (basic["tier"], advanced["tier"]) == ("basic", "advanced")
    assert advanced["years"][0] == {"year": 1, "age": 30, "level": "7820.50", "renewed": "300.00"}
    assert advanced["years"][20]["level"] == "6327.50"
    assert [tier["annual_premium"] for tier in version["tiers"]] == ["4843.00", "8120.50"]

    page = (await client.get(f"{path}/document")).text
    assert page.count('role="img"') == 4
    for said in (
        "Critical illness: cover before and after",
        "Already there ¥300,000. Today: ¥520,000 missing; Basic: ¥300,000 added, ¥220,000 missing; Advanced: ",
        "¥500,000 added, ¥20,000 missing",
        "Covers of several years: ¥7,820.50 a year in years 1 to 20.",
        "of the tiers that ¥8,200.00 a year carries it covers the most, and leaves ¥79.50.",
    ):
        assert said in page, said


@pytest.mark.parametrize(("language", "never"), [("zh-CN", "存款"), ("en", "deposit")])
async def test_a_savings_cover_of_a_version_shows_its_rate_by_the_year_in_which_it_is_ended(
    quotes: RunningService, language: str, never: str
) -> None:
    """Capability 25: what ending it comes to each year, and that it is no promise."""
    proposal = await presented(quotes, make_gap_confirmed())
    (row,) = await quotes.rows("SELECT facts FROM proposal_version")
    facts = Presented.model_validate(row["facts"])
    paid, values = Money.of(50_000), [30_000, 45_000, 50_500, 52_000]
    worth = CoverWorth(
        tier="advanced",
        product=facts.products[0].code,
        years=tuple(
            YearWorth(year=year, paid=paid, cash_value=Money.of(value), irr=Decimal(rate))
            for year, (value, rate) in enumerate(
                zip(values, ("-0.4", "-0.051317", "0.003322", "0.009854"), strict=True), start=1
            )
        ),
    )
    await quotes.rows(
        "UPDATE proposal_version SET facts = $1",
        facts.model_copy(update={"savings": (worth,)}).model_dump(mode="json"),
    )
    client, path = quotes.client(Role.CLIENT, language=language), f"/quotes/proposals/{proposal['id']}"
    page = (await client.get(f"{path}/document")).text
    assert page.count('role="img"') == 5
    for shown in ("¥52,000.00", "0.99%", "-6.00%"):
        assert shown in page, shown
    assert ("第3年末" if language == "zh-CN" else "at the end of year 3") in page
    assert ("不构成收益承诺" if language == "zh-CN" else "not a promise") in page
    assert never not in page.lower()
    version = (await client.get(f"{path}/versions/1")).json()
    assert version["savings"][0]["years"][3]["irr"] == "0.009854"


async def test_the_next_tier_says_by_how_much_it_is_over_the_budget(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed("8000.00"))
    page = await quotes.client(Role.CLIENT).get(f"/quotes/proposals/{proposal['id']}/document")
    assert "The Advanced tier costs ¥8,120.50 a year: ¥120.50 more than your budget." in page.text


async def test_a_draft_has_no_version_to_share(start_service: StartService) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    proposal = await presented(quotes, make_gap_confirmed())
    client, path = quotes.client(Role.CLIENT), f"/quotes/proposals/{proposal['id']}"
    assert proposal["newest_version"] is None
    assert (await client.get(f"{path}/versions")).json()["items"] == []
    assert "Nothing is on sale for this life" in (await client.get(f"{path}/document")).text
    refused = await client.post(f"{path}/share-links")
    assert (refused.status_code, refused.json()["code"]) == (409, "PROPOSAL_STATE")


async def test_what_was_presented_before_there_were_versions_becomes_version_1_and_old_links_open_it(
    quotes: RunningService,
) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    for table in ("proposal_version", "proposal_readership"):
        await quotes.rows(f"DELETE FROM {table}")
    (found,) = (Path(services.quotes.__file__).parent / "migrations").glob("*_document.py")
    migration = importlib.import_module(f"services.quotes.migrations.{found.stem}")
    for statement in migration.FROM_BEFORE:
        await quotes.rows(statement)
    client, path = quotes.client(Role.CLIENT), f"/quotes/proposals/{proposal['id']}"
    version = (await client.get(f"{path}/versions/1")).json()
    assert version["annual_premiums"] == {"basic": "4843.00", "advanced": "8120.50"}
    assert version["is_newest"]
    old = quotes.kit.share_links.sign(
        "proposal", UUID(proposal["id"]), AGENCY, quotes.clock.now() + timedelta(days=1)
    )
    page = await quotes.client(None).get(f"/quotes/shared/proposal/{old}")
    for shown in ("aged 30", "¥8,120.50", "Sample critical illness to 70", "Not covered"):
        assert shown in page.text, shown


async def test_nobody_shares_what_he_does_not_see(quotes: RunningService) -> None:
    proposal = await presented(quotes, make_gap_confirmed())
    stranger = quotes.client(Role.CLIENT, client_id=new_id())
    path = f"/quotes/proposals/{proposal['id']}"
    assert (await stranger.post(f"{path}/share-links")).status_code == 404
    assert (await stranger.get(f"{path}/document")).status_code == 404
    assert (await stranger.get(f"{path}/versions")).status_code == 404
    assert (await stranger.get(f"{path}/versions/1")).status_code == 404


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
