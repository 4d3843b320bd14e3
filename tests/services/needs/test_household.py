"""A household over HTTP: recorded, changed, kept in all its versions, refused where it makes no sense."""

from datetime import timedelta
from typing import Any

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    ASSESSMENTS,
    HOUSEHOLD,
    compute,
    gap_of,
    latest,
    make_household,
    make_member,
    make_policy,
    make_zhang,
    occasions,
    record_household,
    start_with_client,
)
from tests.services.running import AGENT, CLIENT, OTHER_AGENCY, OTHER_AGENT


async def test_what_was_recorded_is_given_back_with_an_etag(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    recorded = await record_household(agent)
    answer = await agent.get(HOUSEHOLD)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert answer.json() == recorded
    [member] = recorded["members"]
    assert {
        "role": "breadwinner",
        "birth_date": "1996-02-11",
        "sex": "male",
        "occupation_class": 1,
    }.items() <= (member.items())


async def test_a_household_that_is_there_is_changed_with_if_match_only(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    stale = await agent.put(HOUSEHOLD, json=make_household(), headers={"if-match": '"1"'})
    assert stale.status_code == 412
    await record_household(agent)
    richer = make_household(liquid_assets="50000.00")
    assert (await agent.put(HOUSEHOLD, json=richer)).status_code == 428
    assert (await agent.put(HOUSEHOLD, json=richer, headers={"if-none-match": "*"})).status_code == 412
    assert (await agent.put(HOUSEHOLD, json=richer, headers={"if-match": '"7"'})).status_code == 412
    assert (await agent.put(HOUSEHOLD, json=richer, headers={"if-match": "seven"})).status_code == 412
    changed = await agent.put(HOUSEHOLD, json=richer, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["liquid_assets"] == "50000.00"


async def test_if_none_match_records_the_first_household(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    answer = await service.client().put(HOUSEHOLD, json=make_household(), headers={"if-none-match": "*"})
    assert answer.status_code == 201


async def change(agent: Any, household: dict[str, Any], **others: Any) -> Any:
    """The household as it was given out, with some of it changed, sent back."""
    body = {
        name: value
        for name, value in household.items()
        if name not in ("client_id", "version", "recorded_at")
    }
    version = household["version"]
    return await agent.put(HOUSEHOLD, json={**body, **others}, headers={"if-match": f'"{version}"'})


async def test_members_keep_their_ids_and_a_stranger_is_refused(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    child = make_member("child", birth_date="2020-06-01")
    answer = await change(agent, household, members=[*household["members"], child])
    assert answer.status_code == 200, answer.text
    assert answer.json()["members"][0] == household["members"][0]
    assert answer.json()["members"][1]["id"] not in (None, household["members"][0]["id"])
    stranger = {**make_zhang(), "id": str(OTHER_AGENT)}
    answer = await change(agent, answer.json(), members=[stranger])
    assert (answer.status_code, answer.json()["code"]) == (422, "NO_SUCH_MEMBER")
    assert answer.json()["errors"][0]["pointer"] == "/members/0/id"


async def test_each_kind_of_change_is_told(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    members = [
        {**household["members"][0], "annual_income": "300000.00"},
        make_member("child", birth_date="2025-12-01"),
    ]
    answer = await change(agent, household, members=members, liabilities=[])
    assert answer.status_code == 200, answer.text
    told = [payload["change_code"] for envelope, payload in await service.events()]
    assert told == ["recorded", "child", "income", "debts"]


async def test_sending_the_same_household_again_changes_nothing(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    answer = await change(agent, household)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert len(await service.events()) == 1


async def test_a_change_recomputes_the_gap_that_was_computed_before(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    await compute(agent)
    await change(agent, household, liabilities=[])
    assert gap_of(await latest(agent), "death") == "200000.00"
    assert await occasions(agent) == [("requested", "superseded"), ("household_changed", "computed")]


async def test_what_cannot_be_recomputed_lies_open_for_the_agent(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    await compute(agent, method="income_replacement")
    nobody_knows_when = {**household["members"][0], "birth_date": None}
    answer = await change(agent, household, members=[nobody_knows_when])
    assert answer.status_code == 200, answer.text
    assert await occasions(agent) == [("requested", "superseded"), ("household_changed", "open")]
    assert gap_of(await compute(agent), "death") == "1200000.00"
    assert await occasions(agent) == [("requested", "superseded"), ("household_changed", "computed")]


async def test_what_lay_open_is_computed_when_the_facts_allow_it_again(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    await compute(agent, method="income_replacement")
    nobody_knows_when = {**household["members"][0], "birth_date": None}
    changed = await change(agent, household, members=[nobody_knows_when])
    changed = await change(agent, changed.json(), annual_expenses="1.00")
    assert await occasions(agent) == [("requested", "superseded"), ("household_changed", "open")]
    back = {"members": household["members"], "annual_expenses": household["annual_expenses"]}
    assert (await change(agent, changed.json(), **back)).status_code == 200
    assert await occasions(agent) == [("requested", "superseded"), ("household_changed", "computed")]


async def test_the_household_and_the_gap_of_a_past_day_can_be_asked(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    household = await record_household(agent)
    await compute(agent)
    service.clock.advance(timedelta(days=30))
    await change(agent, household, liabilities=[])
    await service.deliver(make_policy(issued_at=service.clock.now()))
    then = await agent.get(f"{HOUSEHOLD}?on=2026-03-02")
    assert (then.json()["version"], len(then.json()["liabilities"])) == (1, 1)
    gaps = f"/needs/clients/{CLIENT}/gaps"
    assert await death_gap(agent, f"{gaps}?on=2026-03-02") == "1200000.00"
    assert await death_gap(agent, gaps) == "0.00"
    assert (await agent.get(f"{gaps}?on=2026-03-01")).status_code == 404


async def death_gap(agent: Any, path: str) -> str:
    answer = await agent.get(path)
    assert answer.status_code == 200, answer.text
    [gap] = [gap["result"]["gap"] for gap in answer.json()["gaps"] if gap["result"]["risk"] == "death"]
    return str(gap)


async def test_existing_cover_tells_what_was_declared_from_what_was_issued(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    policy = make_policy()
    await service.deliver(policy)
    answer = await agent.get(f"/needs/clients/{CLIENT}/existing-cover")
    assert answer.status_code == 200, answer.text
    declared, issued = answer.json()["items"]
    assert (declared["source"], declared["line"], declared["policy_id"]) == (
        "declared",
        "critical_illness",
        None,
    )
    assert (issued["source"], issued["sum_insured"]) == ("policy", "1000000.00")
    assert issued["policy_id"] == str(policy.policy_id)


@pytest.mark.parametrize(
    ("household", "code", "pointer"),
    [
        (make_household(make_member("partner")), "BREADWINNER_MISSING", ""),
        (make_household(make_zhang(), make_member("child")), "CHILD_WITHOUT_BIRTH_DATE", "/members/1"),
        (make_household(make_member(birth_date="2026-03-03")), "BORN_IN_THE_FUTURE", "/members/0/birth_date"),
        (make_household(make_member(birth_date="1066-10-14")), "GREATER_THAN_EQUAL", "/members/0/birth_date"),
        (make_household(make_member(birth_date="9999-12-31")), "LESS_THAN_EQUAL", "/members/0/birth_date"),
        (make_household(annual_expenses="-1.00"), "OUT_OF_RANGE", "/annual_expenses"),
        (make_household(annual_expenses="10000000000.00"), "OUT_OF_RANGE", "/annual_expenses"),
        (make_household(annual_expenses=200000), "VALUE_ERROR", "/annual_expenses"),
        (make_household(name="张先生"), "EXTRA_FORBIDDEN", "/name"),
        (make_household(make_member(occupation_class=7)), "LESS_THAN_EQUAL", "/members/0/occupation_class"),
        (make_household(*[make_zhang() for _ in range(31)]), "TOO_LONG", "/members"),
        ({"members": [], "annual_expenses": "1.00"}, "TOO_SHORT", "/members"),
    ],
)
async def test_a_household_that_cannot_be_is_refused_with_its_reason(
    start_service: StartService, household: dict[str, Any], code: str, pointer: str
) -> None:
    service = await start_with_client(start_service)
    answer = await service.client().put(HOUSEHOLD, json=household)
    assert answer.status_code == 422, answer.text
    assert {"code": code, "pointer": pointer}.items() <= answer.json()["errors"][0].items()


async def test_two_members_with_one_id_are_refused(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    household = await record_household(service.client())
    answer = await change(service.client(), household, members=household["members"] * 2)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "MEMBER_TWICE")


async def test_a_household_is_seen_by_its_client_his_agent_and_the_agents_manager_only(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    await record_household(service.client(Role.CLIENT))
    assessment = await compute(service.client(Role.MANAGER))
    (_, told), *_ = await service.events()
    for path in (
        f"/needs/households/{told['household_id']}",
        f"/needs/assessments/{assessment['id']}",
        HOUSEHOLD,
        ASSESSMENTS,
        f"{ASSESSMENTS}/{assessment['id']}",
        f"{ASSESSMENTS}/{assessment['id']}/chart",
        f"{ASSESSMENTS}/{assessment['id']}/document",
        f"/needs/clients/{CLIENT}/existing-cover",
        f"/needs/clients/{CLIENT}/gaps",
    ):
        assert (await service.client(agent_id=AGENT).get(path)).status_code == 200, path
        assert (await service.client(agent_id=OTHER_AGENT).get(path)).status_code == 404, path
        assert (await service.client(agency_id=OTHER_AGENCY).get(path)).status_code == 404, path
        assert (await service.client(Role.CLIENT, client_id=OTHER_AGENT).get(path)).status_code == 404, path
        assert (await service.client(Role.OPS).get(path)).status_code == 403, path
        assert (await service.client(None).get(path)).status_code == 401, path
    blocked = await service.client(agent_id=OTHER_AGENT).post(ASSESSMENTS, json={})
    assert blocked.status_code == 404
    blocked = await service.client(agent_id=OTHER_AGENT).put(HOUSEHOLD, json=make_household())
    assert blocked.status_code == 404
