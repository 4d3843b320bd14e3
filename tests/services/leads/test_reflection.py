"""Capability 10, reflection (心态校准): refusals with reasons, disputes for the client's rights, lives in review."""

from datetime import timedelta
from typing import Any

import httpx

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.events import make_gap_computed, make_policy_issued
from tests.services.leads.people import capture, lead_body, open_campaign, self_assessment_body
from tests.services.running import AGENT, OTHER_AGENT, TEAM, RunningService


async def refuse(service: RunningService, client_id: str, **different: Any) -> dict[str, Any]:
    body = {"reason_code": "too_expensive", **different}
    answer = await service.client().post(f"/leads/{client_id}/refusals", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def status_of(service: RunningService, client_id: str) -> str:
    return str((await service.client().get(f"/leads/{client_id}")).json()["status"])


async def codes(client: httpx.AsyncClient, path: str, **params: Any) -> list[str]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [item["reason"]["code"] for item in answer.json()["items"]]


async def test_capability_10_a_refusal_is_noted_with_its_question_told_by_its_code_and_reflected_on(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    noted = await refuse(service, client_id, reason_code="no_need", note="他说单位都有", line="term_life")
    assert noted["prompt"].startswith("Was the need not dug deep enough?")
    assert (noted["note"], noted["line"], noted["refused_on"]) == ("他说单位都有", "term_life", "2026-03-02")
    assert await status_of(service, client_id) == "refused"
    envelope, payload = (await service.events())[-1]
    assert (envelope.type, payload) == ("lead-refused", {"client_id": client_id, "reason_code": "no_need"})
    (row,) = await service.rows("SELECT note_sealed FROM refusal")
    assert "单位".encode() not in row["note_sealed"]

    agent, path = service.client(), f"/leads/refusals/{noted['id']}/reflection"
    body = {"need_dug_enough": False, "lesson": "下次先问三年没有收入怎么办"}
    assert (await agent.put(path, json=body)).status_code == 428
    reflected = await agent.put(path, json=body, headers={"if-match": '"1"'})
    assert (reflected.status_code, reflected.json()["need_dug_enough"]) == (200, False)
    assert reflected.json()["lesson"] == "下次先问三年没有收入怎么办"
    assert (await agent.put(path, json=body, headers={"if-match": '"1"'})).status_code == 412


async def test_a_refusal_is_refused_for_an_unknown_reason_and_for_a_day_to_come(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    path = f"/leads/{client_id}/refusals"
    unknown = await service.client(language="zh-CN").post(path, json={"reason_code": "tired"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "UNKNOWN_CODE")
    assert unknown.json()["title"].startswith("没有该代码")
    future = await service.client().post(path, json={"reason_code": "no_need", "refused_on": "2026-03-03"})
    assert (future.status_code, future.json()["code"]) == (422, "IN_THE_FUTURE")
    assert await status_of(service, client_id) == "new"


async def test_somebody_who_said_no_comes_back_by_a_touch_a_consent_or_a_later_gap_but_no_earlier_one(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    before = service.clock.now()
    service.clock.advance(timedelta(hours=1))
    await refuse(service, client_id)
    await service.deliver(make_gap_computed(client_id), time=before)
    assert await status_of(service, client_id) == "refused"
    service.clock.advance(timedelta(hours=1))
    await service.deliver(make_gap_computed(client_id))
    assert await status_of(service, client_id) == "qualified"

    service.clock.advance(timedelta(hours=1))
    await refuse(service, client_id)
    key = await open_campaign(service)
    await service.client(None).post(f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body())
    assert await status_of(service, client_id) == "new"

    await refuse(service, client_id)
    client = service.client(Role.CLIENT, client_id=client_id)
    await client.post(f"/leads/{client_id}/consents/contact/withdraw")
    body = {"purpose": "contact", "text_version": "2026-01", "channel": "app"}
    assert (await client.post(f"/leads/{client_id}/consents", json=body)).status_code == 201
    assert await status_of(service, client_id) == "new"


async def test_a_client_with_a_policy_stays_won_when_he_refuses_more_and_a_policy_wins_whoever_refused(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    won = await capture(service)
    await service.deliver(make_policy_issued(won))
    await refuse(service, won)
    assert await status_of(service, won) == "won"
    late = await capture(service, phone="13900139000")
    issued_at = service.clock.now()
    service.clock.advance(timedelta(hours=1))
    await refuse(service, late)
    await service.deliver(make_policy_issued(late), time=issued_at)
    assert await status_of(service, late) == "won"


async def test_capability_10_reasons_are_counted_by_period_for_the_agent_and_for_his_manager(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    manager = service.client(Role.MANAGER)
    client_id = (await manager.post("/leads", json=lead_body())).json()["client_id"]
    assignment = {"agent_id": str(AGENT), "team_id": str(TEAM)}
    await manager.put(f"/leads/{client_id}/assignment", json=assignment, headers={"if-match": '"1"'})
    await refuse(service, client_id, refused_on="2026-02-27")
    await refuse(service, client_id)
    await refuse(service, client_id)
    await refuse(service, client_id, reason_code="no_need")
    for reader in (service.client(), manager, service.client(Role.OPS)):
        counted = (await reader.get("/leads/refusals/statistics")).json()
        assert (counted["first_day"], counted["last_day"], counted["refusals"]) == (
            "2025-03-02",
            "2026-03-02",
            4,
        )
        march = counted["periods"][0]
        assert (march["period"], march["refusals"], counted["periods"][1]["period"]) == (
            "2026-03",
            3,
            "2026-02",
        )
        assert [(one["reason"]["label"], one["refusals"], one["share"]) for one in march["reasons"]] == [
            ("Too expensive", 2, "66.7"),
            ("Sees no need", 1, "33.3"),
        ]
    by_quarter = await manager.get(
        "/leads/refusals/statistics", params={"by": "quarter", "agent_id": str(OTHER_AGENT)}
    )
    assert by_quarter.json()["periods"] == []
    assert await codes(manager, "/leads/refusals", reason_code="no_need") == ["no_need"]
    assert await codes(manager, "/leads/refusals", last_day="2026-02-28") == ["too_expensive"]
    stranger = service.client(agent_id=OTHER_AGENT)
    assert await codes(stranger, "/leads/refusals") == []
    assert (await stranger.get("/leads/refusals/statistics")).json()["refusals"] == 0


async def test_capability_10_a_dispute_stands_for_the_clients_legitimate_rights_until_it_is_closed(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()
    body = {"subject_code": "claim_delayed", "opened_on": "2026-02-20", "account": "保险公司超过30日未核定"}
    opened = await agent.post(f"/leads/{client_id}/disputes", json=body)
    assert opened.status_code == 201
    assert opened.json()["goal"] == {
        "code": "client_legitimate_rights",
        "label": "The client's legitimate rights",
    }
    assert (opened.json()["status"], opened.json()["outcome"]) == ("open", None)
    path = f"/leads/disputes/{opened.json()['id']}"
    closed = await agent.put(
        f"{path}/outcome",
        json={"outcome_code": "client_satisfied", "lesson": "先要书面说明"},
        headers={"if-match": opened.headers["etag"]},
    )
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    again = await agent.put(
        f"{path}/outcome",
        json={"outcome_code": "withdrawn"},
        headers={"if-match": closed.headers["etag"]},
    )
    assert (again.status_code, again.json()["code"]) == (409, "DISPUTE_CLOSED")
    assert (await agent.get("/leads/disputes", params={"status": "open"})).json()["items"] == []
    (found,) = (await agent.get("/leads/disputes", params={"subject_code": "claim_delayed"})).json()["items"]
    assert (found["account"], found["lesson"]) == ("保险公司超过30日未核定", "先要书面说明")


async def test_capability_10_a_case_is_reviewed_from_single_to_family_over_five_years(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()
    entered: list[httpx.Response] = []
    for stage, day in (("young_family", "2025-09-01"), ("single", "2021-03-01"), ("couple", "2023-06-01")):
        body = {"stage_code": stage, "entered_on": day, "review": "回头看"}
        entered.append(await agent.post(f"/leads/{client_id}/life-stages", json=body))
        assert entered[-1].status_code == 201, entered[-1].text
    corrected = await agent.put(
        f"/leads/life-stages/{entered[-1].json()['id']}",
        json={"stage_code": "couple", "entered_on": "2023-06-15"},
        headers={"if-match": entered[-1].headers["etag"]},
    )
    assert (corrected.status_code, corrected.json()["review"]) == (200, None)
    await refuse(service, client_id, refused_on="2022-05-01")
    review = (await agent.get(f"/leads/{client_id}/case-review")).json()
    assert [(one["stage"]["label"], one["since"], one["years"]) for one in review["stages"]] == [
        ("Single", "2021-03-01", 2),
        ("Couple", "2023-06-15", 2),
        ("Young family", "2025-09-01", 0),
    ]
    assert review["years"] == 5
    assert review["lines_to_review"] == ["term_life", "critical_illness", "medical_million"]
    assert [one["reason"]["code"] for one in review["refusals"]] == ["too_expensive"]
    listed = (await agent.get(f"/leads/{client_id}/life-stages", params={"stage_code": "couple"})).json()
    assert [entry["entered_on"] for entry in listed["items"]] == ["2023-06-15"]
    future = await agent.post(
        f"/leads/{client_id}/life-stages", json={"stage_code": "retired", "entered_on": "2040-01-01"}
    )
    assert (future.status_code, future.json()["code"]) == (422, "IN_THE_FUTURE")
    told = (await agent.get("/leads/reflection/codes")).json()
    assert [stage["code"] for stage in told["life_stages"]][:3] == ["single", "couple", "young_family"]
