"""Who gets a lead by the rules of the agency, and what an agent may sell (capability 47)."""

import asyncio
from typing import Any

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.people import (
    agent_body,
    if_match,
    lead_body,
    open_campaign,
    put_rules,
    refused,
    register,
    self_assessment_body,
    told,
)
from tests.services.running import AGENT, OTHER_AGENCY, OTHER_AGENT, TEAM, RunningService

OTHER_TEAM = "0190a000-0000-7000-8000-0000000000c2"
EVERYBODY = {"name": "everybody"}


async def comes(service: RunningService, key: str, number: int, **different: str) -> str:
    answer = await service.client(None).post(
        f"/leads/campaigns/{key}/self-assessment",
        json=self_assessment_body(phone=f"1380013{number:04}", **different),
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["client_id"])


async def agents_of_captured(service: RunningService) -> list[str | None]:
    return [payload["agent_id"] for payload in await told(service, "lead-captured")]


async def test_a_lead_whom_nobody_serves_goes_to_the_agent_with_the_least_to_do(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    key = await open_campaign(service, agent_id=None, team_id=None)
    await comes(service, key, 0)
    await register(service, AGENT, most_open_leads=2)
    await register(service, OTHER_AGENT)
    await put_rules(service, EVERYBODY)
    asked = await service.client(Role.OPS).post("/leads/calculators/assignment", json={})
    first = asked.json()["result"]["agent_id"]
    client_ids = [await comes(service, key, number) for number in range(1, 6)]
    captured = await agents_of_captured(service)
    assert captured[:2] == [None, first], "the calculator says who it is"
    assert {captured[1], captured[2]} == {str(AGENT), str(OTHER_AGENT)}
    assert captured.count(str(AGENT)) == 2, "no more than he has room for"
    assert captured.count(str(OTHER_AGENT)) == 3
    lead = await service.client(agent_id=captured[1] or "").get(f"/leads/{client_ids[0]}/assignments")
    (kept,) = lead.json()["items"]
    assert (kept["way"], kept["agent_id"], kept["team_id"]) == ("rule", captured[1], str(TEAM))
    assert kept["because"]["version"] == "assignment@1"
    assert kept["because"]["inputs"]["open_leads"] == 0
    assert kept["because"]["inputs"]["fitting_agents"] == 2


async def test_rules_are_asked_in_their_order_for_territory_segment_campaign_and_level(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    everywhere = await open_campaign(service, agent_id=None, team_id=None)
    in_beijing = await open_campaign(service, agent_id=None, team_id=None, region="110105")
    await register(service, AGENT, territories=["11"], level=4)
    await register(service, OTHER_AGENT, level=2, team_id=OTHER_TEAM)
    await put_rules(
        service,
        {"name": "firms in Beijing", "regions": ["1101"], "segments": ["firm"], "least_level": 5},
        {"name": "Beijing", "regions": ["11"], "least_level": 4},
        {"name": "the rest", "team_id": OTHER_TEAM},
    )
    await comes(service, in_beijing, 1)
    await comes(service, everywhere, 2, region="310101")
    await comes(service, everywhere, 3)
    assert await agents_of_captured(service) == [str(AGENT), str(OTHER_AGENT), str(OTHER_AGENT)]
    ops = service.client(Role.OPS)
    firm = await ops.post("/leads/calculators/assignment", json={"segment": "firm", "region": "110108"})
    assert firm.json()["result"] == {"agent_id": str(AGENT), "team_id": str(TEAM), "rule": "Beijing"}
    assert firm.json()["because"][0]["inputs"]["place"] == 2
    of_team = await service.client(Role.MANAGER).post(
        "/leads/calculators/assignment", json={"region": "310101"}
    )
    assert of_team.json()["result"]["agent_id"] is None
    assert of_team.json()["caveats"] == ["No rule that fits this lead has a fitting agent with room."]
    assert len(await service.rows("SELECT 1 FROM lead")) == 3, "a calculator stores nothing"


async def test_those_who_come_at_once_are_spread(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service, agent_id=None, team_id=None)
    await register(service, AGENT)
    await register(service, OTHER_AGENT)
    await put_rules(service, EVERYBODY)
    await asyncio.gather(*(comes(service, key, number) for number in range(6)))
    captured = await agents_of_captured(service)
    assert captured.count(str(AGENT)) == captured.count(str(OTHER_AGENT)) == 3


async def test_the_rules_are_changed_by_operations_who_have_seen_them(start_service: StartService) -> None:
    service = await start_service("leads")
    ops, path = service.client(Role.OPS), "/leads/assignment-rules"
    empty = await ops.get(path)
    assert (empty.json(), empty.headers["etag"]) == ({"version": 0, "rules": []}, '"0"')
    body = {"rules": [EVERYBODY]}
    assert (await ops.put(path, json=body)).status_code == 428
    assert refused(await ops.put(path, json=body, headers=if_match(1))) == (412, "STALE")
    await put_rules(service, EVERYBODY)
    assert refused(await ops.put(path, json=body, headers=if_match(0))) == (412, "STALE")
    await put_rules(service, version=1)
    assert (await ops.get(path)).json() == {"version": 2, "rules": []}
    assert (await service.client(Role.MANAGER).put(path, json=body, headers=if_match(2))).status_code == 403
    assert (await service.client(Role.OPS, agency_id=OTHER_AGENCY).get(path)).json()["version"] == 0
    wrong = await ops.put(path, json={"rules": [{"name": "x", "regions": ["x"]}]}, headers=if_match(2))
    assert wrong.json()["errors"][0]["pointer"] == "/rules/0/regions/0"


async def test_the_register_is_kept_by_operations_and_by_a_manager_for_his_team(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    manager, ops = service.client(Role.MANAGER), service.client(Role.OPS)
    assert (await manager.post("/leads/agents", json=agent_body())).status_code == 201
    assert refused(await ops.post("/leads/agents", json=agent_body())) == (409, "AGENT_KNOWN")
    elsewhere = agent_body(OTHER_AGENT, team_id=OTHER_TEAM)
    assert (await manager.post("/leads/agents", json=elsewhere)).status_code == 404
    assert (await ops.post("/leads/agents", json=elsewhere)).status_code == 201
    for different, status, code in (
        ({"level": 6}, 422, "LEVEL_UNKNOWN"),
        ({"valid_to": "2024-12-31"}, 422, "PERIOD_BACKWARDS"),
        ({"mode": "tied_agent", "life_insurers": [str(AGENT), str(TEAM)]}, 409, "TIED_AGENT_ONE_INSURER"),
        ({"licence_no": "no"}, 422, "MALFORMED"),
    ):
        answer = await ops.post("/leads/agents", json=agent_body(TEAM, **different))
        assert refused(answer) == (status, code)
    facts = {name: value for name, value in agent_body(level=4).items() if name != "agent_id"}
    path = f"/leads/agents/{AGENT}"
    changed = await manager.put(path, json=facts, headers=if_match(1))
    assert (changed.json()["level"], changed.headers["etag"]) == (4, '"2"')
    assert refused(await manager.put(path, json=facts, headers=if_match(1))) == (412, "STALE")
    listed = (await service.client().get("/leads/agents", params={"team_id": str(TEAM)})).json()["items"]
    assert [agent["agent_id"] for agent in listed] == [str(AGENT)]


async def test_capability_47_what_an_agent_may_sell_follows_from_licence_level_line_and_insurer(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    await register(
        service,
        mode="tied_agent",
        life_insurers=[str(TEAM)],
        valid_to="2026-12-31",
    )
    agent, path = service.client(), f"/leads/agents/{AGENT}/authorisation"
    asked: dict[str, Any] = {"line": "term_life", "complexity": 3, "insurer": str(TEAM)}
    answer = (await agent.get(path, params=asked)).json()
    assert answer["result"] == {"authorised": True, "refusals": [], "level": 3, "level_needed": 3}
    assert [why["rule"] for why in answer["because"]] == ["agent_level", "tied_agent"]
    assert answer["because"][0]["version"] == "agent_level@2024-03-01"
    assert answer["caveats"] == []
    cases: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"complexity": 4}, ["LEVEL_TOO_LOW"]),
        ({"line": "annuity"}, ["LINE_NOT_AUTHORISED"]),
        ({"on": "2027-01-01"}, ["LICENCE_EXPIRED"]),
        ({"on": "2024-12-31"}, ["LICENCE_NOT_VALID_YET"]),
        ({"insurer": str(AGENT)}, ["TIED_TO_ANOTHER_INSURER"]),
        ({"line": "critical_illness", "insurer": str(AGENT)}, []),
        ({"on": "2024-02-29", "complexity": 5}, ["LICENCE_NOT_VALID_YET"]),
    )
    for different, refusals in cases:
        result = (await agent.get(path, params=asked | different)).json()["result"]
        assert (result["authorised"], result["refusals"]) == (not refusals, refusals), different
    unsaid = await agent.get(path, params={"line": "term_life", "complexity": 1})
    assert len(unsaid.json()["caveats"]) == 1
    assert (await agent.get(path, params=asked | {"complexity": 6})).status_code == 422
    assert (await agent.get(f"/leads/agents/{TEAM}/authorisation", params=asked)).status_code == 404


async def test_an_agents_own_lead_stays_his_whatever_the_rules_say(start_service: StartService) -> None:
    service = await start_service("leads")
    await register(service, OTHER_AGENT)
    await put_rules(service, EVERYBODY)
    await service.client().post("/leads", json=lead_body())
    assert await agents_of_captured(service) == [str(AGENT)]
