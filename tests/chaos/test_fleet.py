"""The fleet is a real deployment: what is killed comes back at its address, with what it had committed."""

import asyncio
import signal
import time
from pathlib import Path

import httpx

from tests.chaos.fleet import Fleet, deployed
from tests.chaos.member import Member


async def leader_other_than(fleet: Fleet, former: Member | None) -> Member:
    """Who leads the relay of `leads`, once it is somebody else than `former`."""
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at:
        leader = await fleet.relay_leader("leads")
        if leader is not None and leader is not former:
            return leader
        await asyncio.sleep(0.05)
    raise AssertionError("nobody leads the relay")


async def get_leads(fleet: Fleet) -> int:
    """The status of the first answer that is not 503, asked at the gateway as operations."""
    async with httpx.AsyncClient(base_url=fleet.base_url, trust_env=False, timeout=15) as client:
        token = (await client.post("/sandbox/idp/token", json={"role": "agent"})).json()["access_token"]
        for _ in range(100):
            answer = await client.get("/leads", headers={"authorization": f"Bearer {token}"})
            if answer.status_code not in (502, 503):
                return answer.status_code
            await asyncio.sleep(0.1)
    raise AssertionError("nobody answers")


async def test_whoever_is_killed_another_takes_over_and_it_comes_back(tmp_path: Path) -> None:
    async with deployed(tmp_path, services=["leads"], replicas={"leads": 2}) as fleet:
        leader = await leader_other_than(fleet, None)
        leader.kill()
        successor = await leader_other_than(fleet, leader)
        assert await get_leads(fleet) == 200
        await fleet.restart("leads", leader.replica)
        await fleet.kill_postgres()
        assert not fleet.cluster.is_running()
        await fleet.restart_postgres()
        assert await get_leads(fleet) == 200
        assert await successor.stop() in (0, -signal.SIGTERM)
        started = {member.pid for member in fleet.members if member.pid is not None}
    assert started
    assert all(member.pid is None for member in fleet.members)
    assert not fleet.cluster.is_running()
