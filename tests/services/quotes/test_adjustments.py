"""Suggestions to change a plan, over HTTP and by events (capability 28)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import (
    make_family,
    make_family_confirmed,
    make_family_member,
    make_gap_confirmed,
    make_household_changed,
    quotes_with_samples,
)
from tests.services.running import CLIENT, OTHER_AGENT, RunningService

SUGGESTIONS = f"/quotes/clients/{CLIENT}/suggestions"


@pytest.fixture
async def quotes(start_service: StartService) -> RunningService:
    return await quotes_with_samples(start_service)


async def suggested(service: RunningService, **filters: str) -> list[dict[str, Any]]:
    answer = await service.client(Role.AGENT).get(SUGGESTIONS, params=filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def act(service: RunningService, suggestion: dict[str, Any], what: str) -> httpx.Response:
    return await service.client(Role.CLIENT).post(
        f"{SUGGESTIONS}/{suggestion['id']}/{what}", headers={"if-match": f'"{suggestion["version"]}"'}
    )


async def test_a_rise_in_income_suggests_a_higher_life_sum_with_its_reason(quotes: RunningService) -> None:
    assert await suggested(quotes) == []
    await quotes.deliver(make_household_changed(change_code="income", trend="up"))
    (suggestion,) = await suggested(quotes)
    assert (suggestion["code"], suggestion["action"], suggestion["status"]) == (
        "income_rose",
        "raise",
        "open",
    )
    assert suggestion["lines"] == ["term_life", "critical_illness", "accident"]
    assert (suggestion["change_code"], suggestion["effective_on"]) == ("income", "2026-03-02")
    assert suggestion["reason"] == "With a higher income the family has more to lose with it."
    assert suggestion["rule_version"] == "plan.adjustments@2020-01-01"
    chinese = await quotes.client(Role.CLIENT, language="zh-CN").get(f"{SUGGESTIONS}/{suggestion['id']}")
    assert chinese.json()["text"] == "提高寿险、重疾与意外保额。"


async def test_a_change_that_no_rule_is_about_suggests_nothing(quotes: RunningService) -> None:
    await quotes.deliver(make_household_changed(change_code="recorded"))
    await quotes.deliver(make_household_changed(change_code="income", trend=None))
    assert await suggested(quotes) == []


async def test_a_suggestion_is_dismissed_or_taken_once_by_whoever_has_seen_it(quotes: RunningService) -> None:
    await quotes.deliver(make_household_changed(change_code="income", trend="up"))
    await quotes.deliver(make_household_changed(change_code="debts", trend="up"))
    debt, income = await suggested(quotes)
    path = f"{SUGGESTIONS}/{debt['id']}/take"
    assert (await quotes.client(Role.CLIENT).post(path)).status_code == 428
    assert (await quotes.client(Role.CLIENT).post(path, headers={"if-match": '"9"'})).status_code == 412
    taken = await act(quotes, debt, "take")
    assert (taken.status_code, taken.json()["status"], taken.headers["etag"]) == (200, "taken", '"2"')
    again = await act(quotes, taken.json(), "dismiss")
    assert (again.status_code, again.json()["code"]) == (409, "SUGGESTION_SETTLED")
    assert (await act(quotes, income, "dismiss")).json()["status"] == "dismissed"
    assert await suggested(quotes, status="open") == []
    assert [one["code"] for one in await suggested(quotes, status="dismissed")] == ["income_rose"]
    await quotes.deliver(make_household_changed(change_code="income", trend="up"))
    assert await suggested(quotes, status="open") == [], "what was dismissed is not suggested again that day"


async def test_a_gap_agreed_to_afterwards_takes_account_of_the_change(quotes: RunningService) -> None:
    await quotes.deliver(make_household_changed(change_code="income", trend="up"))
    await quotes.deliver(make_gap_confirmed())
    (suggestion,) = await suggested(quotes)
    assert suggestion["status"] == "taken"


async def test_an_open_suggestion_is_shown_on_the_proposal_of_whom_it_is_about(
    quotes: RunningService,
) -> None:
    family = make_family()
    student = make_family_member("child", date(2007, 9, 1))
    await quotes.deliver(make_family_confirmed(family=[*family[:2], student]))
    await quotes.deliver(make_household_changed(change_code="child", trend="up"))
    client = quotes.client(Role.CLIENT)
    shown = {}
    for one in (await client.get("/quotes/proposals")).json()["items"]:
        proposal = (await client.get(f"/quotes/proposals/{one['id']}")).json()
        shown[one["member_id"]] = {suggestion["code"] for suggestion in proposal["suggestions"]}
    assert shown == {
        str(family[0].member_id): {"new_child"},
        str(family[1].member_id): {"new_child"},
        str(student.member_id): {"new_child", "child_at_university"},
    }


async def test_a_child_that_comes_to_university_age_moves_the_budget_to_the_pension(
    quotes: RunningService,
) -> None:
    child = make_family_member("child", date(2008, 3, 10))
    await quotes.deliver(make_family_confirmed(family=[make_family()[0], child]))
    agent = quotes.client(Role.AGENT)
    assert (await agent.post(f"{SUGGESTIONS}/look")).json() == {"found": []}
    quotes.clock.advance(timedelta(days=8))
    (found,) = (await agent.post(f"{SUGGESTIONS}/look")).json()["found"]
    assert (found["code"], found["action"], found["lines"]) == ("child_at_university", "shift", ["annuity"])
    assert (found["member_id"], found["effective_on"]) == (str(child.member_id), "2026-03-10")
    assert (await agent.post(f"{SUGGESTIONS}/look")).json() == {"found": []}
    assert (await act(quotes, found, "dismiss")).status_code == 200
    assert (await agent.post(f"{SUGGESTIONS}/look")).json() == {"found": []}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
async def test_the_same_is_suggested_whichever_change_is_heard_first(
    start_service: StartService, order: tuple[int, ...]
) -> None:
    quotes = await start_service("quotes")
    await quotes.know_client()
    changes = [
        make_household_changed(change_code="income", trend="up"),
        make_household_changed(change_code="child", trend="up"),
        make_household_changed(change_code="debts", trend="down"),
    ]
    at = datetime(2026, 3, 2, 3, tzinfo=UTC)
    for place in order:
        await quotes.deliver(changes[place], time=at + timedelta(minutes=place))
    assert {(one["code"], one["status"]) for one in await suggested(quotes)} == {
        ("income_rose", "open"),
        ("new_child", "open"),
        ("debt_repaid", "open"),
    }


async def test_suggestions_are_seen_by_the_client_his_agent_and_nobody_elses(quotes: RunningService) -> None:
    await quotes.deliver(make_household_changed(change_code="income", trend="up"))
    (suggestion,) = await suggested(quotes)
    for stranger in (
        quotes.client(Role.AGENT, agent_id=OTHER_AGENT),
        quotes.client(Role.CLIENT, client_id=new_id()),
    ):
        assert (await stranger.get(SUGGESTIONS)).status_code == 404
        assert (await stranger.get(f"{SUGGESTIONS}/{suggestion['id']}")).status_code == 404
        assert (await stranger.post(f"{SUGGESTIONS}/look")).status_code == 404


async def test_the_calculator_answers_for_changes_and_ages_without_storing_anything(
    quotes: RunningService,
) -> None:
    answer = await quotes.client(Role.AGENT).post(
        "/quotes/calculators/adjustments",
        json={
            "changes": [{"change": "income", "trend": "up", "effective_on": "2026-03-02"}],
            "members": [{"member": "kid", "role": "child", "birth_date": "2007-09-01"}],
        },
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()["result"]["suggestions"]
    assert [(one["code"], one["member"]) for one in found] == [
        ("income_rose", None),
        ("child_at_university", "kid"),
    ]
    assert {because["rule"] for because in answer.json()["because"]} == {"plan.adjustments"}
    assert await suggested(quotes) == []
