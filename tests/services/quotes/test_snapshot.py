"""What a phone keeps (capability 8): enough to compute premiums without a connection, fetched again when it changed."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from services.quotes.api import snapshot
from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import publish_participating, quotes_with_samples
from tests.services.running import OTHER_AGENCY, RunningService

FEN = Decimal("0.01")


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def fetched(quotes: RunningService, **params: str) -> dict[str, Any]:
    answer = await quotes.client(Role.AGENT).get("/quotes/snapshot", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def on_the_phone(
    kept: dict[str, Any], code: str, life: dict[str, Any], choice: dict[str, Any], often: str
) -> tuple[str, str]:
    """The yearly premium and the instalment, by nothing but what the phone keeps and what the API document says."""
    (product,) = (one for one in kept["products"] if one["facts"]["code"] == code)
    facts, insured = product["facts"], Decimal(choice["sum_insured"])
    factor = Decimal(facts["occupation_factors"][str(life["occupation_class"])])
    rate = Decimal(1) if facts["rate_unit"] == "account" else rate_of(product, life, choice)
    exact = {
        "per_10000": insured / 10_000 * rate * factor,
        "flat": rate * factor,
        "sum_per_1000_premium": insured * 1000 * factor / rate,
        "account": insured * factor,
    }[facts["rate_unit"]]
    part = exact * Decimal(facts["payment_frequencies"][often])
    return str(exact.quantize(FEN, ROUND_HALF_UP)), str(part.quantize(FEN, ROUND_HALF_UP))


def rate_of(product: dict[str, Any], life: dict[str, Any], choice: dict[str, Any]) -> Decimal:
    (block,) = (one for one in product["rates"] if one["coverage_term"] == choice["coverage_term"])
    rates = block["by_age"].get(str(life["age"])) or block["by_age"]["any"]
    by_column = dict(zip(block["columns"], rates, strict=True))
    years = choice["payment_years"]
    return Decimal(by_column.get(f"{life['sex']}_pay{years}") or by_column[f"unisex_pay{years}"])


async def test_a_phone_computes_every_premium_as_the_service_does(quotes: RunningService) -> None:
    kept = await fetched(quotes)
    assert len(kept["products"]) == 12
    client = quotes.client(Role.CLIENT)
    for code, insured, term, years, often in (
        ("sample-term-life", "510000.00", "years_20", 20, "monthly"),
        ("sample-critical-illness", "330000.00", "to_70", 20, "quarterly"),
        ("sample-accident", "650000.00", "years_1", 1, "annual"),
        ("sample-medical-million", "2000000.00", "years_1", 1, "monthly"),
        ("sample-annuity", "12345.67", "whole_life", 10, "half_yearly"),
        ("sample-universal-account", "20000.00", "whole_life", 10, "monthly"),
        ("sample-property", "7770000.00", "years_1", 1, "annual"),
    ):
        choice = {"sum_insured": insured, "coverage_term": term, "payment_years": years}
        for life in (
            {"age": 30, "sex": "male", "occupation_class": 1},
            {"age": 44, "sex": "female", "occupation_class": 3},
        ):
            asked = {"product_code": code, "life": life, "choice": choice, "payment_frequency": often}
            answer = await client.post("/quotes/calculators/premium", json=asked)
            assert answer.status_code == 200, answer.text
            told = answer.json()["result"]
            computed = on_the_phone(kept, code, life, choice, often)
            assert computed == (told["annual_premium"], told["payment"]["amount"]), (code, life)


async def test_it_is_downloaded_again_only_when_it_has_changed(quotes: RunningService) -> None:
    client = quotes.client(Role.AGENT)
    first = await client.get("/quotes/snapshot")
    kept = {"if-none-match": f'W/{first.headers["etag"]}, "another"'}
    again = await client.get("/quotes/snapshot", headers=kept)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (first.json()["effective_from"], first.json()["effective_to"]) == ("2026-01-01", None)
    await publish_participating(quotes)
    newer = await client.get("/quotes/snapshot", headers=kept)
    assert newer.status_code == 200
    assert newer.json()["effective_from"] == "2026-03-01"
    product = newer.json()["products"][0]["product_id"]
    seen = await client.get(f"/quotes/products/{product}")
    ended = await quotes.client(Role.MANAGER).patch(
        f"/quotes/products/{product}",
        json={"sale_to": "2026-06-30"},
        headers={"if-match": seen.headers["etag"]},
    )
    assert ended.status_code == 200, ended.text
    last = await client.get("/quotes/snapshot", headers={"if-none-match": newer.headers["etag"]})
    assert (last.status_code, last.json()["effective_to"]) == (200, "2026-06-30")


async def test_it_says_who_may_compare_by_which_rules_and_what_goes_with_a_price(
    quotes: RunningService,
) -> None:
    kept = await fetched(quotes, line="term_life")
    assert kept["comparison"] == {
        "agent_mode": "agency",
        "across_insurers": True,
        "carrier_id": None,
        "licensed": True,
    }
    assert [rule["id"] for rule in kept["rules"]] == [
        "rating.instalments",
        "rating.age_bands",
        "comparison.modes",
        "comparison.platform",
    ]
    assert kept["rules"][0]["values"]["half_yearly"] == "0.52"
    (product,) = kept["products"]
    assert product["facts"]["name"] == {"zh-CN": "示例定期寿险", "en": "Sample term life"}
    assert product["caveats"][0]["en"].startswith("The rates are derived from public tables")


async def test_its_size_is_bounded_and_it_is_the_agencys_own(
    quotes: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = quotes.client(Role.AGENT, agency_id=OTHER_AGENCY)
    assert (await other.get("/quotes/snapshot")).json()["products"] == []
    monkeypatch.setattr(snapshot, "LIMIT", 20_000)
    refused = await quotes.client(Role.AGENT).get("/quotes/snapshot")
    assert (refused.status_code, refused.json()["code"]) == (409, "SNAPSHOT_TOO_LARGE")
    one_line = await quotes.client(Role.AGENT).get("/quotes/snapshot", params={"line": "property"})
    assert one_line.status_code == 200
