"""Premiums over HTTP (capabilities 24 to 26): one life, many, a family, a group, instalments, and what a premium buys."""

from typing import Any

import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import SAMPLES, quotes_with_samples
from tests.services.running import CARRIER, RunningService

MAN = {"age": 30, "sex": "male"}
WOMAN = {"age": 30, "sex": "female"}
CHILD = {"age": 5, "sex": "female"}


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


def make_choice(sum_insured: str, term: str = "years_1", years: int = 1, **more: Any) -> dict[str, Any]:
    return {"sum_insured": sum_insured, "coverage_term": term, "payment_years": years, **more}


TERM_LIFE = {"product_code": "sample-term-life", "choice": make_choice("500000.00", "years_20", 20)}
CRITICAL_ILLNESS = {
    "product_code": "sample-critical-illness",
    "choice": make_choice("300000.00", "to_70", 30),
}
ACCIDENT = {"product_code": "sample-accident", "choice": make_choice("200000.00")}


async def calculate(quotes: RunningService, name: str, asked: Any, *, status: int = 200) -> Any:
    answer = await quotes.client(Role.AGENT).post(f"/quotes/calculators/{name}", json=asked)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_premium_is_paid_in_every_way_that_the_product_offers(quotes: RunningService) -> None:
    """746.50 a year: 52% of it twice, 26.5% four times, 9% twelve times, each rounded once; and a rating before that."""
    asked = {**TERM_LIFE, "life": MAN, "payment_frequency": "monthly"}
    result = (await calculate(quotes, "premium", asked))["result"]
    assert [(each["frequency"], each["amount"], each["a_year"]) for each in result["payments"]] == [
        ("annual", "746.50", "746.50"),
        ("half_yearly", "388.18", "776.36"),
        ("quarterly", "197.82", "791.28"),
        ("monthly", "67.19", "806.28"),
    ]
    assert result["payment"]["amount"] == "67.19"
    rated = {
        **asked,
        "choice": make_choice("500000.00", "years_20", 20, rating_percent="50"),
        "payment_frequency": "annual",
    }
    assert (await calculate(quotes, "premium", rated))["result"]["payment"]["amount"] == "1119.75"
    medical = {"product_code": "sample-medical-million", "choice": make_choice("2000000.00"), "life": MAN}
    refused = await calculate(quotes, "premium", {**medical, "payment_frequency": "quarterly"}, status=409)
    assert refused["code"] == "PAYMENT_FREQUENCY_NOT_OFFERED"
    assert refused["offered"] == "annual, monthly"
    customary = await calculate(quotes, "instalments", {"annual_premium": "5000.00"})
    assert [each["amount"] for each in customary["result"]] == ["5000.00", "2600.00", "1325.00", "450.00"]
    assert customary["because"][0]["rule"] == "rating.instalments"


async def test_lives_times_products_are_priced_at_once_and_what_cannot_be_had_says_why(
    quotes: RunningService,
) -> None:
    unknown = {**TERM_LIFE, "product_code": "nobodys"}
    asked = {"lives": [MAN, WOMAN, CHILD], "choices": [TERM_LIFE, CRITICAL_ILLNESS, unknown]}
    answer = await calculate(quotes, "premiums", asked)
    term, illness, nobodys = answer["result"]["choices"]
    assert [one["annual_premium"] for one in term["premiums"]] == ["746.50", "317.50", None]
    assert term["premiums"][2]["refused"] == {
        "code": "AGE_OUT_OF_RANGE",
        "text": "The insured must be between 18 and 50 years old, not 5.",
    }
    assert (term["priced"], term["annual_premium"]) == (2, "1064.00")
    assert [one["rate"] for one in illness["premiums"]][:2] == ["126.55", "126.55"]
    assert {one["refused"]["code"] for one in nobodys["premiums"]} == {"NOT_ON_SALE"}
    assert [because["version"] for because in answer["because"]] == [
        "sample-term-life@1",
        "sample-critical-illness@1",
    ]
    assert "they are in no total" in answer["caveats"][-1]
    refused = await calculate(
        quotes, "premiums", {"lives": [MAN] * 1000, "choices": [TERM_LIFE] * 6}, status=422
    )
    assert (refused["code"], refused["asked"], refused["limit"]) == ("TOO_MANY_PREMIUMS", 6000, 5000)


async def test_a_family_is_priced_together_member_by_member(quotes: RunningService) -> None:
    """He pays 67.19 a month for his life cover; the child's life cover is not sold, and is in no total."""
    members = [
        {
            "member": "self",
            "life": MAN,
            "covers": [{**TERM_LIFE, "payment_frequency": "monthly"}, CRITICAL_ILLNESS],
        },
        {"member": "spouse", "life": WOMAN, "covers": [CRITICAL_ILLNESS]},
        {"member": "child", "life": CHILD, "covers": [ACCIDENT, TERM_LIFE]},
    ]
    result = (await calculate(quotes, "family-premium", {"members": members}))["result"]
    assert [(one["member"], one["annual_premium"], one["paid_a_year"]) for one in result["members"]] == [
        ("self", "4543.00", "4602.78"),
        ("spouse", "3796.50", "3796.50"),
        ("child", "60.00", "60.00"),
    ]
    assert (result["annual_premium"], result["paid_a_year"]) == ("8399.50", "8459.28")
    assert result["complete"] is False
    assert result["members"][2]["covers"][1]["refused"]["code"] == "AGE_OUT_OF_RANGE"
    whole = (await calculate(quotes, "family-premium", {"members": members[:2]}))["result"]
    assert whole["complete"] is True


async def test_a_group_is_priced_by_heads_of_each_class_and_age_band(quotes: RunningService) -> None:
    """500,000 a head at 2.40: 120.00 in class 1, 270.00 in class 4. Medical is 180.00 to 25 and 220.00 from 26."""
    accident = {
        "product_code": "sample-group-accident",
        "choice": make_choice("500000.00"),
        "classes": [
            {"heads": 12, "age": 30},
            {"heads": 5, "occupation_class": 4, "age_band": {"minimum": 20, "maximum": 40}},
        ],
    }
    answer = await calculate(quotes, "group-premium", accident)
    assert [one["annual_premium"] for one in answer["result"]["classes"]] == ["1440.00", "1350.00"]
    assert (answer["result"]["heads"], answer["result"]["annual_premium"]) == (17, "2790.00")
    medical = {
        "product_code": "sample-group-medical",
        "choice": make_choice("50000.00"),
        "classes": [{"heads": 10, "age_band": {"minimum": 21, "maximum": 30}}],
    }
    answer = await calculate(quotes, "group-premium", medical)
    (band,) = answer["result"]["classes"]
    assert (band["priced_at_age"], band["premium_per_head"]) == (26, "220.00")
    assert (band["lowest"], band["highest"]) == ("180.00", "220.00")
    assert answer["result"]["annual_premium"] == "2200.00"
    assert "priced at one age" in answer["caveats"][-1]


async def test_a_group_is_priced_by_a_list_of_lives_and_has_the_heads_that_the_product_takes(
    quotes: RunningService,
) -> None:
    asked = {
        "product_code": "sample-group-accident",
        "choice": make_choice("500000.00"),
        "lives": [MAN, MAN, WOMAN, {**MAN, "occupation_class": 2}],
    }
    result = (await calculate(quotes, "group-premium", asked))["result"]
    assert [one["heads"]["heads"] for one in result["classes"]] == [2, 1, 1]
    assert (result["annual_premium"], result["payment"]) == ("510.00", "510.00")
    refused = await calculate(quotes, "group-premium", {**asked, "lives": [MAN, MAN]}, status=409)
    assert (refused["code"], refused["minimum"], refused["heads"]) == ("HEADS_OUT_OF_RANGE", 3, 2)
    single = await calculate(quotes, "group-premium", {**asked, **TERM_LIFE}, status=409)
    assert single["code"] == "NOT_A_GROUP_PRODUCT"
    both = {**asked, "classes": [{"heads": 5, "age": 30}]}
    await calculate(quotes, "group-premium", both, status=422)
    no_age = {**asked, "lives": [], "classes": [{"heads": 5}]}
    await calculate(quotes, "group-premium", no_age, status=422)


async def test_a_premium_that_the_client_names_buys_a_sum(quotes: RunningService) -> None:
    """A man of 30 gets 800.89 a year for life for each 1,000 paid ten times."""
    asked = {
        "product_code": "sample-annuity",
        "life": MAN,
        "annual_premium": "50000.00",
        "coverage_term": "whole_life",
        "payment_years": 10,
    }
    answer = await calculate(quotes, "sum-insured", asked)
    assert answer["result"]["sum_insured"] == "40044.50"
    assert answer["result"]["premiums_in_all"] == "500000.00"
    back = {
        "product_code": "sample-annuity",
        "life": MAN,
        "choice": make_choice("40044.50", "whole_life", 10),
    }
    assert (await calculate(quotes, "premium", back))["result"]["annual_premium"] == "50000.00"
    for named, code in (("4000.00", "PREMIUM_OUT_OF_RANGE"), ("50000.50", "PREMIUM_NOT_IN_STEPS")):
        refused = await calculate(quotes, "sum-insured", {**asked, "annual_premium": named}, status=409)
        assert refused["code"] == code
    term = {
        **asked,
        "product_code": "sample-term-life",
        "coverage_term": "years_20",
        "payment_years": 20,
    }
    assert (await calculate(quotes, "sum-insured", term, status=409))["code"] == "PREMIUM_NOT_NAMED"


async def test_the_examples_of_the_api_document_are_answered(start_service: StartService) -> None:
    quotes = await start_service("quotes")
    both = {"carrier_id": str(CARRIER), "second_carrier_id": str(new_id())}
    assert (await quotes.client(Role.OPS).post(SAMPLES, json=both)).status_code == 200
    document = (await quotes.client(None).get("/quotes/openapi.json")).json()
    for name, schema in (("group-premium", "GroupIn"), ("comparison", "ComparisonCalculatorIn")):
        (example,) = document["components"]["schemas"][schema]["examples"]
        assert (await calculate(quotes, name, example))["result"], name
