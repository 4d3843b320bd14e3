"""The content plan 保险科普 (capability 11): nothing is published that nobody else approved, or that may not be said."""

from datetime import timedelta
from typing import Any

import httpx

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.running import AGENT, OTHER_AGENCY, OTHER_AGENT, RunningService


def content_body(**different: Any) -> dict[str, Any]:
    return {
        "topic": "重疾险先看保额",
        "body": "保额决定生病时家里能不能安心休养。",
        "channel": "moments",
        "planned_on": "2026-03-10",
        **different,
    }


async def draft(service: RunningService, **different: Any) -> str:
    """The path of a draft by AGENT."""
    answer = await service.client().post("/leads/content", json=content_body(**different))
    assert answer.status_code == 201, answer.text
    return f"/leads/content/{answer.json()['id']}"


async def step(client: httpx.AsyncClient, path: str, name: str, body: Any = None) -> httpx.Response:
    """Take a step at the version as it is."""
    etag = (await client.get(path)).headers["etag"]
    return await client.put(f"{path}/{name}", json=body, headers={"if-match": etag})


async def approve(service: RunningService, path: str, **decision: Any) -> httpx.Response:
    assert (await step(service.client(), path, "submission")).status_code == 200
    return await step(service.client(Role.MANAGER), path, "decision", {"approved": True, **decision})


async def publish(service: RunningService, path: str, place: str = "朋友圈") -> httpx.Response:
    return await service.client().post(f"{path}/publications", json={"place": place})


async def test_capability_11_content_is_drafted_approved_by_another_and_published(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    campaign = await service.client(Role.OPS).post(
        "/leads/campaigns", json={"title": "科普", "channel": "wechat", "source": "content"}
    )
    path = await draft(service, campaign_id=campaign.json()["id"])
    early = await publish(service, path)
    assert (early.status_code, early.json()["code"]) == (409, "NOT_APPROVED")
    submitted = await step(service.client(), path, "submission")
    assert submitted.json()["status"] == "submitted"
    assert (await publish(service, path)).json()["code"] == "NOT_APPROVED"
    by_agent = await step(service.client(), path, "decision", {"approved": True})
    assert by_agent.status_code == 403
    approved = await step(service.client(Role.MANAGER), path, "decision", {"approved": True})
    assert approved.json()["status"] == "approved"
    assert approved.json()["expires_on"] == "2026-08-29"
    for place in ("朋友圈", "公众号"):
        assert (await publish(service, path, place)).status_code == 201
    log = (await service.client().get(f"{path}/publications")).json()["items"]
    assert [(line["place"], line["published_by"]) for line in log] == [
        ("公众号", str(AGENT)),
        ("朋友圈", str(AGENT)),
    ]
    assert (await service.client().get(path)).json()["status"] == "published"
    edited = await service.client().put(path, json=content_body(), headers={"if-match": '"5"'})
    assert (edited.status_code, edited.json()["code"]) == (409, "CONTENT_SETTLED")
    statistics = await service.client().get(f"/leads/campaigns/{campaign.json()['id']}/statistics")
    assert statistics.json()["published_content"] == 1


async def test_nobody_approves_his_own_and_only_the_author_edits(start_service: StartService) -> None:
    service = await start_service("leads")
    manager = service.client(Role.MANAGER)
    own = await manager.post("/leads/content", json=content_body())
    path = f"/leads/content/{own.json()['id']}"
    assert (await step(manager, path, "submission")).status_code == 200
    decided = await step(manager, path, "decision", {"approved": True})
    assert (decided.status_code, decided.json()["code"]) == (409, "OWN_CONTENT")
    of_agent = await draft(service)
    colleague = service.client(agent_id=OTHER_AGENT)
    assert (await step(colleague, of_agent, "submission")).json()["code"] == "NOT_THE_AUTHOR"
    assert (await colleague.get(of_agent)).status_code == 200
    assert (await service.client(agency_id=OTHER_AGENCY).get(of_agent)).status_code == 404
    listed = await service.client(Role.OPS).get("/leads/content", params={"author": str(AGENT)})
    assert [f"/leads/content/{item['id']}" for item in listed.json()["items"]] == [of_agent]
    later = await service.client().get("/leads/content", params={"planned_from": "2026-03-11"})
    assert later.json() == {"items": [], "next_cursor": None}


async def test_what_is_rejected_says_why_and_is_a_draft_again_once_it_is_edited(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    path = await draft(service)
    agent, ops = service.client(), service.client(Role.OPS)
    await step(agent, path, "submission")
    without = await step(ops, path, "decision", {"approved": False})
    assert without.json()["errors"][0]["code"] == "REASON_MISSING"
    rejected = await step(ops, path, "decision", {"approved": False, "reason": "请注明等待期"})
    assert (rejected.json()["status"], rejected.json()["decision_reason"]) == ("rejected", "请注明等待期")
    again = await agent.put(path, json=content_body(body="等待期 90 天。"), headers={"if-match": '"3"'})
    assert (again.json()["status"], again.json()["decided_at"]) == ("draft", None)
    stale = await agent.put(path, json=content_body(), headers={"if-match": '"3"'})
    assert stale.status_code == 412


async def test_an_approval_runs_out_and_is_asked_for_again(start_service: StartService) -> None:
    service = await start_service("leads")
    path = await draft(service)
    await step(service.client(), path, "submission")
    too_long = await step(
        service.client(Role.MANAGER), path, "decision", {"approved": True, "expires_on": "2027-03-03"}
    )
    assert too_long.json()["errors"][0]["code"] == "APPROVAL_TOO_LONG"
    until = {"approved": True, "expires_on": "2026-03-04"}
    assert (await step(service.client(Role.MANAGER), path, "decision", until)).status_code == 200
    service.clock.advance(timedelta(days=2))
    assert await service.tick() == 0
    assert (await publish(service, path)).status_code == 201
    service.clock.advance(timedelta(days=1))
    late = await publish(service, path)
    assert (late.status_code, late.json()["code"]) == (409, "APPROVAL_EXPIRED")
    assert await service.tick() == 1
    expired = (await service.client().get(path)).json()
    assert expired["status"] == "expired"
    edited = await service.client().put(
        path, json=content_body(), headers={"if-match": f'"{expired["version"]}"'}
    )
    assert (edited.json()["status"], edited.json()["expires_on"]) == ("draft", None)
    assert (await approve(service, path)).json()["status"] == "approved"


REFUSED = {
    "这款产品月底停售，抓紧上车！": "CLOSING_SOON_CLAIM",
    "最后3天，末班车。": "CLOSING_SOON_CLAIM",
    "This plan is closing soon.": "CLOSING_SOON_CLAIM",
    "70%的家庭保障不足。": "UNPROVEN_STATISTIC",
    "七成家庭没有重疾险。": "UNPROVEN_STATISTIC",
    "One in three families has no cover.": "UNPROVEN_STATISTIC",
}


async def test_what_may_not_be_said_is_refused_with_its_words_and_its_rule(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    for body, code in REFUSED.items():
        path = await draft(service, body=body)
        assert code in {finding["code"] for finding in (await agent.get(path)).json()["findings"]}
        refused = await step(agent, path, "submission")
        assert (refused.status_code, refused.json()["code"]) == (409, code)
        assert refused.json()["words"] in body
        assert refused.json()["errors"][0]["pointer"] == "/body"


async def test_a_notice_of_the_insurer_and_named_evidence_allow_what_they_show(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()

    async def found(**said: Any) -> list[str]:
        body = {"topic": "提醒", "body": "本产品月底停售；70%的客户已续保。", **said}
        answer = await agent.post("/leads/calculators/content-wording", json=body)
        assert answer.status_code == 200, answer.text
        assert {because["rule"] for because in answer.json()["because"]} == {
            "content.closing_soon",
            "content.statistics",
        }
        return [finding["code"] for finding in answer.json()["result"]]

    assert await found() == ["CLOSING_SOON_CLAIM", "UNPROVEN_STATISTIC"]
    assert await found(evidence="EV-1") == ["CLOSING_SOON_CLAIM"]
    notice = {"insurer_notice": "公告〔2026〕12号", "insurer_notice_on": "2026-03-03"}
    assert await found(evidence="EV-1", **notice) == ["CLOSING_SOON_CLAIM"], "the notice is of tomorrow"
    assert await found(evidence="EV-1", **{**notice, "insurer_notice_on": "2026-03-02"}) == []
    half = await agent.post(
        "/leads/calculators/content-wording",
        json={"topic": "提醒", "body": "停售", "insurer_notice": "公告"},
    )
    assert half.json()["errors"][0]["code"] == "NOTICE_INCOMPLETE"
    assert await service.rows("SELECT 1 FROM content_item") == []
