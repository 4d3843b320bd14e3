"""Deduplication: by identity number as by phone, and two leads that turn out to be one person."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.events import make_policy_issued
from tests.services.leads.files import HEADER, begin, make_csv
from tests.services.leads.people import (
    capture,
    if_match,
    in_team,
    lead_body,
    open_campaign,
    refused,
    self_assessment_body,
    told,
)
from tests.services.running import AGENT, OTHER_AGENT, TEAM, RunningService

NUMBER = "11010519491231002X"
"""A woman born on 1949-12-31."""
OTHER_NUMBER = "110105194912310038"
"""A man born on the same day."""


async def test_an_identity_number_is_one_lead_whatever_the_phone(start_service: StartService) -> None:
    service = await start_service("leads")
    agent = service.client()
    first = (await agent.post("/leads", json=lead_body(id_number=NUMBER))).json()
    lead = (await agent.get(f"/leads/{first['client_id']}")).json()
    assert (lead["birth_date"], lead["sex"], lead["identity_known"]) == ("1949-12-31", "female", True)
    again = await agent.post("/leads", json=lead_body(phone="13800138001", id_number=NUMBER.lower()))
    assert again.json() == {"client_id": first["client_id"], "outcome": "merged"}
    other = await agent.post("/leads", json=lead_body(phone="13800138002"))
    assert other.json()["outcome"] == "captured"
    between = await agent.post("/leads", json=lead_body(phone="13800138002", id_number=NUMBER))
    assert refused(between) == (409, "TWO_PEOPLE")
    changed = await agent.post("/leads", json=lead_body(id_number=OTHER_NUMBER))
    assert refused(changed) == (409, "TWO_PEOPLE")
    assert len(await service.rows("SELECT 1 FROM lead")) == 2


async def test_d8_an_identity_number_is_checked_and_never_echoed(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    for number, code in (
        ("11010120000229001", "INVALID_LENGTH"),
        ("1101051949123100AX", "INVALID_FORMAT"),
        ("110105194912310029", "INVALID_CHECKSUM"),
        ("110105194902300004", "INVALID_COMPONENT"),
    ):
        answer = await service.client().put(
            f"/leads/{client_id}/identity", json={"id_number": number}, headers=if_match(1)
        )
        assert refused(answer) == (422, code)
        assert answer.json()["errors"][0]["pointer"] == "/id_number"
        assert number not in answer.text
    assert (await service.client().get(f"/leads/{client_id}")).json()["identity_known"] is False


async def test_an_identity_number_that_contradicts_the_form_is_refused(start_service: StartService) -> None:
    service = await start_service("leads")
    agent = service.client()
    of_man = await capture(service, sex="male")
    born_later = await capture(service, phone="13800138001", birth_date="1950-01-01")
    firm = await capture(service, phone="13800138002", segment="firm")
    for client_id, code in (
        (of_man, "SEX_MISMATCH"),
        (born_later, "BIRTHDATE_MISMATCH"),
        (firm, "FIRM_HAS_NO_IDENTITY_NUMBER"),
    ):
        answer = await agent.put(
            f"/leads/{client_id}/identity", json={"id_number": NUMBER}, headers=if_match(1)
        )
        assert refused(answer) == (409, code)
        assert NUMBER not in answer.text


async def test_an_identity_number_is_set_later_and_sealed(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id, other = await capture(service), await capture(service, phone="13800138001")
    agent = service.client()
    path = f"/leads/{client_id}/identity"
    assert (await agent.put(path, json={"id_number": NUMBER})).status_code == 428
    answer = await agent.put(path, json={"id_number": NUMBER}, headers=if_match(1))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert refused(await agent.put(path, json={"id_number": NUMBER}, headers=if_match(1))) == (412, "STALE")
    (row,) = await service.rows("SELECT lead::text AS whole FROM lead WHERE id_number_digest IS NOT NULL")
    assert NUMBER not in row["whole"]
    taken = await agent.put(f"/leads/{other}/identity", json={"id_number": NUMBER}, headers=if_match(1))
    assert refused(taken) == (409, "IDENTITY_OF_ANOTHER_LEAD")
    assert taken.json()["other_client_id"] == client_id


async def two_leads(service: RunningService) -> tuple[str, str]:
    """A lead of AGENT, who has an identity number, and one of OTHER_AGENT, both in TEAM and at version 2."""
    kept = await capture(service, id_number=NUMBER)
    other = await service.client(agent_id=OTHER_AGENT).post(
        "/leads",
        json=lead_body(phone="13900139000", source="salon", consent_purposes=["contact", "marketing"]),
    )
    await in_team(service, kept)
    await in_team(service, other.json()["client_id"], OTHER_AGENT)
    return kept, other.json()["client_id"]


async def merge(service: RunningService, kept: str, gone: str, version: int = 2) -> Any:
    return await service.client(Role.MANAGER).post(
        f"/leads/{kept}/merges", json={"merged_client_id": gone}, headers=if_match(version)
    )


async def test_two_leads_become_one_and_keep_their_history(start_service: StartService) -> None:
    service = await start_service("leads")
    kept, gone = await two_leads(service)
    assert (await merge(service, kept, gone)).status_code == 201
    agent = service.client()
    seen = (await agent.get(f"/leads/{gone}")).json()
    assert (seen["merged_into"], seen["agent_id"]) == (kept, str(AGENT))
    listed = (await agent.get("/leads")).json()["items"]
    assert [lead["client_id"] for lead in listed] == [kept]
    found = (await agent.get("/leads", params={"phone": "13900139000"})).json()["items"]
    assert [lead["client_id"] for lead in found] == [kept]
    again = await agent.post("/leads", json=lead_body(phone="139 0013 9000", channel="phone"))
    assert again.json() == {"client_id": kept, "outcome": "merged"}
    touches = (await agent.get(f"/leads/{kept}/touches")).json()["items"]
    assert [(touch["source"], touch["channel"]) for touch in touches] == [
        ("mini-program", "wechat"),
        ("salon", "wechat"),
        ("salon", "merge"),
        ("mini-program", "phone"),
    ]
    consents = (await agent.get(f"/leads/{gone}/consents")).json()["items"]
    assert {consent["purpose"] for consent in consents} == {"contact", "marketing"}
    served = (await agent.get(f"/leads/{gone}/assignments")).json()["items"]
    assert [(one["way"], one["agent_id"]) for one in served] == [
        ("merge", str(AGENT)),
        ("hand", str(OTHER_AGENT)),
    ]
    merged = (await told(service, "lead-merged"))[0]
    assert (merged["client_id"], merged["merged_lead"]) == (kept, gone)
    assert (await told(service, "client-assigned"))[-1]["client_id"] == gone
    refusals = (
        await agent.post(
            f"/leads/{gone}/consents",
            json={"purpose": "health_data", "text_version": "2026-01", "channel": "wechat"},
        ),
        await agent.put(f"/leads/{gone}/identity", json={"id_number": NUMBER}, headers=if_match(3)),
    )
    for answer in refusals:
        assert refused(answer) == (409, "LEAD_MERGED")
        assert answer.json()["merged_into"] == kept


async def test_a_withdrawal_holds_for_every_id_of_the_person_and_an_assignment_too(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    kept, gone = await two_leads(service)
    assert (await merge(service, kept, gone)).status_code == 201
    await service.client().post(f"/leads/{kept}/consents/contact/withdraw")
    withdrawn = {payload["client_id"] for payload in await told(service, "consent-withdrawn")}
    assert withdrawn == {kept, gone}
    answer = await service.client(Role.MANAGER).put(
        f"/leads/{kept}/assignment",
        json={"agent_id": str(OTHER_AGENT), "team_id": str(TEAM)},
        headers=if_match(3),
    )
    assert answer.status_code == 200, answer.text
    assert (await service.client(agent_id=OTHER_AGENT).get(f"/leads/{gone}")).status_code == 200
    assert (await service.client().get(f"/leads/{gone}")).status_code == 404


async def test_a_merge_is_undone_within_thirty_days_and_not_later(start_service: StartService) -> None:
    service = await start_service("leads")
    kept, gone = await two_leads(service)
    made = (await merge(service, kept, gone)).json()
    assert made["undo_until"] == "2026-04-01T16:00:00Z"
    manager = service.client(Role.MANAGER)
    undo = f"/leads/{kept}/merges/{made['id']}/undo"
    service.clock.advance(timedelta(days=30))
    assert (await manager.post(undo, headers=if_match(1))).status_code == 200
    lead = (await service.client(agent_id=OTHER_AGENT).get(f"/leads/{gone}")).json()
    assert (lead["merged_into"], lead["agent_id"]) == (None, str(OTHER_AGENT))
    touches = (await service.client().get(f"/leads/{kept}/touches")).json()["items"]
    assert [touch["channel"] for touch in touches] == ["wechat"]
    assert await told(service, "lead-unmerged") == [
        {"client_id": kept, "merge_id": made["id"], "merged_lead": gone}
    ]
    assert refused(await manager.post(undo, headers=if_match(2))) == (409, "MERGE_UNDONE")
    again = (await merge(service, kept, gone, version=3)).json()
    service.clock.advance(timedelta(days=31))
    late = await manager.post(f"/leads/{kept}/merges/{again['id']}/undo", headers=if_match(1))
    assert refused(late) == (409, "MERGE_UNDO_TOO_LATE")
    listed = (await manager.get(f"/leads/{kept}/merges")).json()["items"]
    assert [one["undone_at"] is not None for one in listed] == [False, True]


async def test_leads_that_cannot_be_one_are_not_merged(start_service: StartService) -> None:
    service = await start_service("leads")
    kept, gone = await two_leads(service)
    assert refused(await merge(service, kept, kept)) == (422, "SAME_LEAD")
    assert refused(await merge(service, kept, gone, version=1)) == (412, "STALE")
    by_agent = await service.client().post(
        f"/leads/{kept}/merges", json={"merged_client_id": gone}, headers=if_match(2)
    )
    assert by_agent.status_code == 403
    agent = service.client(agent_id=OTHER_AGENT)
    await agent.put(f"/leads/{gone}/identity", json={"id_number": OTHER_NUMBER}, headers=if_match(2))
    assert refused(await merge(service, kept, gone)) == (409, "TWO_IDENTITY_NUMBERS")


async def test_a_lead_with_a_policy_survives_and_two_with_policies_are_not_merged(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    kept, gone = await two_leads(service)
    await service.deliver(make_policy_issued(gone))
    assert refused(await merge(service, kept, gone)) == (409, "MERGE_THE_OTHER_WAY")
    assert (await merge(service, gone, kept, version=3)).status_code == 201
    await service.deliver(make_policy_issued(kept))
    merged = (await service.client(agent_id=OTHER_AGENT).get(f"/leads/{kept}")).json()
    assert (merged["status"], merged["merged_into"]) == ("won", gone)
    third = await capture(service, phone="13700137000")
    await in_team(service, third)
    await service.deliver(make_policy_issued(third))
    assert refused(await merge(service, gone, third, version=4)) == (409, "BOTH_HAVE_POLICIES")


async def test_who_comes_by_the_phone_of_a_merged_lead_is_the_survivor_in_a_campaign_and_a_file(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    kept, gone = await two_leads(service)
    assert (await merge(service, kept, gone)).status_code == 201
    key = await open_campaign(service)
    answer = await service.client(None).post(
        f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body(phone="13900139000")
    )
    assert answer.json() == {"client_id": kept, "outcome": "merged"}
    assert (await told(service, "lead-merged"))[-1]["client_id"] == kept
    rows = [
        ("李四", "13900139000", NUMBER),
        ("李四", "13800138000", ""),
        ("王五", "13900139000", OTHER_NUMBER),
    ]
    content = make_csv(rows, header=(*HEADER, "身份证号码"))
    import_id = await begin(service.client(), content)
    await service.tick()
    done = (await service.client().get(f"/leads/imports/{import_id}")).json()
    assert (done["captured"], done["merged"], done["refused"]) == (0, 2, 1)
    assert [one["client_id"] for one in await told(service, "lead-merged")][-2:] == [kept, kept]
