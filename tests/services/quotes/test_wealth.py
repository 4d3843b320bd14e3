"""Capability 25: wealth plans for a goal and a budget, scored with reasons, kept for a client, shown, and accepted."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.quotes.domain.wording import found, read_aloud
from shared.caller import Role
from shared.ids import new_id
from shared.jurisdictions import Jurisdiction
from tests.services.fixtures import StartService
from tests.services.quotes.savings import (
    PLANS,
    calculate,
    drafted,
    make_plan,
    make_schooling,
    make_wish,
    presented,
    quotes_of_two_carriers,
)
from tests.services.running import CLIENT, OTHER_AGENT, RunningService
from tests.unit.quotes.products import TODAY


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_of_two_carriers(start_service)


def tag(plan: dict[str, Any]) -> dict[str, str]:
    return {"if-match": f'"{plan["version"]}"'}


async def test_capability_25_a_budget_is_spread_over_whole_life_annuity_and_account_for_a_goal(
    quotes: RunningService,
) -> None:
    """Of 60,000 for a pension 60% go to the annuity, 30% to whole life, 10% to the account."""
    answer = await calculate(quotes, "wealth-plan", make_wish())
    plan = answer["result"]
    premiums = {one["line"]: one["annual_premium"] for one in plan["components"]}
    assert premiums == {
        "annuity": "36000.00",
        "increasing_whole_life": "18000.00",
        "universal_account": "6000.00",
    }
    assert (plan["annual_premium"], plan["premiums_paid"]) == ("60000.00", "600000.00")
    there = sum(float(one["at_goal"]) for one in plan["components"])
    assert float(plan["guaranteed_at_goal"]) == pytest.approx(there)
    assert float(plan["shortfall"]) == pytest.approx(1_000_000 - there)
    assert float(plan["illustrated_at_goal"]) > there
    assert {because["rule"] for because in answer["because"]} >= {"wealth.mix", "wealth.scores"}
    assert plan["notice"] == "What follows is an illustration, not a promise."


async def test_safety_return_and_liquidity_are_scored_from_what_is_guaranteed_with_their_reasons(
    quotes: RunningService,
) -> None:
    plan = (await calculate(quotes, "wealth-plan", make_wish()))["result"]
    scores = {
        one["line"]: {score["dimension"]: score for score in one["scores"]} for one in plan["components"]
    }
    points = {line: tuple(score["points"] for score in by_name.values()) for line, by_name in scores.items()}
    assert points == {
        "annuity": (5, 1, 1),
        "increasing_whole_life": (3, 0, 1),
        "universal_account": (3, 2, 5),
    }
    reasons = scores["universal_account"]["safety"]["reasons"]
    assert [reason["code"] for reason in reasons] == ["guaranteed_rate", "whole_at_goal"]
    assert "at least 1.00% a year is credited" in reasons[0]["text"]
    assert [one["code"] for one in scores["annuity"]["liquidity"]["reasons"]] == [
        "cash_value_share",
        "not_drawn_on",
    ]
    annuity = next(one for one in plan["components"] if one["line"] == "annuity")
    assert annuity["weighted_score"] == "2.60"  # 5 x 40% + 1 x 40% + 1 x 20%
    assert [at["year"] for at in annuity["guaranteed_irr"]] == [10, 20, 30]


async def test_schooling_is_insured_on_the_child_where_a_product_takes_him(quotes: RunningService) -> None:
    """The education annuity of the second carrier pays from 18 to 21; whole life is sold from 18 on."""
    plan = (await calculate(quotes, "wealth-plan", make_schooling()))["result"]
    by_line = {one["line"]: one for one in plan["components"]}
    annuity = by_line["annuity"]
    assert (annuity["product_code"], annuity["insured"]) == ("sample-b-education-annuity", "child")
    assert (annuity["entry_age"], annuity["first_payout_age"], annuity["payment_years"]) == (8, 18, 8)
    assert {by_line[line]["insured"] for line in ("increasing_whole_life", "universal_account")} == {"client"}


async def test_a_line_that_does_not_answer_says_why_and_its_part_goes_to_the_others(
    quotes: RunningService,
) -> None:
    """Money in five years comes before an annuity from 60; 6,000 a year does not carry 6 x 60% of one."""
    sooner = (await calculate(quotes, "wealth-plan", make_wish(years=5)))["result"]
    assert [(one["product_code"], one["reason"], one["text"]) for one in sooner["left_out"]] == [
        ("sample-annuity", "PAYS_TOO_LATE", "it begins to pay after the money is needed"),
        ("sample-b-education-annuity", "PAYS_TOO_EARLY", "it has stopped paying before the money is needed"),
    ]
    premiums = {one["line"]: one["annual_premium"] for one in sooner["components"]}
    assert premiums == {"increasing_whole_life": "45000.00", "universal_account": "15000.00"}
    assert {one["payment_years"] for one in sooner["components"]} == {5}
    small = (await calculate(quotes, "wealth-plan", make_wish(annual_budget="6000.00")))["result"]
    assert float(small["annual_premium"]) <= 6_000
    assert {one["reason"] for one in small["left_out"]} == {"BELOW_LEAST_PREMIUM", "PAYS_TOO_EARLY"}
    nothing = await calculate(quotes, "wealth-plan", make_wish(annual_budget="500.00"), status=409)
    assert nothing["code"] == "NOTHING_FOR_THE_GOAL"
    for changed in ({"until_age": 50}, {"amount": "0.00"}, {"child": {"age": 3, "sex": "male"}}):
        await calculate(quotes, "wealth-plan", make_wish(**changed), status=422)
    whole = make_wish()
    del whole["until_age"]
    refused = await calculate(quotes, "wealth-plan", whole, status=422)
    assert refused["errors"][0]["pointer"] == "/until_age"


async def test_a_plan_goes_from_draft_to_acceptance_and_opens_applications(quotes: RunningService) -> None:
    first = await drafted(quotes)
    second = await drafted(quotes, annual_budget="40000.00")
    agent, client = quotes.client(), quotes.client(Role.CLIENT)
    listed = (await agent.get(PLANS, params={"client_id": str(CLIENT), "goal": "pension"})).json()["items"]
    assert [(one["edition"], one["status"]) for one in listed] == [(2, "draft"), (1, "superseded")]
    late = await agent.post(f"{PLANS}/{first['id']}/present", headers={"if-match": '"2"'})
    assert (late.status_code, late.json()["code"]) == (409, "WEALTH_PLAN_STATE")
    early = await client.post(f"{PLANS}/{second['id']}/accept", json={}, headers=tag(second))
    assert early.json()["code"] == "WEALTH_PLAN_STATE"
    shown = (await agent.post(f"{PLANS}/{second['id']}/present", headers=tag(second))).json()
    stale = await client.post(f"{PLANS}/{second['id']}/accept", json={}, headers=tag(second))
    assert stale.status_code == 412
    accepted = await client.post(f"{PLANS}/{second['id']}/accept", json={}, headers=tag(shown))
    assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    told = {envelope.type: payload for envelope, payload in await quotes.events()}
    assert told["suitability-assessed"]["result"] == "suitable"
    assert told["proposal-accepted"]["proposal_id"] == second["id"]
    assert told["proposal-accepted"]["annual_premium"] == "40000.00"
    assert {cover["line"] for cover in told["proposal-accepted"]["covers"]} == {
        one["line"] for one in second["plan"]["components"]
    }


async def test_a_plan_for_two_lives_opens_applications_for_each(quotes: RunningService) -> None:
    child = {"member_id": str(new_id()), "birth_date": "2018-01-10", "sex": "male"}
    shown = await presented(
        quotes,
        goal="education",
        amount="200000.00",
        years=10,
        annual_budget="30000.00",
        until_age=70,
        child=child,
    )
    answer = await quotes.client(Role.CLIENT).post(
        f"{PLANS}/{shown['id']}/accept", json={}, headers=tag(shown)
    )
    assert answer.status_code == 200, answer.text
    told = [payload for envelope, payload in await quotes.events() if envelope.type == "proposal-accepted"]
    by_life = {one["insured"]["member_id"]: [cover["line"] for cover in one["covers"]] for one in told}
    assert by_life[child["member_id"]] == ["annuity"]
    assert len(by_life) == 2


async def test_what_may_not_fit_is_accepted_only_with_what_the_law_asks_for(quotes: RunningService) -> None:
    """60,000 of 200,000 a year is above 20%; with expenses of 150,000 only 50,000 are left for 60,000."""
    shown = await presented(quotes, family_income="200000.00", family_expenses="150000.00")
    client = quotes.client(Role.CLIENT)
    assessed = (await client.get(f"{PLANS}/{shown['id']}/suitability")).json()
    assert assessed["result"]["triggers"] == ["PREMIUM_20PCT"]
    assert assessed["result"]["stop_for"] == ["PREMIUM_UNAFFORDABLE"]
    path = f"{PLANS}/{shown['id']}/accept"
    refused = await client.post(path, json={}, headers=tag(shown))
    assert refused.json()["code"] == "SUITABILITY_STATEMENT_REQUIRED"
    signed = {"suitability_statement": True}
    refused = await client.post(path, json=signed, headers=tag(shown))
    assert refused.json()["code"] == "WRITTEN_CONFIRMATION_REQUIRED"
    accepted = await client.post(path, json=signed | {"confirmed_in_writing": True}, headers=tag(shown))
    assert accepted.status_code == 200
    told = {envelope.type: payload for envelope, payload in await quotes.events()}
    assert told["suitability-assessed"]["triggers"] == ["PREMIUM_20PCT", "PREMIUM_UNAFFORDABLE"]


async def test_a_plan_is_outdated_by_a_birthday_and_can_be_rejected(quotes: RunningService) -> None:
    """He turns 41 on 2026-03-10: at that age the same premium buys another sum."""
    shown = await presented(
        quotes, insured={"member_id": str(new_id()), "birth_date": "1985-03-10", "sex": "male"}
    )
    quotes.clock.advance(timedelta(days=8))
    client = quotes.client(Role.CLIENT)
    refused = await client.post(f"{PLANS}/{shown['id']}/accept", json={}, headers=tag(shown))
    assert (refused.status_code, refused.json()["code"]) == (409, "WEALTH_PLAN_OUTDATED")
    rejected = await client.post(
        f"{PLANS}/{shown['id']}/reject", json={"reason_code": "not_now"}, headers=tag(shown)
    )
    assert (rejected.json()["status"], rejected.json()["rejection_reason"]) == ("rejected", "not_now")
    assert [envelope.type for envelope, _ in await quotes.events()][-1] == "proposal-rejected"


async def test_plans_are_made_within_reach_and_for_ages_that_make_sense(quotes: RunningService) -> None:
    other = await quotes.client(agent_id=OTHER_AGENT).post(PLANS, json=make_plan())
    assert other.status_code == 404
    agent = quotes.client()
    unborn = {"member_id": str(new_id()), "birth_date": "2030-01-01", "sex": "male"}
    refused = await agent.post(PLANS, json=make_plan(insured=unborn))
    assert (refused.status_code, refused.json()["code"]) == (422, "BORN_IN_THE_FUTURE")
    refused = await agent.post(PLANS, json=make_plan(until_age=59))
    assert (refused.status_code, refused.json()["code"]) == (422, "TABLE_ENDS_BEFORE_THE_GOAL")
    key = {"idempotency-key": "one"}
    asked = make_plan()
    once, twice = [await agent.post(PLANS, json=asked, headers=key) for _ in range(2)]
    assert once.json()["id"] == twice.json()["id"]
    assert (await agent.get(PLANS, params={"status": "presented"})).json()["items"] == []


async def test_the_pages_say_no_promise_compare_with_nothing_and_open_behind_their_links(
    quotes: RunningService,
) -> None:
    plan = await drafted(quotes)
    never = Jurisdiction.load("cn").rule("wording.savings", on=TODAY)["never"]
    words = {
        ("zh-CN", "document"): ["理财型保险方案", "非承诺", "安全性", "¥36,000.00", "收益性", "流动性"],
        ("en", "document"): ["Savings plan", "not a promise", "Safety", "¥36,000.00", "Liquidity"],
        ("zh-CN", "irr-table/document"): [
            "内部收益率（IRR）测算表",
            "非承诺",
            "非保证",
            "2.00%",
            "<polyline",
        ],
        ("en", "irr-table/document"): [
            "Internal rate of return",
            "not a promise",
            "until 2023-07-31",
            "<desc",
        ],
    }
    for (language, name), shown in words.items():
        page = await quotes.client(Role.CLIENT, language=language).get(f"{PLANS}/{plan['id']}/{name}")
        assert page.status_code == 200, page.text
        for one in [*shown, "明禾保险代理有限公司", "260000000001234"]:
            assert one in page.text, (language, name, one)
        assert found(read_aloud(page.text), never) == []
    for links in ("share-links", "irr-table/share-links"):
        link = await quotes.client(Role.CLIENT).post(f"{PLANS}/{plan['id']}/{links}")
        path = urlsplit(link.json()["url"]).path
        assert "¥36,000.00" in (await quotes.client(None).get(path)).text
        assert (await quotes.client(None).get(f"{path[:-3]}xyz")).status_code == 404
    stranger = quotes.client(Role.CLIENT, client_id=new_id())
    assert (await stranger.get(f"{PLANS}/{plan['id']}/document")).status_code == 404


async def test_a_page_that_would_compare_or_call_certain_what_is_not_is_refused(
    quotes: RunningService,
) -> None:
    """A product called a fund; and a plan of an account alone, whose page says nothing of certain returns."""
    alone = await drafted(quotes, goal="other", years=5, annual_budget="6000.00")
    account_only = [one["line"] for one in alone["plan"]["components"]]
    assert account_only == ["universal_account"]
    page = await quotes.client(Role.CLIENT, language="zh-CN").get(f"{PLANS}/{alone['id']}/document")
    assert page.status_code == 200
    assert "确定收益" not in page.text
    name = {"zh-CN": "收益胜过银行存款", "en": "Pays more than deposits"}
    await quotes.rows("UPDATE wealth_plan SET plan = jsonb_set(plan, '{components,0,name}', $1::jsonb)", name)
    refused = await quotes.client(Role.CLIENT).get(f"{PLANS}/{alone['id']}/document")
    assert (refused.status_code, refused.json()["code"]) == (409, "WORDING_NOT_ALLOWED")
    assert "deposits" in refused.json()["detail"]
