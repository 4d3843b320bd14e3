"""Capability 25, its table of returns (A06, domain C): by last payout age, by policy year, and what may be said of it."""

from typing import Any

import pytest

from tests.services.fixtures import StartService
from tests.services.quotes.savings import MAN_OF_40, calculate, quotes_of_two_carriers
from tests.services.running import RunningService

LAST_AGES = (75, 80, 85, 90, 105)
GRID = {
    20: ("2.22", "2.72", "3.06", "3.30", "3.69"),
    25: ("2.52", "3.07", "3.44", "3.69", "4.10"),
    30: ("2.91", "3.52", "3.92", "4.19", "4.60"),
    35: ("3.44", "4.13", "4.56", "4.85", "5.27"),
    40: ("4.22", "5.01", "5.47", "5.77", "6.19"),
    45: ("5.47", "6.37", "6.87", "7.17", "7.56"),
}
"""50,000 a year for ten years, then 80,000 a year from 60: percent, by entry age and last payout age."""

REFUSED: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"product_code": "sample-universal-account", "guaranteed": True}, 409, "GUARANTEE_NOT_ALLOWED"),
    ({"product_code": "sample-term-life"}, 409, "NOT_A_SAVINGS_PRODUCT"),
    ({"annual_premium": "50500.00"}, 409, "PREMIUM_NOT_IN_STEPS"),
    ({"annual_premium": "1000.00"}, 409, "PREMIUM_OUT_OF_RANGE"),
    ({"payment_years": 7}, 409, "NO_RATE"),
    ({"life": {"age": 70, "sex": "male"}}, 409, "NO_RATE"),
    ({"product_code": "unknown"}, 404, "NOT_FOUND"),
    ({"sold_on": "2025-12-31"}, 404, "NOT_FOUND"),
    ({"until_age": 40}, 422, "MALFORMED"),
)


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_of_two_carriers(start_service)


def make_table(code: str = "sample-increasing-whole-life", **changed: Any) -> dict[str, Any]:
    """50,000 a year for ten years from 40, shown until 80."""
    return {
        "product_code": code,
        "life": MAN_OF_40,
        "annual_premium": "50000.00",
        "payment_years": 10,
        "until_age": 80,
        "guaranteed": code != "sample-universal-account",
    } | changed


def by_bisection(flows: list[float]) -> float:
    """The yearly rate at which flows a year apart are worth nothing, found without any library."""
    low, high = -0.999, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        worth = sum(flow / (1 + middle) ** year for year, flow in enumerate(flows))
        low, high = (middle, high) if worth > 0 else (low, middle)
    return low


async def test_a06_the_whole_grid_of_entry_and_last_payout_ages(quotes: RunningService) -> None:
    for entry, expected in GRID.items():
        answer = await calculate(
            quotes,
            "irr",
            {
                "entry_age": entry,
                "annual_premium": "50000.00",
                "payment_years": 10,
                "annual_payout": "80000.00",
                "payout_from_age": 60,
                "payout_to_age": 105,
                "guaranteed": False,
            },
        )
        rates = {row["last_payout_age"]: float(row["irr"]) * 100 for row in answer["result"]["rows"]}
        assert tuple(f"{rates[last]:.2f}" for last in LAST_AGES) == expected, entry


async def test_every_year_of_a_product_agrees_with_an_independent_bisection(quotes: RunningService) -> None:
    """The annuity pays 652.48 a year for each 1,000 of premium, by the rate of a man of 40 who pays ten years."""
    whole_life, annuity = [
        (await calculate(quotes, "savings-table", make_table(code)))["result"]["table"]
        for code in ("sample-increasing-whole-life", "sample-annuity")
    ]
    for table in (whole_life, annuity):
        assert [row["year"] for row in table["rows"]] == list(range(1, 41))
        assert table["rows"][-1]["age"] == 80
        for row in table["rows"]:
            so_far = table["rows"][: row["year"]]
            flows = [float(past["payout"]) - float(past["premium"]) for past in so_far]
            found = by_bisection([*flows, float(row["guaranteed"]["cash_value"])])
            assert float(row["guaranteed"]["irr"]) == pytest.approx(found, abs=2e-6)
            assert row["illustrated"] == []
        assert table["may_be_called_certain"]
    assert annuity["sum_insured"] == "32624.00"
    twentieth, first_paid = annuity["rows"][19], annuity["rows"][20]
    assert (twentieth["age"], twentieth["paid_out"], twentieth["paid"]) == (60, "0.00", "500000.00")
    assert (first_paid["payout"], first_paid["premium"]) == ("32624.00", "0.00")
    assert annuity["rows"][-1]["paid_out"] == "652480.00"


async def test_an_account_shows_guaranteed_and_illustrated_columns_apart(quotes: RunningService) -> None:
    """6,000 less 3% for a year at 1% is 5,878.20, of which 5% is kept at the end of the first year."""
    answer = await calculate(
        quotes, "savings-table", make_table("sample-universal-account", annual_premium="6000.00")
    )
    table = answer["result"]["table"]
    assert table["illustrated_rates"] == ["0.020", "0.025"]
    first = table["rows"][0]
    assert first["guaranteed"]["cash_value"] == "5584.29"
    assert [column["cash_value"] for column in first["illustrated"]] == ["5639.58", "5667.23"]
    assert not table["may_be_called_certain"]
    assert "uncertain" in answer["result"]["called"]
    assert any("not guaranteed" in caveat for caveat in answer["caveats"])


async def test_the_caps_of_every_time_stand_beside_the_table_with_the_one_that_applies(
    quotes: RunningService,
) -> None:
    result = (await calculate(quotes, "savings-table", make_table()))["result"]
    assert result["notice"] == "What follows is an illustration, not a promise."
    regimes = [
        (one["sold_to"], one["caps"]["ordinary"], one["applies"]) for one in result["table"]["regimes"]
    ]
    assert regimes == [
        ("2023-07-31", "0.035", False),
        ("2024-08-31", "0.030", False),
        ("2025-08-31", "0.025", False),
        (None, "0.020", True),
    ]
    today = result["table"]["regimes"][-1]["caps"]
    assert (today["participating"], today["universal"]) == ("0.0175", "0.010")


async def test_what_has_no_table_says_why(quotes: RunningService) -> None:
    """Without entry age, end or guarantee there is none; nor for what is not sold so."""
    for missing in ("until_age", "guaranteed", "life"):
        asked = make_table()
        del asked[missing]
        refused = await calculate(quotes, "savings-table", asked, status=422)
        assert [error["pointer"] for error in refused["errors"]] == [f"/{missing}"]
    for changed, status, code in REFUSED:
        refused = await calculate(quotes, "savings-table", make_table() | changed, status=status)
        assert refused["code"] == code, changed


async def test_an_account_grows_by_the_formula_and_never_below_its_floor(quotes: RunningService) -> None:
    """(10,000 x 97%) x 1.01 = 9,797.00; (9,797.00 + 10,000 x 98%) x 1.01 = 19,792.97, less 4% at the end."""
    asked = {
        "product_code": "sample-universal-account",
        "annual_premium": "10000.00",
        "payment_years": 5,
        "years": 10,
        "credited_rates": ["0.005", "0.03"],
    }
    answer = await calculate(quotes, "account", asked)
    first, second, *_ = answer["result"]["years"]
    assert answer["result"]["illustrated_rates"] == ["0.03"]
    assert first["guaranteed"] == {"account": "9797.00", "cash_value": "9307.15"}
    assert second["guaranteed"] == {"account": "19792.97", "cash_value": "19001.25"}
    assert first["illustrated"][0]["account"] == "9991.00"
    assert (second["paid"], second["charged"]) == ("20000.00", "500.00")
    terms = {"premium_charges": ["0"], "surrender_charges": ["0"], "guaranteed_rate": "0.025"}
    own = await calculate(
        quotes, "account", asked | {"product_code": None, "terms": terms, "credited_rates": None}
    )
    assert own["result"]["years"][0]["guaranteed"]["account"] == "10250.00"
    assert any("exceeds the cap" in caveat for caveat in own["caveats"])
    refused = await calculate(quotes, "account", asked | {"product_code": "sample-annuity"}, status=409)
    assert refused["code"] == "NOT_AN_ACCOUNT"


async def test_cash_values_follow_their_formulas_with_the_rule(quotes: RunningService) -> None:
    """300 of which 65% is net, 100 of 365 days gone: 141.58. Long: 95% of the reserve after one of two years."""
    short = await calculate(
        quotes,
        "short-cash-value",
        {"premium": "300.00", "net_premium_share": "0.65", "elapsed_days": 100},
    )
    assert short["result"] == {"cash_value": "141.58"}
    assert short["because"][0]["rule"] == "pricing.short_cash_values"
    years = [
        {"at_end": "100.00", "leaving": "0.01"},
        {"at_end": "200.00", "leaving": "0.02"},
        {"at_end": "300.00", "leaving": "0.03"},
    ]
    long = await calculate(
        quotes, "long-cash-value", {"years": years, "payment_years": 2, "pricing_rate": "0.02"}
    )
    assert long["result"]["valuation_rate"] == "0.04"
    rows = [(row["reserve"], row["share"], row["cash_value"]) for row in long["result"]["by_year"]]
    assert rows == [("188.52", "0.95", "179.09"), ("288.46", "1", "288.46"), ("0.00", "1", "0.00")]
    assert long["because"][0]["rule"] == "pricing.cash_values"
