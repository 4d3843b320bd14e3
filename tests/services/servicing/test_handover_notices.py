"""What an agent's departure (capability 48) and a referral (capability 14) give his colleagues to do."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.contracts.leads import ClientAssigned, ReferralRecorded
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.running import AGENT, CLIENT, OTHER_AGENT, TEAM

NOTICE = UUID("0190a000-0000-7000-8000-0000000000bb")


def make_handed_over(**different: Any) -> ClientAssigned:
    """AGENT left on 2026-03-01, and OTHER_AGENT serves the client now."""
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "agent_id": OTHER_AGENT,
        "team_id": TEAM,
        "departed_agent_id": AGENT,
        "left_on": date(2026, 3, 1),
        "notice_id": NOTICE,
    }
    return ClientAssigned(**(facts | different))


async def test_capability_48_a_client_is_told_within_thirty_days_that_his_agent_left(
    start_service: StartService,
) -> None:
    service = await start_service("servicing")
    await service.know_client()
    for _ in range(2):
        await service.deliver(make_handed_over())
    assert (await service.client().get("/servicing/tasks")).json()["items"] == []
    successor = service.client(agent_id=OTHER_AGENT)
    (task,) = (await successor.get("/servicing/tasks")).json()["items"]
    assert (task["kind"], task["title"]) == ("departure_notice", "Tell the client that his agent left")
    assert task["due_at"] == "2026-03-31T16:00:00Z", "the end of 2026-03-31 in Shanghai"
    assert task["because"]["rule"] == "agent_left"
    assert task["because"]["inputs"] == {"left_on": "2026-03-01"}
    answer = await successor.post(
        f"/servicing/tasks/{task['id']}/complete", headers={"if-match": f'"{task["version"]}"'}
    )
    assert answer.status_code == 200, answer.text
    ((envelope, payload),) = await service.events()
    assert envelope.type == "client-notified"
    assert (payload["client_id"], payload["notice_id"]) == (str(CLIENT), str(NOTICE))


async def test_a_client_who_was_not_told_in_time_is_overdue(start_service: StartService) -> None:
    service = await start_service("servicing")
    await service.know_client()
    await service.deliver(make_handed_over())
    service.clock.move_to(datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    await service.tick()
    assert await service.events() == []
    service.clock.move_to(datetime(2026, 3, 31, 16, 0, tzinfo=UTC))
    await service.tick()
    ((envelope, payload),) = await service.events()
    assert (envelope.type, payload["kind"]) == ("task-overdue", "departure_notice")


async def test_an_assignment_without_a_departure_asks_for_no_notice(start_service: StartService) -> None:
    service = await start_service("servicing")
    await service.know_client()
    await service.deliver(make_handed_over(departed_agent_id=None, left_on=None, notice_id=None))
    assert (await service.client(agent_id=OTHER_AGENT).get("/servicing/tasks")).json()["items"] == []


async def test_capability_14_a_referrer_is_thanked_and_gets_the_consultation_he_was_promised(
    start_service: StartService,
) -> None:
    service = await start_service("servicing")
    await service.know_client()
    recorded = ReferralRecorded(client_id=CLIENT, referral_id=new_id(), referee_client_id=new_id(), depth=1)
    await service.deliver(recorded, time=datetime(2026, 3, 1, 15, 30, tzinfo=UTC))
    (task,) = (await service.client(language="zh-CN").get("/servicing/tasks")).json()["items"]
    assert (task["kind"], task["title"]) == ("thank_you_review", "感谢转介绍并提供保障升级咨询")
    assert task["subject_id"] == str(recorded.referral_id)
    assert task["due_at"] == "2026-03-08T16:00:00Z"
    assert task["because"]["rule"] == "referral"
    timeline = (await service.client().get(f"/servicing/clients/{CLIENT}/timeline")).json()["items"]
    assert [entry["event"] for entry in timeline] == ["referral-recorded"]
