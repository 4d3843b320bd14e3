"""Capability 39: a policy that is held beside a newer product, neutrally, with all that must be told."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.quotes.domain.rating import Tariff
from services.quotes.domain.wording import found, read_aloud
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.caller import Caller, Role
from shared.contracts import Line
from shared.ids import new_id
from shared.jurisdictions import Jurisdiction
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import quotes_with_samples
from tests.services.quotes.savings import calculate
from tests.services.running import AGENCY, CARRIER, CLIENT, OTHER_AGENT, RunningService
from tests.unit.quotes.products import TODAY

COMPARISONS = "/quotes/upgrade-comparisons"
FIVE = ["loss_on_ending", "cover_may_differ", "cost_may_differ", "know_the_new_terms", "periods_start_again"]


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


def make_held(**changed: Any) -> dict[str, Any]:
    """300,000 of critical illness since 2022, 14,400 paid in, 6,200 in cash value; only blood pressure was asked."""
    return {
        "line": "critical_illness",
        "concluded_on": "2022-03-01",
        "sum_insured": "300000.00",
        "annual_premium": "3600.00",
        "premiums_left": 26,
        "premiums_paid": "14400.00",
        "cash_value": "6200.00",
        "coverage_term": "to_70",
        "waiting_days": 90,
        "disclosure_items": ["hypertension"],
    } | changed


def make_comparison(held: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """Beside the sample critical illness for the same sum, by a man who is 34 today."""
    return {
        "held": held or make_held(),
        "new_product_code": "sample-critical-illness",
        "life": {"age": 34, "sex": "male"},
        "choice": {"sum_insured": "300000.00", "coverage_term": "to_70", "payment_years": 30},
    } | changed


async def publish_version(service: RunningService, **changed: Any) -> None:
    """A second version of the sample critical illness comes on sale."""
    sample = next(one for one in sample_catalogue() if one.product.line == Line.CRITICAL_ILLNESS)
    facts = {"version": 2, "sale_from": date(2026, 3, 1)} | changed
    tariff = Tariff(sample.product.model_copy(update=facts), sample.rates, sample.cash_values)
    unit = service.unit_of_work(Caller.service(AGENCY, "service:test"))
    await catalogue.load(unit, [tariff], CARRIER)
    await unit.commit()


async def test_capability_39_both_sides_with_cash_value_clocks_and_new_disclosures(
    quotes: RunningService,
) -> None:
    """At 34 the rate is 137.78: 300,000 cost 4,133.40 a year. Clocks begin again on 2026-03-02."""
    answer = await calculate(quotes, "upgrade-comparison", make_comparison())
    result = answer["result"]
    rows = {row["topic"]: (row["held"], row["new"], row["differs"]) for row in result["rows"]}
    assert rows["annual_premium"] == ("3600.00", "4133.40", True)
    assert rows["premiums_to_come"] == ("93600.00", "124002.00", True)
    assert rows["coverage_term"] == ("to age 70", "to age 70", False)
    assert rows["waiting_ends"] == ("2022-05-30", "2026-05-31", True)
    assert rows["contestable_until"] == ("2024-03-01", "2028-03-02", True)
    assert rows["suicide_clause_until"] == ("2024-03-01", "2028-03-02", True)
    assert rows["cash_value"] == ("6200.00", "0.00", True)
    assert (result["cash_value"], result["loss_on_ending"]) == ("6200.00", "8200.00")
    asked = {one["code"] for one in result["asked"]}
    assert asked - {one["code"] for one in result["asked_anew"]} == {"hypertension"}
    assert {"code": "nodule", "text": "Nodules"} in result["asked_anew"]
    assert [warning["code"] for warning in result["warnings"]] == FIVE
    assert "4133.40" in result["warnings"][2]["text"]
    law = next(because for because in answer["because"] if because["rule"] == "upgrade.conversion")
    assert law["source"] == "人身保险产品信息披露管理办法 2022 No.8 art. 15"
    assert answer["caveats"][0].startswith("The policy you hold goes on as agreed.")


async def test_a_version_of_the_catalogue_gives_its_cash_value_and_what_only_one_covers(
    quotes: RunningService,
) -> None:
    """Taken at 30 over 30 years; after four whole years the filed table says what 300,000 are worth."""
    await publish_version(quotes, benefits=(sample_benefits()[0],))
    filed = await calculate(
        quotes,
        "cash-value",
        {
            "product_code": "sample-critical-illness",
            "life": {"age": 30, "sex": "male"},
            "choice": {"sum_insured": "300000.00", "coverage_term": "to_70", "payment_years": 30},
        },
    )
    fourth = filed["result"]["by_year"][3]["cash_value"]
    held = make_held(
        product_code="sample-critical-illness",
        product_version=1,
        cash_value=None,
        entry_age=30,
        payment_years=30,
        disclosure_items=[],
    )
    result = (await calculate(quotes, "upgrade-comparison", make_comparison(held)))["result"]
    assert (result["new_version"], result["held_product_known"]) == (2, True)
    assert result["cash_value"] == fourth
    assert Decimal(result["loss_on_ending"]) == max(Decimal(0), Decimal("14400.00") - Decimal(fourth))
    assert result["asked_anew"] == []
    only_held = {one["code"] for one in result["benefits_only_held"]}
    assert only_held == {benefit.kind for benefit in sample_benefits()} - {sample_benefits()[0].kind}
    assert result["benefits_only_new"] == []


def sample_benefits() -> Any:
    sample = next(one for one in sample_catalogue() if one.product.line == Line.CRITICAL_ILLNESS)
    return sample.product.benefits


async def test_what_cannot_be_compared_says_why(quotes: RunningService) -> None:
    same = make_held(product_code="sample-critical-illness", product_version=1)
    for held, status, code in (
        (same, 409, "SAME_PRODUCT_VERSION"),
        (make_held(line="term_life"), 409, "ANOTHER_LINE"),
        (make_held(concluded_on="2026-03-03"), 422, "CONCLUDED_IN_THE_FUTURE"),
        (make_held(product_code="unknown", product_version=1), 404, "NOT_FOUND"),
        (make_held(product_code="sample-critical-illness"), 422, "MALFORMED"),
    ):
        refused = await calculate(quotes, "upgrade-comparison", make_comparison(held), status=status)
        assert refused["code"] == code
    unknown = await calculate(quotes, "upgrade-comparison", make_comparison(make_held(cash_value=None)))
    assert unknown["result"]["loss_on_ending"] is None
    assert any("ask the insurer" in caveat for caveat in unknown["caveats"])


async def test_the_page_urges_nothing_in_either_language_and_opens_behind_its_link(
    quotes: RunningService,
) -> None:
    policy_id = str(new_id())
    asked = make_comparison(client_id=str(CLIENT), policy_id=policy_id)
    kept = await quotes.client().post(COMPARISONS, json=asked)
    assert kept.status_code == 201, kept.text
    path = f"{COMPARISONS}/{kept.json()['id']}"
    never = Jurisdiction.load("cn").rule("wording.upgrade", on=TODAY)["never"]
    words = {
        "zh-CN": ["现金价值", "¥6,200.00", "¥8,200.00", "等待期届满日", "结节", "继续有效", "2028-03-02"],
        "en": ["Cash value", "¥6,200.00", "¥8,200.00", "Nodules", "goes on as agreed", "2028-03-02"],
    }
    for language, shown in words.items():
        page = await quotes.client(Role.CLIENT, language=language).get(f"{path}/document")
        assert page.status_code == 200, page.text
        for one in [*shown, "明禾保险代理有限公司", "260000000001234"]:
            assert one in page.text, (language, one)
        assert page.text.count("<li>") >= len(FIVE)
        assert found(read_aloud(page.text), never) == []
    link = await quotes.client(Role.CLIENT).post(f"{path}/share-links")
    assert "¥6,200.00" in (await quotes.client(None).get(urlsplit(link.json()["url"]).path)).text
    listed = (await quotes.client().get(COMPARISONS, params={"policy_id": policy_id})).json()["items"]
    assert [one["id"] for one in listed] == [kept.json()["id"]]
    assert (await quotes.client().get(path)).json()["comparison"] == kept.json()["comparison"]
    assert (await quotes.client(agent_id=OTHER_AGENT).get(path)).status_code == 404
    assert (await quotes.client(agent_id=OTHER_AGENT).post(COMPARISONS, json=asked)).status_code == 404


async def test_a_page_of_a_product_whose_name_urges_is_refused(quotes: RunningService) -> None:
    name = {"zh-CN": "更划算的重疾险", "en": "A better deal on illness"}
    await publish_version(quotes, name=name)
    kept = await quotes.client().post(COMPARISONS, json=make_comparison(client_id=str(CLIENT)))
    page = await quotes.client().get(f"{COMPARISONS}/{kept.json()['id']}/document")
    assert (page.status_code, page.json()["code"]) == (409, "WORDING_NOT_ALLOWED")
    assert "better deal" in page.json()["detail"]
