"""Whose a lead is: who reads it, how it changes hands, and how lists are narrowed and paged."""

from datetime import timedelta
from typing import Any

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.people import capture, open_campaign
from tests.services.running import AGENT, OTHER_AGENCY, OTHER_AGENT, TEAM, RunningService

OTHER_TEAM = OTHER_AGENT


async def in_team(service: RunningService, client_id: str) -> None:
    """Put a client into TEAM with AGENT, as operations would."""
    answer = await service.client(Role.OPS).put(
        f"/leads/{client_id}/assignment",
        json={"agent_id": str(AGENT), "team_id": str(TEAM)},
        headers={"if-match": '"1"'},
    )
    assert answer.status_code == 200, answer.text


async def test_a_lead_is_read_by_himself_his_agent_and_his_agents_manager_alone(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    await in_team(service, client_id)
    expected = {
        service.client(): 200,
        service.client(Role.MANAGER): 200,
        service.client(Role.CLIENT, client_id=client_id): 200,
        service.client(agent_id=OTHER_AGENT): 404,
        service.client(Role.MANAGER, team_id=OTHER_TEAM): 404,
        service.client(Role.CLIENT): 404,
        service.client(agency_id=OTHER_AGENCY): 404,
        service.client(Role.OPS): 403,
        service.client(Role.CARRIER): 403,
        service.client(None): 401,
    }
    for reader, status in expected.items():
        answer = await reader.get(f"/leads/{client_id}")
        assert answer.status_code == status, reader.headers


async def test_a_lead_that_changes_hands_is_seen_by_the_new_agent_only(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    answer = await service.client(Role.OPS).put(
        f"/leads/{client_id}/assignment", json={"agent_id": str(OTHER_AGENT)}, headers={"if-match": '"1"'}
    )
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (await service.client().get(f"/leads/{client_id}")).status_code == 404
    seen = await service.client(agent_id=OTHER_AGENT).get(f"/leads/{client_id}")
    assert (seen.status_code, seen.json()["agent_id"]) == (200, str(OTHER_AGENT))
    envelope, payload = (await service.events())[-1]
    assert (envelope.type, envelope.aggregate_version) == ("client-assigned", 2)
    assert payload == {
        "client_id": client_id,
        "agent_id": str(OTHER_AGENT),
        "team_id": None,
        "departed_agent_id": None,
        "left_on": None,
        "notice_id": None,
    }


async def test_an_assignment_of_what_has_changed_meanwhile_is_stale(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    ops = service.client(Role.OPS)
    body = {"agent_id": str(OTHER_AGENT)}
    assert (await ops.put(f"/leads/{client_id}/assignment", json=body)).status_code == 428
    for version, status in (("1", 200), ("1", 412), ("2", 200)):
        answer = await ops.put(
            f"/leads/{client_id}/assignment", json=body, headers={"if-match": f'"{version}"'}
        )
        assert answer.status_code == status


async def test_an_agent_does_not_assign_and_a_manager_not_beyond_his_team(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    body, seen = {"agent_id": str(OTHER_AGENT)}, {"if-match": '"1"'}
    path = f"/leads/{client_id}/assignment"
    assert (await service.client().put(path, json=body, headers=seen)).status_code == 403
    assert (await service.client(Role.MANAGER).put(path, json=body, headers=seen)).status_code == 404


async def pages(client: Any, path: str, **parameters: Any) -> list[list[str]]:
    """The ids of every page, to the last."""
    found, cursor = [], None
    while True:
        answer = await client.get(
            path, params=parameters if cursor is None else {**parameters, "cursor": cursor}
        )
        assert answer.status_code == 200, answer.text
        found.append([item["client_id"] for item in answer.json()["items"]])
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


async def test_a_list_is_paged_to_the_end_the_newest_first_without_gap_or_repetition(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    made = []
    for number in range(7):
        made.append(await capture(service, phone=f"1380013800{number}"))
        service.clock.advance(timedelta(seconds=number % 2))
    found = await pages(service.client(), "/leads", limit=3)
    assert [len(page) for page in found] == [3, 3, 1]
    assert [client_id for page in found for client_id in page] == made[::-1]
    assert await pages(service.client(), "/leads", limit=7) == [made[::-1]]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"channel": "wechat"}, [0, 2]),
        ({"source": "event"}, [1]),
        ({"status": "new"}, [0, 1, 2]),
        ({"status": "won"}, []),
        ({"phone": "138 0013 8001"}, [1]),
        ({"phone": "13800138009"}, []),
        ({"agent_id": str(AGENT)}, [0, 1, 2]),
        ({"channel": "wechat", "phone": "13800138001"}, []),
    ],
)
async def test_a_list_is_narrowed(
    start_service: StartService, narrowed: dict[str, str], expected: list[int]
) -> None:
    service = await start_service("leads")
    made = [
        await capture(service, phone="13800138000"),
        await capture(service, phone="13800138001", channel="offline", source="event"),
        await capture(service, phone="13800138002"),
    ]
    ((*found,),) = await pages(service.client(), "/leads", **narrowed)
    assert sorted(found) == sorted(made[number] for number in expected)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "cursor=x", "phone=12", "campaign_id=7"])
async def test_a_list_asked_for_wrongly_is_malformed(start_service: StartService, query: str) -> None:
    service = await start_service("leads")
    assert (await service.client().get(f"/leads?{query}")).status_code == 422


async def test_campaigns_are_seen_throughout_the_agency_and_no_further(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    seen = (await service.client(agent_id=OTHER_AGENT).get("/leads/campaigns")).json()["items"]
    assert [campaign["public_key"] for campaign in seen] == [key]
    for role in (Role.AGENT, Role.MANAGER, Role.OPS):
        stranger = service.client(role, agency_id=OTHER_AGENCY)
        assert (await stranger.get("/leads/campaigns")).json()["items"] == []
