"""A family's plan over HTTP and by events: a proposal a member, together within the budget (capabilities 24, 29)."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.quotes.domain.rate_table import RateTable
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.caller import Caller, Role
from shared.contracts import Line
from shared.contracts.needs import GapConfirmed
from shared.contracts.quotes import ProductPublished
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    load_samples,
    make_family,
    make_family_confirmed,
    make_household_changed,
    quotes_with_samples,
)
from tests.services.running import AGENCY, CARRIER, CLIENT, OTHER_AGENT, RunningService

PROPOSALS = "/quotes/proposals"
PLANS = "/quotes/plans"
EARNER = {
    "member": "he",
    "role": "breadwinner",
    "life": {"age": 30, "sex": "male"},
    "gaps": {"critical_illness": "520000.00", "death": "1200000.00", "medical": "2000000.00"},
}
CHILD = {
    "member": "kid",
    "role": "child",
    "life": {"age": 8, "sex": "female"},
    "gaps": {"accident": "200000.00", "medical": "2000000.00"},
    "death_cover_held": "150000.00",
}


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def family_proposals(service: RunningService, confirmed: GapConfirmed) -> dict[str, dict[str, Any]]:
    """The proposal of each member, by his role, as the client reads it."""
    await service.deliver(confirmed)
    client = service.client(Role.CLIENT)
    asked = {"assessment_id": str(confirmed.assessment_id)}
    listed = (await client.get(PROPOSALS, params=asked)).json()["items"]
    roles = {str(member.member_id): member.role for member in confirmed.members}
    return {roles[one["member_id"]]: (await client.get(f"{PROPOSALS}/{one['id']}")).json() for one in listed}


async def calculate(service: RunningService, body: Any, *, status: int = 200, language: str = "en") -> Any:
    client = service.client(Role.AGENT, language=language)
    answer = await client.post("/quotes/calculators/protective-plan", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_each_member_of_a_family_has_a_proposal_and_together_they_keep_the_budget(
    quotes: RunningService,
) -> None:
    confirmed = make_family_confirmed("12000.00")
    proposals = await family_proposals(quotes, confirmed)
    assert {role: [tier["tier"] for tier in one["tiers"]] for role, one in proposals.items()} == {
        "breadwinner": ["basic", "advanced", "plan"],
        "partner": ["basic", "advanced", "plan"],
        "child": ["plan"],
        "elder": ["plan"],
    }
    assert {one["recommended_tier"] for one in proposals.values()} == {"plan"}
    assert {one["status"] for one in proposals.values()} == {"presented"}
    planned = {role: one["annual_premiums"]["plan"] for role, one in proposals.items()}
    (plan_id,) = {one["plan_id"] for one in proposals.values()}
    plan = (await quotes.client(Role.CLIENT).get(f"{PLANS}/{plan_id}")).json()
    assert {one["role"]: one["planned_premium"] for one in plan["members"]} == planned
    total = sum((Money.of(premium) for premium in planned.values()), Money.zero())
    assert (plan["annual_premium"], plan["within_budget"]) == (str(total), True)
    assert total <= Money.of("12000.00")
    assert proposals["breadwinner"]["annual_premiums"]["basic"] == "4843.00"
    told = [envelope.type for envelope, _ in await quotes.events()]
    assert told.count("proposal-presented") == 4


async def test_the_tiers_and_gaps_of_each_are_his_own(quotes: RunningService) -> None:
    proposals = await family_proposals(quotes, make_family_confirmed(None))
    covers = {
        role: {cover["line"]: cover["sum_insured"] for cover in one["tiers"][-1]["covers"]}
        for role, one in proposals.items()
    }
    assert covers["partner"] == {
        "critical_illness": "400000.00",
        "medical_million": "2000000.00",
        "term_life": "800000.00",
        "accident": "1000000.00",
    }
    assert covers["child"] == {
        "medical_million": "2000000.00",
        "accident": "200000.00",
        "critical_illness": "300000.00",
    }
    assert covers["elder"] == {"medical_million": "2000000.00"}
    (missing,) = proposals["elder"]["tiers"][0]["missing"]
    assert (missing["line"], missing["text"]) == ("critical_illness", "not sold at this age")
    assert {one["recommended_tier"] for one in proposals.values()} == {None}
    assert proposals["elder"]["tiers"][0]["name"] == "Family plan"


async def test_a_member_accepts_the_plan_and_its_covers_go_to_underwriting_for_his_life(
    quotes: RunningService,
) -> None:
    confirmed = make_family_confirmed()
    child = (await family_proposals(quotes, confirmed))["child"]
    accepted = await quotes.client(Role.CLIENT).post(
        f"{PROPOSALS}/{child['id']}/accept",
        json={"tier": "plan"},
        headers={"if-match": f'"{child["version"]}"'},
    )
    assert accepted.status_code == 200, accepted.text
    *_, (_, payload) = await quotes.events()
    assert (payload["tier"], payload["insured"]["member_id"]) == ("plan", child["member_id"])
    assert payload["insured"]["birth_date"] == "2021-12-01"
    assert {cover["line"] for cover in payload["covers"]} == {
        cover["line"] for cover in child["tiers"][0]["covers"]
    }
    others = await quotes.client(Role.CLIENT).get(PROPOSALS, params={"status": "presented"})
    assert len(others.json()["items"]) == 3


async def test_a_household_of_one_keeps_its_tiers_and_premiums(quotes: RunningService) -> None:
    he = make_family()[:1]
    proposals = await family_proposals(quotes, make_family_confirmed("8200.00", he))
    assert proposals["breadwinner"]["annual_premiums"] == {"basic": "4843.00", "advanced": "8120.50"}
    assert proposals["breadwinner"]["recommended_tier"] == "advanced"


async def test_a_new_agreement_of_the_family_takes_the_place_of_all_its_open_proposals(
    quotes: RunningService,
) -> None:
    family = make_family()
    await family_proposals(quotes, make_family_confirmed(family=family))
    second = make_family_confirmed(family=family[:3])
    await family_proposals(quotes, second)
    await quotes.deliver(second)
    listed = (await quotes.client(Role.CLIENT).get(PROPOSALS)).json()["items"]
    statuses = [one["status"] for one in listed]
    assert (statuses.count("superseded"), statuses.count("presented")) == (4, 3)
    assert len((await quotes.client(Role.CLIENT).get(PLANS)).json()["items"]) == 2


async def test_where_the_budget_leaves_nothing_for_a_member_he_waits_as_a_draft_that_says_why(
    quotes: RunningService,
) -> None:
    proposals = await family_proposals(quotes, make_family_confirmed("1500.00"))
    elder = proposals["elder"]
    assert (elder["status"], elder["draft_reason"]) == ("draft", "NOTHING_WITHIN_BUDGET")
    assert proposals["breadwinner"]["status"] == "presented"
    plan = (await quotes.client(Role.AGENT).get(f"{PLANS}/{elder['plan_id']}")).json()
    assert plan["within_budget"] is True


async def test_a_family_that_agreed_before_anything_was_on_sale_is_planned_when_it_is(
    start_service: StartService,
) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    drafts = await family_proposals(quotes, make_family_confirmed())
    assert {one["draft_reason"] for one in drafts.values()} == {"NOTHING_ON_SALE"}
    await load_samples(quotes)
    published = [
        payload for envelope, payload in await quotes.events() if envelope.type == "product-published"
    ]
    for payload in published:
        await quotes.deliver(ProductPublished.model_validate(payload))
    (plan,) = (await quotes.client(Role.CLIENT).get(PLANS)).json()["items"]
    found = (await quotes.client(Role.CLIENT).get(f"{PLANS}/{plan['id']}")).json()
    assert {one["proposal_status"] for one in found["members"]} == {"presented"}


async def test_a_plan_is_seen_by_its_client_his_agent_and_nobody_elses(quotes: RunningService) -> None:
    await quotes.deliver(make_family_confirmed())
    (plan,) = (await quotes.client(Role.MANAGER).get(PLANS, params={"client_id": str(CLIENT)})).json()[
        "items"
    ]
    assert plan["member_count"] == 4
    for stranger in (
        quotes.client(Role.AGENT, agent_id=OTHER_AGENT),
        quotes.client(Role.CLIENT, client_id=new_id()),
    ):
        assert (await stranger.get(f"{PLANS}/{plan['id']}")).status_code == 404
        assert (await stranger.get(PLANS)).json()["items"] == []
    assert (await quotes.client(Role.OPS).get(PLANS)).status_code == 403


async def test_the_document_of_a_member_tells_what_the_family_pays_and_what_to_consider(
    quotes: RunningService,
) -> None:
    proposals = await family_proposals(quotes, make_family_confirmed("12000.00"))
    await quotes.deliver(make_household_changed(trend="up"))
    total = sum((Money.of(one["annual_premiums"]["plan"]) for one in proposals.values()), Money.zero())
    path = f"{PROPOSALS}/{proposals['child']['id']}"
    page = await quotes.client(Role.CLIENT).get(f"{path}/document")
    assert f"The plan of the whole family costs ¥{total.amount:,.2f} a year" in page.text
    assert "One more child means more years" in page.text
    link = (await quotes.client(Role.CLIENT).post(f"{path}/share-links")).json()["url"]
    opened = await quotes.client(None).get(urlsplit(link).path)
    assert opened.status_code == 200, opened.text
    assert "One more child" not in opened.text
    chinese = await quotes.client(Role.CLIENT, language="zh-CN").get(f"{path}/document")
    assert "家庭方案" in chinese.text


async def test_the_calculator_plans_a_family_and_explains_every_cover(quotes: RunningService) -> None:
    answer = await calculate(quotes, {"members": [EARNER, CHILD], "annual_budget": "8000.00"})
    result = answer["result"]
    he, kid = result["members"]
    assert [(cover["line"], cover["sum_insured"], cover["coverage_term"]) for cover in he["covers"]] == [
        ("critical_illness", "520000.00", "to_70"),
        ("term_life", "900000.00", "years_10"),
        ("medical_million", "2000000.00", "years_1"),
    ]
    assert Money.of(result["annual_premium"]) + Money.of(result["left_of_budget"]) == Money.of("8000.00")
    life = he["covers"][1]
    assert {one["coverage_term"] for one in life["weighed"]} == {"years_20", "years_30"}
    assert life["next_step"]["sum_insured"] == "910000.00"
    assert (life["next_step"]["costs_more"], life["next_step"]["over_budget_by"]) == ("9.28", "0.08")
    assert [(cover["line"], cover["sum_insured"]) for cover in kid["covers"]] == [
        ("medical_million", "2000000.00"),
        ("accident", "50000.00"),
    ]
    assert answer["because"][0]["rule"] == "plan.family"
    assert any("capped by the regulator" in caveat for caveat in answer["caveats"])
    assert (await quotes.client(Role.CLIENT).get(PROPOSALS)).json()["items"] == []


async def test_a05_a_family_budget_that_carries_nothing_is_advised_the_shorter_life_term_first(
    quotes: RunningService,
) -> None:
    """A05 for a family: nothing fits, shorten the life term before lowering the critical-illness sum."""
    asked = {"members": [EARNER | {"gaps": {"critical_illness": "520000.00"}}], "annual_budget": "600.00"}
    answer = await calculate(quotes, asked)
    assert answer["result"]["advice"] == [
        "First shorten the term of the life cover.",
        "Only then lower the critical-illness sum.",
    ]
    assert (answer["result"]["members"][0]["covers"], answer["result"]["annual_premium"]) == ([], "0.00")
    chinese = await calculate(quotes, asked, language="zh-CN")
    assert "没有符合预算的方案。" in chinese["caveats"]


async def test_a05_tiers_that_cost_5000_and_8000_are_recommended_to_the_yuan(
    start_service: StartService,
) -> None:
    """A05 over HTTP: 8,000 advanced, 7,999 basic, 4,999 none and the shorter life term advised first."""
    quotes = await start_service("quotes")
    await quotes.know_client()
    await publish_round_tiers(quotes)
    for budget, tier in (
        ("8000.00", "advanced"),
        ("7999.00", "basic"),
        ("5000.00", "basic"),
        ("4999.00", None),
    ):
        answer = await quotes.client(Role.CLIENT).post(
            "/quotes/calculators/tiers",
            json={"life": {"age": 30, "sex": "male"}, "annual_budget": budget},
        )
        result = answer.json()["result"]
        premiums = {one["tier"]: one["annual_premium"] for one in result["tiers"]}
        assert premiums == {"basic": "5000.00", "advanced": "8000.00"}
        assert result["recommended_tier"] == tier
        assert result["advice"][:1] == ([] if tier else ["First shorten the term of the life cover."])


async def publish_round_tiers(service: RunningService) -> None:
    """The samples at other rates: illness 100 and life 20 per 10,000, medical 1,000 flat."""
    rates = {Line.CRITICAL_ILLNESS: "100.00", Line.TERM_LIFE: "20.00", Line.MEDICAL_MILLION: "1000.00"}
    tariffs = [
        Tariff(
            product=one.product,
            rates=RateTable(one.rates.code, dict.fromkeys(one.rates.rates, Decimal(rates[one.product.line]))),
        )
        for one in sample_catalogue()
        if one.product.line in rates
    ]
    unit = service.unit_of_work(Caller.service(AGENCY, "service:test"))
    await catalogue.load(unit, tariffs, CARRIER)
    await unit.commit()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"members": []}, "/members"),
        ({"members": [EARNER | {"role": "uncle"}]}, "/members/0/role"),
        ({"members": [EARNER | {"gaps": {"rain": "1.00"}}]}, "/members/0/gaps/rain/[key]"),
        ({"members": [EARNER], "annual_budget": "-1.00"}, "/annual_budget"),
        ({"members": [EARNER | {"name": "张"}]}, "/members/0/name"),
    ],
)
async def test_what_is_no_family_is_told_field_by_field(
    quotes: RunningService, body: Any, pointer: str
) -> None:
    refused = await calculate(quotes, body, status=422)
    assert pointer in [error["pointer"] for error in refused["errors"]]
