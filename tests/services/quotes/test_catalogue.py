"""The catalogue over HTTP: loaded once, read by everybody of the agency in his language, by a carrier only its own."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    SAMPLES,
    load_samples,
    make_gap_confirmed,
    presented,
    quotes_with_samples,
)
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


async def product_id(quotes: RunningService, code: str) -> str:
    (listed,) = (await quotes.client(Role.OPS).get("/quotes/products", params={"code": code})).json()["items"]
    return str(listed["id"])


async def test_products_are_found_by_words_and_by_how_complex_they_are(quotes: RunningService) -> None:
    """Capability 1: the catalogue is searched in either language."""
    agent = quotes.client(Role.AGENT)
    cases: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"text": "百万医疗"}, ["sample-medical-million"]),
        ({"text": "MILLION medical"}, ["sample-medical-million"]),
        ({"text": "annuity"}, ["sample-annuity", "sample-enterprise-annuity"]),
        ({"text": "%"}, []),
        ({"complexity": 1}, ["sample-accident", "sample-term-life"]),
        ({"complexity": 2, "text": "group"}, ["sample-group-accident", "sample-group-medical"]),
    )
    for asked, found in cases:
        listed = (await agent.get("/quotes/products", params=asked)).json()["items"]
        assert [one["code"] for one in listed] == found, asked
    refused: tuple[dict[str, Any], ...] = ({"complexity": 0}, {"text": ""}, {"text": "a\x00"})
    for wrong in refused:
        assert (await agent.get("/quotes/products", params=wrong)).status_code == 422


async def test_a_product_shows_all_that_is_filed_and_its_tables_as_json_or_csv(
    quotes: RunningService,
) -> None:
    """Capability 1: 保障责任, 免责条款 and 缴费规则, structured per product."""
    client = quotes.client(Role.CLIENT)
    at = f"/quotes/products/{await product_id(quotes, 'sample-increasing-whole-life')}"
    shown = (await client.get(at)).json()
    death = shown["benefits"][0]
    assert (death["measure"], death["highest_of"], death["growth"]) == (
        "highest_of",
        ["share_of_sum", "premium_multiple", "cash_value"],
        "0.0175",
    )
    assert shown["payment_frequencies"]["monthly"] == "0.09"
    assert shown["payment_rules"][2] == "Sixty days of grace; unpaid then, the contract is suspended"
    assert [step["multiple"] for step in shown["death_multiples"]] == ["1.60", "1.40", "1.20"]
    assert [one["product_version"] for one in shown["versions"]] == [1]

    rates = await client.get(f"{at}/rates")
    (block,) = rates.json()["blocks"]
    assert (rates.headers["etag"], rates.json()["unit"]) == ('"1"', "sum_per_1000_premium")
    assert block["columns"][:2] == ["male_pay1", "male_pay5"]
    assert block["rows"][0] == {
        "age": 18,
        "year": None,
        "values": ["1091.43", "5243.98", "9985.96", "1105.71", "5314.47", "10124.41"],
    }
    values = await client.get(f"{at}/cash-values", params={"format": "csv"})
    assert values.headers["content-type"].startswith("text/csv")
    assert values.text.startswith("age,year,male_pay1,")

    term_life = f"/quotes/products/{await product_id(quotes, 'sample-term-life')}"
    several = await client.get(f"{term_life}/rates", params={"format": "csv"})
    assert (several.status_code, several.json()["code"]) == (409, "NO_SUCH_TABLE")
    one = await client.get(f"{term_life}/rates", params={"format": "csv", "coverage_term": "years_20"})
    assert "\n30," in one.text
    property_rates = await client.get(f"/quotes/products/{await product_id(quotes, 'sample-property')}/rates")
    assert property_rates.json()["blocks"][0]["rows"] == [{"age": None, "year": None, "values": ["5.00"]}]
    account = f"/quotes/products/{await product_id(quotes, 'sample-universal-account')}"
    for table in ("rates", "cash-values"):
        assert (await client.get(f"{account}/{table}")).status_code == 404


async def test_a_sale_ends_on_another_day_or_for_good_and_what_was_sold_stands(
    quotes: RunningService,
) -> None:
    """The clock stands at 2026-03-02."""
    manager = quotes.client(Role.MANAGER)
    at = f"/quotes/products/{await product_id(quotes, 'sample-property')}"

    async def change(sale_to: str | None, tag: str) -> tuple[int, str]:
        answer = await manager.patch(at, json={"sale_to": sale_to}, headers={"if-match": tag})
        return answer.status_code, answer.json().get("code", answer.headers.get("etag"))

    async def withdraw(day: str, tag: str) -> tuple[int, str]:
        body = {"last_sale_day": day}
        answer = await manager.post(f"{at}/withdraw", json=body, headers={"if-match": tag})
        return answer.status_code, answer.json()["code"] if answer.is_error else answer.json()["sale_to"]

    assert (await manager.patch(at, json={"sale_to": None})).status_code == 428
    assert await change("2026-12-31", '"1"') == (200, "sample-property")
    assert await change("2026-12-30", '"1"') == (412, "STALE")
    assert await change("2026-02-28", '"2"') == (409, "SALE_DAY_PASSED")
    assert await withdraw("2027-01-01", '"2"') == (409, "SALE_ENDS_EARLIER")
    assert await withdraw("2026-02-28", '"2"') == (409, "SALE_DAY_PASSED")
    assert await withdraw("2026-03-31", '"2"') == (200, "2026-03-31")
    assert await withdraw("2026-03-20", '"3"') == (409, "PRODUCT_IS_WITHDRAWN")
    assert await change(None, '"3"') == (409, "PRODUCT_IS_WITHDRAWN")
    told = [(envelope.type, payload) for envelope, payload in await quotes.events()][-2:]
    assert [(kind, payload.get("sale_to"), payload.get("last_sale_day")) for kind, payload in told] == [
        ("product-updated", "2026-12-31", None),
        ("product-withdrawn", None, "2026-03-31"),
    ]
    for day, found in (("2026-03-31", 1), ("2026-04-01", 0)):
        asked = {"line": "property", "on_sale_on": day}
        assert len((await manager.get("/quotes/products", params=asked)).json()["items"]) == found
    body = {
        "product_code": "sample-property",
        "life": {"age": 0, "sex": "male"},
        "choice": {"sum_insured": "1000000.00", "coverage_term": "years_1", "payment_years": 1},
    }
    calculator = "/quotes/calculators/premium"
    assert (await manager.post(calculator, json=body | {"on": "2026-03-31"})).status_code == 200
    assert (await manager.post(calculator, json=body | {"on": "2026-04-01"})).status_code == 404
    agent = quotes.client(Role.AGENT)
    refused = await agent.post(
        f"{at}/withdraw", json={"last_sale_day": "2026-03-31"}, headers={"if-match": '"3"'}
    )
    assert refused.status_code == 403


async def test_a_client_of_two_carriers_finds_what_fits_him_and_what_a_contract_is_worth(
    quotes: RunningService,
) -> None:
    """Capability 2: tag → product with the reason in words; the proposal's own products stay those of the first."""
    body = {"carrier_id": str(CARRIER), "second_carrier_id": str(new_id())}
    second = (await quotes.client(Role.OPS).post(SAMPLES, json=body)).json()["products"]
    assert [one["code"] for one in second if one["outcome"] == "published"] == [
        "sample-b-critical-illness-multi",
        "sample-b-education-annuity",
        "sample-b-medical-million",
        "sample-b-term-life",
    ]
    agent = quotes.client(Role.AGENT)
    tags = {"tags": ["family_history", "astronaut"], "age": 30}
    answer = (await agent.post("/quotes/calculators/product-fit", json=tags)).json()
    assert [one["code"] for one in answer["result"]["products"]] == [
        "sample-b-critical-illness-multi",
        "sample-b-medical-million",
    ]
    (reason,) = answer["result"]["products"][0]["reasons"]
    assert reason["text"] == (
        "With a family history a second serious illness is on the mind: this product pays for several."
    )
    assert (answer["result"]["unanswered"], answer["because"][0]["rule"]) == (["astronaut"], "product.fit")
    wrong = await agent.post("/quotes/calculators/product-fit", json={"tags": []})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/tags")

    tiers = {"life": {"age": 30, "sex": "male"}, "annual_budget": "8200.00"}
    offered = (await agent.post("/quotes/calculators/tiers", json=tiers)).json()["result"]["tiers"]
    assert [tier["annual_premium"] for tier in offered] == ["4843.00", "8120.50"]

    accident = {
        "product_code": "sample-accident",
        "life": {"age": 30, "sex": "male"},
        "choice": {"sum_insured": "1000000.00", "coverage_term": "years_1", "payment_years": 1},
        "elapsed_days": 100,
    }
    short = (await agent.post("/quotes/calculators/cash-value", json=accident)).json()
    assert (short["result"]["kind"], short["result"]["after_days"]) == ("days_left", "141.58")
    assert [one["rule"] for one in short["because"]] == [
        "rate_table.sample-accident",
        "pricing.short_cash_values",
    ]
    whole_life = accident | {
        "product_code": "sample-increasing-whole-life",
        "choice": {"sum_insured": "100000.00", "coverage_term": "whole_life", "payment_years": 1},
    }
    long = (await agent.post("/quotes/calculators/cash-value", json=whole_life)).json()["result"]
    assert (long["kind"], len(long["by_year"]), long["after_days"]) == ("filed", 76, None)
    assert long["by_year"][0] == {"year": 1, "paid": long["annual_premium"], "cash_value": "34331.80"}


async def test_a_proposal_keeps_the_version_it_was_priced_on(quotes: RunningService) -> None:
    confirmed = make_gap_confirmed()
    before = await presented(quotes, confirmed)
    ops = quotes.client(Role.OPS)
    at = f"/quotes/products/{await product_id(quotes, 'sample-critical-illness')}"
    await ops.post(f"{at}/withdraw", json={"last_sale_day": "2026-03-02"}, headers={"if-match": '"1"'})
    client = quotes.client(Role.CLIENT)
    path = f"/quotes/proposals/{before['id']}"
    assert (await client.get(path)).json() == before
    quotes.clock.advance(timedelta(days=1))
    body, tag = {"tier": "basic"}, {"if-match": f'"{before["version"]}"'}
    late = await client.post(f"{path}/accept", json=body, headers=tag)
    assert (late.status_code, late.json()["code"]) == (409, "PROPOSAL_OUTDATED")
    assert (await client.get(path)).json() == before
