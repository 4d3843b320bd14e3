"""The catalogue over HTTP: loaded once, read by everybody of the agency in his language, by a carrier only its own."""

import asyncio

import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import SAMPLES, load_samples, quotes_with_samples
from tests.services.running import CARRIER, OTHER_AGENCY, RunningService

CODES = [
    "sample-accident",
    "sample-annuity",
    "sample-critical-illness",
    "sample-employer-liability",
    "sample-enterprise-annuity",
    "sample-group-accident",
    "sample-group-medical",
    "sample-increasing-whole-life",
    "sample-medical-million",
    "sample-property",
    "sample-term-life",
    "sample-universal-account",
]


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def test_the_samples_are_published_once_and_the_same_again_changes_nothing(
    start_service: StartService,
) -> None:
    quotes = await start_service("quotes")
    first = await load_samples(quotes)
    assert [(one["code"], one["outcome"]) for one in first["products"]] == [
        (code, "published") for code in CODES
    ]
    again = await load_samples(quotes)
    assert [(one["product_id"], one["outcome"]) for one in again["products"]] == [
        (one["product_id"], "unchanged") for one in first["products"]
    ]
    events = await quotes.events()
    assert [payload["code"] for _, payload in events] == CODES
    assert {envelope.type for envelope, _ in events} == {"product-published"}
    assert [envelope.partition_key for envelope, _ in events] == [
        one["product_id"] for one in first["products"]
    ]
    assert {payload["carrier_id"] for _, payload in events} == {str(CARRIER)}


async def test_two_who_load_the_samples_at_once_publish_them_once(start_service: StartService) -> None:
    quotes = await start_service("quotes")
    await asyncio.gather(*(load_samples(quotes) for _ in range(4)))
    assert len(await quotes.events()) == len(CODES)


async def test_a_product_is_of_one_carrier_and_every_agency_has_its_own(quotes: RunningService) -> None:
    body = {"carrier_id": str(new_id())}
    refused = await quotes.client(Role.MANAGER).post(SAMPLES, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "PRODUCT_OF_ANOTHER_CARRIER")
    elsewhere = await quotes.client(Role.OPS, agency_id=OTHER_AGENCY).post(SAMPLES, json=body)
    assert {one["outcome"] for one in elsewhere.json()["products"]} == {"published"}
    assert (await quotes.client(Role.AGENT).post(SAMPLES, json=body)).status_code == 403


async def test_products_are_found_by_line_carrier_status_and_day(quotes: RunningService) -> None:
    agent = quotes.client(Role.AGENT)
    for asked, found in (
        ({}, CODES),
        ({"line": "term_life"}, ["sample-term-life"]),
        ({"code": "sample-accident"}, ["sample-accident"]),
        ({"carrier_id": str(CARRIER)}, CODES),
        ({"carrier_id": str(new_id())}, []),
        ({"status": "withdrawn"}, []),
        ({"on_sale_on": "2026-01-01"}, CODES),
        ({"on_sale_on": "2025-12-31"}, []),
        ({"on_sale_on": "2026-01-01", "line": "accident"}, ["sample-accident"]),
    ):
        listed = (await agent.get("/quotes/products", params=asked)).json()["items"]
        assert [one["code"] for one in listed] == found, asked


async def test_pages_of_products_follow_each_other(quotes: RunningService) -> None:
    agent, cursor, codes = quotes.client(Role.AGENT), None, []
    for _ in range(3):
        asked = {"limit": 5} | ({"cursor": cursor} if cursor else {})
        page = (await agent.get("/quotes/products", params=asked)).json()
        codes += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert (codes, cursor) == (CODES, None)


@pytest.mark.parametrize(
    ("language", "name", "basis", "caveat"),
    [
        ("zh-CN", "示例定期寿险", "预定利率2.0%", "仅为示例"),
        ("en", "Sample term life", "Interest 2.0%", "a sample"),
    ],
)
async def test_a_product_says_in_the_readers_language_what_its_prices_rest_on(
    quotes: RunningService, language: str, name: str, basis: str, caveat: str
) -> None:
    client = quotes.client(Role.CLIENT, language=language)
    (listed,) = (await client.get("/quotes/products", params={"line": "term_life"})).json()["items"]
    answer = await client.get(f"/quotes/products/{listed['id']}")
    product = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (product["name"], product["basis"]["kind"]) == (name, "derived")
    assert basis in product["basis"]["text"]
    assert any(caveat in sentence for sentence in product["caveats"])
    assert product["coverage_terms"] == ["years_10", "years_20", "years_30"]
    assert product["issue_age"] == {"minimum": 18, "maximum": 50}


async def test_a_carrier_and_another_agency_see_only_their_own_products(quotes: RunningService) -> None:
    (listed, *_) = (await quotes.client(Role.CARRIER).get("/quotes/products")).json()["items"]
    for stranger in (
        quotes.client(Role.CARRIER, carrier_id=new_id()),
        quotes.client(Role.AGENT, agency_id=OTHER_AGENCY),
    ):
        assert (await stranger.get("/quotes/products")).json()["items"] == []
        assert (await stranger.get(f"/quotes/products/{listed['id']}")).status_code == 404
