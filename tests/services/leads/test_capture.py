"""How people come in: once each, whichever way they come and however often."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.events import make_gap_computed, make_policy_issued
from tests.services.leads.people import capture, lead_body, open_campaign, self_assessment_body
from tests.services.running import AGENT, CLIENT, OTHER_AGENCY, OTHER_AGENT, TEAM


async def test_a14_a_phone_written_in_two_ways_is_one_lead_whose_first_source_stays(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    first = await service.client(None).post(
        f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body(phone="+86 138-0013-8000")
    )
    service.clock.advance(timedelta(minutes=5))
    second = await service.client().post("/leads", json=lead_body(phone="13800138000"))
    assert (first.status_code, first.json()["outcome"]) == (201, "captured")
    assert (second.status_code, second.json()["outcome"]) == (201, "merged")
    client_id = first.json()["client_id"]
    assert second.json()["client_id"] == client_id

    agent = service.client()
    leads = (await agent.get("/leads")).json()["items"]
    assert [(lead["client_id"], lead["source"], lead["channel"]) for lead in leads] == [
        (client_id, "event", "offline")
    ]
    touches = (await agent.get(f"/leads/{client_id}/touches")).json()["items"]
    assert [(touch["source"], touch["channel"]) for touch in touches] == [
        ("event", "offline"),
        ("mini-program", "wechat"),
    ]
    events = await service.events()
    assert [envelope.type for envelope, _ in events] == ["lead-captured", "lead-merged"]
    assert events[0][1] == {
        "client_id": client_id,
        "segment": "person",
        "source": "event",
        "channel": "offline",
        "campaign_id": touches[0]["campaign_id"],
        "agent_id": str(AGENT),
        "team_id": str(TEAM),
        "consent_purposes": ["contact"],
        "referrer_client_id": None,
    }
    assert events[1][1]["touch_id"] == touches[1]["id"]


@pytest.mark.parametrize(
    "written",
    [
        "138 0013 8000",
        "0086-138-0013-8000",
        "(+86) 13800138000",
        "１３８００１３８０００",
        " 86 138 0013 8000 ",
    ],
)
async def test_every_usual_way_of_writing_a_phone_finds_the_same_lead(
    start_service: StartService, written: str
) -> None:
    service = await start_service("leads")
    client_id = await capture(service, phone="13800138000")
    again = await service.client().post("/leads", json=lead_body(phone=written))
    assert again.json() == {"client_id": client_id, "outcome": "merged"}
    found = await service.client().get("/leads", params={"phone": written})
    assert [lead["client_id"] for lead in found.json()["items"]] == [client_id]


async def test_many_who_come_with_one_phone_at_once_are_one_lead(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    answers = await asyncio.gather(
        *(
            service.client(None).post(
                f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body(name=f"张{number}")
            )
            for number in range(10)
        )
    )
    assert sorted(answer.json()["outcome"] for answer in answers) == ["captured"] + ["merged"] * 9
    assert len({answer.json()["client_id"] for answer in answers}) == 1
    assert len(await service.rows("SELECT 1 FROM touch")) == 10
    assert sorted(envelope.type for envelope, _ in await service.events()) == [
        "lead-captured",
        *["lead-merged"] * 9,
    ]


async def test_the_same_phone_in_two_agencies_is_two_people_to_them(start_service: StartService) -> None:
    service = await start_service("leads")
    mine = await capture(service)
    theirs = await service.client(agency_id=OTHER_AGENCY).post("/leads", json=lead_body())
    assert theirs.json()["outcome"] == "captured"
    assert theirs.json()["client_id"] != mine


async def test_somebody_known_to_a_colleague_is_merged_and_stays_the_colleagues(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    colleague = service.client(agent_id=OTHER_AGENT)
    merged = await colleague.post("/leads", json=lead_body(channel="phone"))
    assert merged.json() == {"client_id": client_id, "outcome": "merged"}
    assert (await colleague.get(f"/leads/{client_id}")).status_code == 404
    assert (await service.client().get(f"/leads/{client_id}")).json()["agent_id"] == str(AGENT)


async def test_a_repeated_request_with_its_key_is_one_touch(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    answers = [
        await service.client(None).post(
            f"/leads/campaigns/{key}/self-assessment",
            json=self_assessment_body(),
            headers={"Idempotency-Key": "tapped-twice"},
        )
        for _ in range(2)
    ]
    assert [answer.json()["outcome"] for answer in answers] == ["captured", "captured"]
    assert len(await service.rows("SELECT 1 FROM touch")) == 1


async def test_a_manager_captures_for_his_team_and_an_agent_for_himself(start_service: StartService) -> None:
    service = await start_service("leads")
    mine = await capture(service)
    answer = await service.client(Role.MANAGER).post("/leads", json=lead_body(phone="13900139000"))
    team_lead = answer.json()["client_id"]
    assert (await service.client().get(f"/leads/{mine}")).json()["agent_id"] == str(AGENT)
    seen = (await service.client(Role.MANAGER).get(f"/leads/{team_lead}")).json()
    assert (seen["agent_id"], seen["team_id"]) == (None, str(TEAM))


async def test_a_firm_is_a_lead_too(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service, segment="firm", name="明禾科技有限公司", phone="010-88886666")
    assert (await service.client().get(f"/leads/{client_id}")).json()["segment"] == "firm"
    assert (await service.events())[0][1]["segment"] == "firm"


async def test_the_public_page_shows_the_institution_and_the_consent_in_the_readers_language(
    start_service: StartService,
) -> None:
    service = await start_service(
        "leads", institution_name="明禾保险代理有限公司", licence_no="260000000001234"
    )
    key = await open_campaign(service, title="家庭保障测评")
    english = (await service.client(None).get(f"/leads/campaigns/{key}/self-assessment")).json()
    chinese = (
        await service.client(None, language="zh-CN").get(f"/leads/campaigns/{key}/self-assessment")
    ).json()
    assert english["title"] == "家庭保障测评"
    assert english["licence_no"] == "260000000001234"
    assert english["consent_text"].startswith("I agree that 明禾保险代理有限公司")
    assert chinese["consent_text"].startswith("我同意明禾保险代理有限公司")
    assert (await service.client(None).get("/leads/campaigns/nobodys/self-assessment")).status_code == 404


@pytest.mark.parametrize(
    ("different", "pointer", "code"),
    [
        ({"phone": "12345"}, "/phone", "INVALID_PHONE"),
        ({"phone": "138 0013 8000 ext. 5"}, "/phone", "INVALID_PHONE"),
        ({"phone": "1380013800" + "0" * 30}, "/phone", "STRING_TOO_LONG"),
        ({"name": ""}, "/name", "STRING_TOO_SHORT"),
        ({"name": "张" * 61}, "/name", "STRING_TOO_LONG"),
        ({"name": "a\x00b"}, "/name", "STRING_PATTERN_MISMATCH"),
        ({"name": "<script>"}, "/name", "STRING_PATTERN_MISMATCH"),
        ({"consent_purposes": []}, "/consent_purposes", "TOO_SHORT"),
        ({"consent_purposes": ["everything"]}, "/consent_purposes/0", "ENUM"),
        ({"birth_date": "2026-02-30"}, "/birth_date", "DATE_FROM_DATETIME_PARSING"),
        ({"birth_date": "2026-03-03"}, "/birth_date", "BORN_IN_THE_FUTURE"),
        ({"sex": "unknown"}, "/sex", "ENUM"),
        ({"source": "Event!"}, "/source", "STRING_PATTERN_MISMATCH"),
        ({"id_number": "11010120000229001"}, "/id_number", "INVALID_LENGTH"),
        ({"id_number": "110105194912310029"}, "/id_number", "INVALID_CHECKSUM"),
        ({"region": "11"}, "/region", "STRING_PATTERN_MISMATCH"),
    ],
)
async def test_what_is_malformed_is_pointed_at_and_nothing_is_kept(
    start_service: StartService, different: dict[str, Any], pointer: str, code: str
) -> None:
    service = await start_service("leads")
    answer = await service.client().post("/leads", json=lead_body(**different))
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    (given,) = different.values()
    assert isinstance(given, list) or given == "" or given not in answer.text
    assert await service.rows("SELECT 1 FROM lead UNION ALL SELECT 1 FROM touch") == []


async def test_somebody_born_today_is_a_lead(start_service: StartService) -> None:
    service = await start_service("leads")
    assert await capture(
        service,
        birth_date="2026-03-02",
        consent_purposes=["contact", "minor_data"],
        guardian={"relation": "mother", "name": "李女士"},
    )


async def test_names_and_phones_are_kept_sealed_and_travel_on_no_event(start_service: StartService) -> None:
    service = await start_service("leads")
    await capture(service, name="王小明", phone="13912345678")
    (row,) = await service.rows("SELECT lead::text AS whole FROM lead")
    outbox = await service.rows("SELECT headers::text || encode(value, 'escape') AS whole FROM outbox")
    for whole in (row["whole"], outbox[0]["whole"]):
        for told in ("王小明", "13912345678", "王小明".encode().hex(), b"13912345678".hex()):
            assert told not in whole


async def test_a_lead_moves_up_with_what_other_services_tell_and_never_down(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()

    async def status() -> Any:
        lead = (await agent.get(f"/leads/{client_id}")).json()
        return lead["status"], lead["won_at"] is not None

    assert await status() == ("new", False)
    await service.deliver(make_gap_computed(client_id))
    assert await status() == ("qualified", False)
    await service.deliver(make_policy_issued(client_id))
    assert await status() == ("won", True)
    await service.deliver(make_gap_computed(client_id))
    assert await status() == ("won", True)


async def test_an_event_about_nobody_known_waits_and_does_nothing(start_service: StartService) -> None:
    service = await start_service("leads")
    await service.deliver(make_policy_issued(str(CLIENT)), may_be_set_aside=True)
    (held,) = await service.rows("SELECT status, error FROM held_event")
    assert held == {"status": "retrying", "error": "NOT_FOUND"}
