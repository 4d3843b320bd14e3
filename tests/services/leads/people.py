"""Builders for requests to `leads`."""

from typing import Any

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
