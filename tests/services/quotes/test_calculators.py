"""Calculators over HTTP: A05, A06, A16 and A17, the cap on pricing rates, and what is refused."""

from typing import Any

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import quotes_with_samples
from tests.services.running import RunningService

LIFE = {"age": 30, "sex": "male"}
PARTICIPATING = {
    "line": "annuity",
    "design_type": "participating",
    "annual_premium": "50000.00",
    "payment_years": 10,
    "age": 66,
    "family_income": "200000.00",
    "budget": "30000.00",
}


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def calculate(
    service: RunningService, name: str, body: Any, *, status: int = 200, language: str = "en"
) -> Any:
    client = service.client(Role.CLIENT, language=language)
    answer = await client.post(f"/quotes/calculators/{name}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def make_premium(code: str, sum_insured: str, term: str, years: int) -> dict[str, Any]:
    choice = {"sum_insured": sum_insured, "coverage_term": term, "payment_years": years}
    return {"product_code": code, "life": LIFE, "choice": choice}


@pytest.mark.parametrize(
    ("code", "sum_insured", "term", "years", "rate", "expected"),
    [
        ("sample-term-life", "500000.00", "years_20", 20, "14.93", "746.50"),
        ("sample-term-life", "1000000.00", "years_20", 20, "14.93", "1493.00"),
        ("sample-critical-illness", "300000.00", "to_70", 30, "126.55", "3796.50"),
        ("sample-critical-illness", "500000.00", "to_70", 30, "126.55", "6327.50"),
        ("sample-critical-illness", "10000.00", "to_70", 20, "169.22", None),
    ],
)
async def test_a17_sample_premiums_to_the_fen(
    quotes: RunningService,
    code: str,
    sum_insured: str,
    term: str,
    years: int,
    rate: str,
    expected: str | None,
) -> None:
    asked = make_premium(code, sum_insured, term, years)
    if expected is None:
        refused = await calculate(quotes, "premium", asked, status=409)
        assert refused["code"] == "SUM_OUT_OF_RANGE"
        asked["choice"]["sum_insured"] = "50000.00"
        expected = "846.10"
    answer = await calculate(quotes, "premium", asked)
    assert (answer["result"]["rate"], answer["result"]["annual_premium"]) == (rate, expected)
    assert answer["because"][0]["rule"] == f"rate_table.{code}"
    assert answer["caveats"] == [
        "The rates are derived from public tables by the stated formulas: a sample, no insurer's rates."
    ]


async def test_a_premium_is_asked_of_what_is_on_sale(quotes: RunningService) -> None:
    asked = make_premium("sample-term-life", "500000.00", "years_20", 20)
    await calculate(quotes, "premium", asked | {"product_code": "unknown"}, status=404)
    await calculate(quotes, "premium", asked | {"on": "2025-12-31"}, status=404)


@pytest.mark.parametrize(
    ("budget", "tier", "advice"), [("8200.00", "advanced", 0), ("8000.00", "basic", 0), ("4000.00", None, 2)]
)
async def test_a05_tiers_of_the_sample_catalogue_and_what_a_budget_carries(
    quotes: RunningService, budget: str, tier: str | None, advice: int
) -> None:
    answer = await calculate(quotes, "tiers", {"life": LIFE, "annual_budget": budget})
    premiums = {one["tier"]: one["annual_premium"] for one in answer["result"]["tiers"]}
    assert premiums == {"basic": "4843.00", "advanced": "8120.50"}
    assert answer["result"]["recommended_tier"] == tier
    assert len(answer["result"]["advice"]) == advice


@pytest.mark.parametrize(
    ("until", "irr"), [(80, "0.035222"), (79, "0.034207"), (85, "0.039186"), (70, "0.018718")]
)
async def test_a06_the_rate_of_return_depends_on_the_last_payout(
    quotes: RunningService, until: int, irr: str
) -> None:
    answer = await calculate(quotes, "irr", make_illustration(payout_to_age=until))
    assert answer["result"]["irr"] == irr
    assert answer["result"]["rows"][-1] == {
        "last_payout_age": until,
        "paid_out": f"{80_000 * (until - 59)}.00",
        "irr": irr,
    }
    assert "it is not a promise" in answer["caveats"][0]


def make_illustration(**changed: Any) -> dict[str, Any]:
    """50,000 a year for ten years from 30, 80,000 a year from 60 to 80."""
    return {
        "entry_age": 30,
        "annual_premium": "50000.00",
        "payment_years": 10,
        "annual_payout": "80000.00",
        "payout_from_age": 60,
        "payout_to_age": 80,
        "guaranteed": False,
    } | changed


@pytest.mark.parametrize("missing", ["payout_to_age", "entry_age", "guaranteed"])
async def test_a06_an_illustration_without_its_ages_or_its_guarantee_does_not_exist(
    quotes: RunningService, missing: str
) -> None:
    asked = make_illustration()
    del asked[missing]
    refused = await calculate(quotes, "irr", asked, status=422)
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [(f"/{missing}", "MISSING")]


async def test_benefits_that_are_not_certain_are_not_shown_as_guaranteed(quotes: RunningService) -> None:
    asked = make_illustration(guaranteed=True, design_type="participating")
    refused = await calculate(quotes, "irr", asked, status=409)
    assert refused["code"] == "GUARANTEE_NOT_ALLOWED"


async def test_a16_a_participating_annuity_at_66_needs_a_signed_statement(quotes: RunningService) -> None:
    answer = await calculate(quotes, "suitability", PARTICIPATING)
    assert answer["result"]["triggers"] == ["PREMIUM_20PCT", "AGE_TERM_75", "BUDGET_150"]
    assert answer["result"]["statement_required"] is True
    assert {because["rule"] for because in answer["because"]} == {
        "suitability.triggers",
        "suitability.gate",
        "suitability.care",
    }


async def test_a16_the_same_money_in_ordinary_term_life_needs_none(quotes: RunningService) -> None:
    asked = PARTICIPATING | {"line": "term_life", "design_type": "ordinary"}
    answer = await calculate(quotes, "suitability", asked)
    assert (answer["result"]["triggers"], answer["result"]["statement_required"]) == ([], False)


@pytest.mark.parametrize(
    ("sold_on", "cap"),
    [
        ("2023-07-31", "0.035"),
        ("2024-08-31", "0.030"),
        ("2025-08-31", "0.025"),
        ("2025-09-01", "0.020"),
        (None, "0.020"),
    ],
)
async def test_the_cap_on_pricing_rates_is_the_one_of_the_day_of_sale(
    quotes: RunningService, sold_on: str | None, cap: str
) -> None:
    answer = await calculate(quotes, "rate-cap", {"design_type": "ordinary", "sold_on": sold_on})
    assert answer["result"]["cap"] == cap


async def test_before_any_rule_the_calculators_say_so(quotes: RunningService) -> None:
    refused = await calculate(quotes, "rate-cap", {"sold_on": "1990-01-01"}, status=409)
    assert (refused["code"], refused["rule"]) == ("NO_RULE_IN_FORCE", "pricing.rate_cap")


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("premium", make_premium("x" * 65, "1.00", "years_20", 20), "/product_code"),
        ("premium", make_premium("x", "10000000000.01", "years_20", 20), "/choice/sum_insured"),
        ("premium", make_premium("x", "1.00", "years_200", 20), "/choice/coverage_term"),
        ("premium", make_premium("x", "1.00", "years_20", 10**30), "/choice/payment_years"),
        ("tiers", {"life": LIFE | {"age": -1}}, "/life/age"),
        ("tiers", {"life": LIFE | {"sex": "\x00"}}, "/life/sex"),
        ("tiers", {"life": LIFE, "on": "9999-12-31"}, "/on"),
        ("suitability", PARTICIPATING | {"payment_years": 106}, "/payment_years"),
        ("irr", make_illustration(payout_to_age=106), "/payout_to_age"),
        ("rate-cap", {"design_type": "other"}, "/design_type"),
        ("rate-cap", {"surprise": 1}, "/surprise"),
    ],
)
async def test_what_no_calculator_takes_is_told_field_by_field(
    quotes: RunningService, name: str, body: Any, pointer: str
) -> None:
    refused = await calculate(quotes, name, body, status=422)
    assert pointer in [error["pointer"] for error in refused["errors"]]


async def test_caveats_and_problems_are_told_in_the_readers_language(quotes: RunningService) -> None:
    answer = await calculate(quotes, "irr", make_illustration(), language="zh-CN")
    assert answer["caveats"][0] == "内部收益率按所填现金流计算，不构成收益承诺。"
    asked = make_premium("sample-term-life", "1.00", "years_20", 20)
    refused = await calculate(quotes, "premium", asked, status=409, language="zh-CN")
    assert refused["detail"] == "保险金额须在 100000.00 至 3000000.00 之间。"
