"""Products side by side over HTTP (capabilities 1, 8 and 24): what differs, across insurers or within one, and the page."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.quotes.settings import Settings
from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import SAMPLES
from tests.services.running import CARRIER, CLIENT, RunningService, make_settings

OTHER_CARRIER = UUID("0190a000-0000-7000-8000-0000000000f2")
MAN = {"age": 30, "sex": "male"}
TERM_LIFE = ["sample-term-life", "sample-b-term-life"]


async def quotes_of_two_carriers(start_service: StartService, **settings: Any) -> RunningService:
    """The samples of both carriers on sale, and the client in the directory."""
    quotes = await start_service("quotes", **settings)
    await quotes.know_client()
    loaded = await quotes.client(Role.OPS).post(
        SAMPLES, json={"carrier_id": str(CARRIER), "second_carrier_id": str(OTHER_CARRIER)}
    )
    assert loaded.status_code == 200, loaded.text
    return quotes


def make_asked(**changed: Any) -> dict[str, Any]:
    """Term life of half a million over twenty years, of both carriers, for a man of 30."""
    wish = {"sum_insured": "500000.00", "coverage_term": "years_20", "payment_years": 20}
    return {"life": MAN, "wish": wish, "product_codes": TERM_LIFE} | changed


async def compare(quotes: RunningService, asked: Any, *, status: int = 200, language: str = "en") -> Any:
    client = quotes.client(Role.AGENT, language=language)
    answer = await client.post("/quotes/calculators/comparison", json=asked)
    assert answer.status_code == status, answer.text
    return answer.json()


async def make(quotes: RunningService, **changed: Any) -> Any:
    asked = make_asked(client_id=str(CLIENT), **changed)
    answer = await quotes.client(Role.AGENT).post("/quotes/comparisons", json=asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


def rows_of(result: Any) -> dict[str, Any]:
    return {row["key"]: row for group in result["groups"] for row in group["rows"]}


async def test_an_agency_compares_across_insurers_and_every_difference_is_marked(
    start_service: StartService,
) -> None:
    """To 70, paid over 20 years, 300,000: 169.22 and 199.68 a 10,000. Waiting 90 and 180 days; both refund on death."""
    quotes = await quotes_of_two_carriers(start_service)
    wish = {"sum_insured": "300000.00", "coverage_term": "to_70", "payment_years": 20}
    answer = await compare(quotes, {"life": MAN, "wish": wish, "line": "critical_illness"})
    result = answer["result"]
    assert (result["mode"], [one["code"] for one in result["products"]]) == (
        "agency",
        ["sample-b-critical-illness-multi", "sample-critical-illness"],
    )
    assert [one["annual_premium"] for one in result["products"]] == ["5990.40", "5076.60"]
    assert [one["premiums_in_all"] for one in result["products"]] == ["119808.00", "101532.00"]
    assert [group["group"] for group in result["groups"]] == [
        "benefits",
        "exclusions",
        "waiting",
        "payment",
        "conditions",
        "price",
    ]
    rows = rows_of(result)
    assert rows["waiting.waiting"]["cells"] == [
        ["180 days, except after accidents"],
        ["90 days, except after accidents"],
    ]
    assert rows["benefits.moderate_disease"]["cells"][1] == ["not included"]
    differs = {key: row["differs"] for key, row in rows.items()}
    assert differs["waiting.waiting"]
    assert differs["benefits.mild_disease"]
    assert differs["price.annual_premium"]
    assert not differs["benefits.death"]
    assert not differs["waiting.cooling_off"]
    assert not any(row["differs"] for key, row in rows.items() if key.startswith("exclusions."))
    assert [because["rule"] for because in answer["because"]][:2] == [
        "comparison.modes",
        "comparison.platform",
    ]
    assert "no ranking" in answer["caveats"][0]
    assert rows["benefits.death"]["worded_differently"] is False
    chinese = rows_of((await compare(quotes, make_asked(), language="zh-CN"))["result"])
    assert chinese["waiting.waiting"]["label"] == "等待期"
    assert chinese["price.annual_premium"]["cells"] == [["¥717.50"], ["¥746.50"]]


async def test_each_product_is_priced_as_near_to_the_wish_as_it_is_sold(start_service: StartService) -> None:
    quotes = await quotes_of_two_carriers(start_service)
    wish = {"sum_insured": "2500000.00", "payment_frequency": "monthly"}
    answer = await compare(quotes, make_asked(wish=wish))
    other, ours = answer["result"]["products"]
    assert (other["choice"]["sum_insured"], other["as_wished"]) == ("2000000.00", False)
    assert (ours["choice"]["sum_insured"], ours["as_wished"]) == ("2500000.00", True)
    assert ours["choice"]["coverage_term"] == other["choice"]["coverage_term"]
    assert ours["payment"]["frequency"] == "monthly"
    assert any("do not compare directly" in caveat for caveat in answer["caveats"])
    old = await compare(quotes, make_asked(life={"age": 52, "sex": "male"}))
    other, ours = old["result"]["products"]
    assert other["annual_premium"]
    assert ours["refused"] == "AGE_OUT_OF_RANGE"
    rows = rows_of(old["result"])
    assert rows["price.refused"]["cells"] == [["–"], ["not sold at this age"]]
    assert rows["price.annual_premium"]["differs"] is False
    annuity = {"life": MAN, "wish": {"annual_premium": "20000.00"}, "line": "term_life"}
    assert (await compare(quotes, annuity, status=409))["code"] == "PREMIUM_NOT_NAMED"


async def test_what_cannot_stand_side_by_side_is_refused_by_name(start_service: StartService) -> None:
    quotes = await quotes_of_two_carriers(start_service)
    for changed, status, code in (
        ({"product_codes": ["sample-term-life", "sample-accident"]}, 409, "DIFFERENT_LINES"),
        ({"product_codes": ["sample-term-life", "nobodys"]}, 409, "NOT_ON_SALE"),
        ({"product_codes": [], "line": "property"}, 409, "NOTHING_TO_COMPARE"),
        ({"line": "term_life"}, 422, "MALFORMED"),
        ({"product_codes": []}, 422, "MALFORMED"),
        ({"product_codes": ["sample-term-life"] * 2}, 422, "MALFORMED"),
    ):
        assert (await compare(quotes, make_asked(**changed), status=status))["code"] == code, changed


async def test_a_tied_agent_compares_within_his_insurer_only(start_service: StartService) -> None:
    quotes = await quotes_of_two_carriers(
        start_service, agent_mode="tied_agent", tied_carrier_id=str(CARRIER)
    )
    refused = await compare(quotes, make_asked(), status=409)
    assert (refused["code"], refused["product"]) == ("OTHER_INSURERS_PRODUCT", "sample-b-term-life")
    alone = await compare(quotes, {"life": MAN, "line": "term_life"}, status=409)
    assert (alone["code"], alone["found"]) == ("NOTHING_TO_COMPARE", 1)
    within = await start_service("quotes", agent_mode="tied_agent", tied_carrier_id=str(CARRIER))
    both = {"carrier_id": str(CARRIER), "second_carrier_id": str(CARRIER)}
    assert (await within.client(Role.OPS).post(SAMPLES, json=both)).status_code == 200
    answer = await compare(within, {"life": MAN, "line": "term_life"})
    assert len(answer["result"]["products"]) == 2
    assert any("none of others" in caveat for caveat in answer["caveats"])


async def test_only_a_licensed_institution_compares(start_service: StartService) -> None:
    quotes = await quotes_of_two_carriers(start_service, licence_no="")
    assert (await compare(quotes, make_asked(), status=409))["code"] == "COMPARISON_NEEDS_LICENCE"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"agent_mode": "tied_agent", "tied_carrier_id": ""}, "COVERLOOP_TIED_CARRIER_ID is needed"),
        ({"agent_mode": "broker", "tied_carrier_id": str(CARRIER)}, "COVERLOOP_AGENT_MODE=tied_agent only"),
        ({"agent_mode": "anybody"}, "agent_mode"),
    ],
)
def test_half_a_configuration_of_the_mode_is_refused_at_start(given: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        make_settings(Settings, "postgresql://nowhere/quotes", **given)


def test_a_tied_carrier_that_is_left_empty_is_none() -> None:
    settings = make_settings(Settings, "postgresql://nowhere/quotes", tied_carrier_id="")
    assert settings.model_dump()["tied_carrier_id"] is None


async def test_a_comparison_stays_as_it_was_made_and_is_the_clients(start_service: StartService) -> None:
    quotes = await quotes_of_two_carriers(start_service)
    made = await make(quotes)
    agent, client = quotes.client(Role.AGENT), quotes.client(Role.CLIENT)
    later = await make(quotes, product_codes=[], line="critical_illness")
    listed = (await agent.get("/quotes/comparisons", params={"client_id": str(CLIENT)})).json()["items"]
    assert [one["id"] for one in listed] == [later["id"], made["id"]]
    of_line = await agent.get("/quotes/comparisons", params={"line": "term_life"})
    assert [one["product_codes"] for one in of_line.json()["items"]] == [sorted(TERM_LIFE)]
    product = made["products"][1]["product_id"]
    seen = await quotes.client(Role.OPS).get(f"/quotes/products/{product}")
    gone = await quotes.client(Role.OPS).post(
        f"/quotes/products/{product}/withdraw",
        json={"last_sale_day": "2026-03-01"},
        headers={"if-match": seen.headers["etag"]},
    )
    assert gone.status_code == 200, gone.text
    assert (await client.get(f"/quotes/comparisons/{made['id']}")).json() == made
    stranger = quotes.client(Role.CLIENT, client_id=new_id())
    assert (await stranger.get(f"/quotes/comparisons/{made['id']}")).status_code == 404
    assert (await stranger.get("/quotes/comparisons")).json()["items"] == []
    asked = make_asked(client_id=str(new_id()))
    assert (await agent.post("/quotes/comparisons", json=asked)).status_code == 404


async def test_the_page_bears_the_institution_marks_differences_in_words_and_ranks_nothing(
    start_service: StartService,
) -> None:
    quotes = await quotes_of_two_carriers(start_service)
    path = f"/quotes/comparisons/{(await make(quotes))['id']}"
    for language, shown, never in (
        (
            "zh-CN",
            ["产品对比", "责任免除", "等待期", "对您的报价", "不同", "明禾保险代理有限公司"],
            ["最好", "最优", "最便宜", "第一", "存款"],
        ),
        (
            "en",
            ["Products side by side", "What is not covered", "Price for you", "differs"],
            ["best", "cheapest", "winner", "deposit"],
        ),
    ):
        page = await quotes.client(Role.AGENT, language=language).get(f"{path}/document")
        assert page.status_code == 200, page.text
        for words in [*shown, "¥746.50", "¥717.50", "260000000001234"]:
            assert words in page.text, words
        for words in never:
            assert words not in page.text, words
    link = await quotes.client(Role.CLIENT).post(f"{path}/share-links")
    assert link.status_code == 201
    shared, anybody = urlsplit(link.json()["url"]).path, quotes.client(None)
    assert "¥746.50" in (await anybody.get(shared)).text
    assert (await anybody.get(shared[:-4])).status_code == 404
    quotes.clock.advance(timedelta(days=30, seconds=1))
    assert (await anybody.get(shared)).status_code == 404
