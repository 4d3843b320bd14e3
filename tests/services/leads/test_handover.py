"""An agent leaves, and his clients go over to others (capability 48)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.leads.use_cases import handover
from shared.caller import Role
from shared.contracts.servicing import ClientNotified
from tests.services.fixtures import StartService
from tests.services.leads.people import (
    capture,
    if_match,
    in_team,
    open_campaign,
    put_rules,
    refused,
    register,
    self_assessment_body,
    told,
)
from tests.services.running import AGENT, OTHER_AGENT, TEAM, RunningService

THIRD_AGENT = UUID("0190a000-0000-7000-8000-0000000000d3")
DEPARTURE = f"/leads/agents/{AGENT}/departure"


def departure(**different: object) -> dict[str, object]:
    return {"left_on": "2026-03-01", "successor_agent_id": str(OTHER_AGENT), **different}


async def with_book(start_service: StartService, clients: int) -> tuple[RunningService, list[str]]:
    """AGENT with so many clients, and OTHER_AGENT beside him."""
    service = await start_service("leads")
    await register(service, AGENT)
    await register(service, OTHER_AGENT)
    return service, [await capture(service, phone=f"1380013{number:04}") for number in range(clients)]


async def test_capability_48_every_client_goes_over_in_parts_and_is_to_be_told(
    start_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "TOGETHER", 2)
    service, clients = await with_book(start_service, 5)
    manager = service.client(Role.MANAGER)
    begun = await manager.post(DEPARTURE, json=departure(), headers=if_match(1))
    assert begun.status_code == 201, begun.text
    assert begun.json()["notice_last_day"] == "2026-03-31"
    assert begun.json()["because"][0]["source"] == "保险销售行为管理办法 2023 No.2 第36条"
    assert await told(service, "client-assigned") == [], "a large book is no single transaction"
    assert await told(service, "agent-departed") == [{"agent_id": str(AGENT), "left_on": "2026-03-01"}]
    assert await service.tick() == 3
    assigned = await told(service, "client-assigned")
    assert sorted(one["client_id"] for one in assigned) == sorted(clients)
    assert {(one["agent_id"], one["departed_agent_id"], one["left_on"]) for one in assigned} == {
        (str(OTHER_AGENT), str(AGENT), "2026-03-01")
    }
    assert (await service.client().get("/leads")).json()["items"] == []
    path = f"/leads/handovers/{begun.json()['id']}"
    found = (await manager.get(path)).json()
    assert (found["status"], found["clients"], found["reassigned"], found["notified"]) == ("done", 5, 5, 0)
    at = datetime(2026, 3, 5, tzinfo=UTC)
    notice = assigned[0]
    for _ in range(2):
        await service.deliver(
            ClientNotified(client_id=notice["client_id"], notice_id=notice["notice_id"], notified_at=at)
        )
    (listed,) = (await manager.get("/leads/handovers", params={"status": "done"})).json()["items"]
    assert listed["notified"] == 1
    successor = service.client(agent_id=OTHER_AGENT)
    missing = (await successor.get(f"{path}/clients", params={"unnotified": True})).json()["items"]
    assert len(missing) == 4
    assert notice["client_id"] not in {one["client_id"] for one in missing}
    (served, *_) = (await successor.get(f"/leads/{clients[0]}/assignments")).json()["items"]
    assert served["way"] == "handover"


async def test_the_rules_choose_successors_and_the_named_one_takes_the_rest(
    start_service: StartService,
) -> None:
    service, _ = await with_book(start_service, 0)
    await register(service, THIRD_AGENT, most_open_leads=1, territories=["11"])
    clients = [
        await capture(service, phone=f"1380013800{number}", region="110105") for number in range(2)
    ] + [await capture(service, phone="13800138003")]
    await put_rules(service, {"name": "Beijing", "regions": ["11"], "least_level": 3})
    await service.client(Role.OPS).put(
        f"/leads/agents/{OTHER_AGENT}",
        json={
            "team_id": str(TEAM),
            "mode": "agency",
            "licence_no": "02000031000080002026000001",
            "level": 1,
            "lines": [],
            "most_open_leads": 0,
            "valid_from": "2025-01-01",
        },
        headers=if_match(1),
    )
    begun = await service.client(Role.OPS).post(DEPARTURE, json=departure(by_rule=True), headers=if_match(1))
    assert begun.status_code == 201, begun.text
    await service.tick()
    assigned = {one["client_id"]: one["agent_id"] for one in await told(service, "client-assigned")}
    assert assigned.keys() == set(clients)
    assert sorted(assigned.values()) == sorted([str(THIRD_AGENT), str(OTHER_AGENT), str(OTHER_AGENT)])
    assert assigned[clients[2]] == str(OTHER_AGENT)


async def test_who_comes_in_under_the_departed_agent_afterwards_goes_over_too(
    start_service: StartService,
) -> None:
    service, _ = await with_book(start_service, 1)
    key = await open_campaign(service)
    await service.client(Role.OPS).post(DEPARTURE, json=departure(), headers=if_match(1))
    await service.tick()
    await service.client(None).post(
        f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body(phone="13900139000")
    )
    assert (await told(service, "lead-captured"))[-1]["agent_id"] == str(OTHER_AGENT)
    late = await capture(service, phone="13900139001")
    service.clock.advance(timedelta(days=1))
    await service.tick()
    assert (await told(service, "client-assigned"))[-1]["client_id"] == late
    (found,) = (await service.client(Role.OPS).get("/leads/handovers")).json()["items"]
    assert (found["clients"], found["reassigned"], found["status"]) == (2, 2, "done")
    service.clock.advance(timedelta(days=30))
    await service.tick()
    assert await service.tick() == 0, "after the last day of notice nobody looks any more"


async def test_a_departure_is_refused_where_it_makes_no_sense(start_service: StartService) -> None:
    service, clients = await with_book(start_service, 1)
    ops = service.client(Role.OPS)
    for different, status, code in (
        ({"left_on": "2026-03-03"}, 422, "LEAVES_IN_THE_FUTURE"),
        ({"left_on": "2024-02-29"}, 409, "NO_RULE_IN_FORCE"),
        ({"successor_agent_id": str(AGENT)}, 409, "SUCCESSOR_UNFIT"),
        ({"successor_agent_id": str(THIRD_AGENT)}, 409, "SUCCESSOR_UNFIT"),
    ):
        answer = await ops.post(DEPARTURE, json=departure(**different), headers=if_match(1))
        assert refused(answer) == (status, code)
    assert (await ops.post(DEPARTURE, json=departure())).status_code == 428
    assert refused(await ops.post(DEPARTURE, json=departure(), headers=if_match(2))) == (412, "STALE")
    other_team = service.client(Role.MANAGER, team_id=OTHER_AGENT)
    assert (await other_team.post(DEPARTURE, json=departure(), headers=if_match(1))).status_code == 404
    assert (await service.client().post(DEPARTURE, json=departure())).status_code == 403
    assert (await ops.post(DEPARTURE, json=departure(), headers=if_match(1))).status_code == 201
    assert refused(await ops.post(DEPARTURE, json=departure(), headers=if_match(2))) == (409, "AGENT_LEFT")
    back = await ops.put(
        f"/leads/{clients[0]}/assignment", json={"agent_id": str(AGENT)}, headers=if_match(1)
    )
    assert refused(back) == (409, "AGENT_LEFT")


async def test_a_lead_that_was_merged_goes_over_with_the_one_that_stands_for_him(
    start_service: StartService,
) -> None:
    service, (kept, gone) = await with_book(start_service, 2)
    for client_id in (kept, gone):
        await in_team(service, client_id)
    merged = await service.client(Role.MANAGER).post(
        f"/leads/{kept}/merges", json={"merged_client_id": gone}, headers=if_match(2)
    )
    assert merged.status_code == 201, merged.text
    await service.client(Role.OPS).post(DEPARTURE, json=departure(), headers=if_match(1))
    await service.tick()
    last = {one["client_id"]: one for one in await told(service, "client-assigned")}
    assert {last[kept]["agent_id"], last[gone]["agent_id"]} == {str(OTHER_AGENT)}
    assert last[kept]["notice_id"] is not None
    assert last[gone]["notice_id"] is None, "one person is told once"
