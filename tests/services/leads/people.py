"""Builders for requests to `leads`."""

from typing import Any
from uuid import UUID

import httpx

from shared.caller import Role
from tests.services.running import AGENT, TEAM, RunningService


def lead_body(**different: Any) -> dict[str, Any]:
    """Somebody whom an agent enters."""
    return {
        "name": "张先生",
        "phone": "13800138000",
        "source": "mini-program",
        "channel": "wechat",
        "consent_purposes": ["contact"],
        "consent_text_version": "2026-01",
        **different,
    }


def self_assessment_body(**different: Any) -> dict[str, Any]:
    """Somebody who enters himself on a campaign's page."""
    return {
        "name": "张先生",
        "phone": "+86 138-0013-8000",
        "consent_purposes": ["contact"],
        "consent_text_version": "2026-01",
        **different,
    }


async def open_campaign(service: RunningService, **different: Any) -> str:
    """A campaign of AGENT and TEAM, found by the key that this gives."""
    body = {"title": "家庭保障测评", "channel": "offline", "source": "event", "agent_id": str(AGENT)}
    answer = await service.client(Role.OPS).post(
        "/leads/campaigns", json={**body, "team_id": str(TEAM), **different}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["public_key"])


async def capture(service: RunningService, **different: Any) -> str:
    """The client id of somebody whom AGENT enters."""
    answer = await service.client().post("/leads", json=lead_body(**different))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["client_id"])


def agent_body(agent_id: UUID = AGENT, **different: Any) -> dict[str, Any]:
    """An agent of TEAM who may sell term life and critical illness up to the third level."""
    return {
        "agent_id": str(agent_id),
        "team_id": str(TEAM),
        "mode": "agency",
        "licence_no": "02000031000080002026000001",
        "level": 3,
        "lines": ["term_life", "critical_illness"],
        "most_open_leads": 10,
        "valid_from": "2025-01-01",
        **different,
    }


async def register(service: RunningService, agent_id: UUID = AGENT, **different: Any) -> None:
    """Operations enter an agent into the register."""
    answer = await service.client(Role.OPS).post("/leads/agents", json=agent_body(agent_id, **different))
    assert answer.status_code == 201, answer.text


async def put_rules(service: RunningService, *rules: dict[str, Any], version: int = 0) -> None:
    """Operations say by which rules leads are given to agents."""
    answer = await service.client(Role.OPS).put(
        "/leads/assignment-rules", json={"rules": list(rules)}, headers=if_match(version)
    )
    assert answer.status_code == 200, answer.text


async def in_team(service: RunningService, client_id: str, agent_id: UUID = AGENT) -> None:
    """Operations put a client, seen at his first version, into TEAM."""
    answer = await service.client(Role.OPS).put(
        f"/leads/{client_id}/assignment",
        json={"agent_id": str(agent_id), "team_id": str(TEAM)},
        headers=if_match(1),
    )
    assert answer.status_code == 200, answer.text


def if_match(version: int | str) -> dict[str, str]:
    """The header of somebody who has seen this version."""
    return {"if-match": f'"{version}"'}


def refused(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["code"]


async def told(service: RunningService, name: str) -> list[dict[str, Any]]:
    """The payloads of every event of that name, in order."""
    return [payload for envelope, payload in await service.events() if envelope.type == name]
