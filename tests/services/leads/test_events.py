"""Events 社区讲座, 亲子活动 and salons at firms 员工福利沙龙 (capability 13), with their guests and follow-ups."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.people import capture, lead_body
from tests.services.running import AGENT, OTHER_AGENCY, OTHER_AGENT, RunningService

PHONES = ("13800138000", "13900139000", "13700137000")


def event_body(**different: Any) -> dict[str, Any]:
    """A talk on Saturday, 14 March 2026, at two in the afternoon in Shanghai."""
    return {
        "kind": "community-talk",
        "title": "社区健康与保障讲座",
        "place": "阳光社区",
        "starts_at": "2026-03-14T06:00:00Z",
        **different,
    }


async def plan(service: RunningService, **different: Any) -> str:
    """The path of an event that AGENT plans."""
    answer = await service.client().post("/leads/events", json=event_body(**different))
    assert answer.status_code == 201, answer.text
    return f"/leads/events/{answer.json()['id']}"


def guest(phone: str = PHONES[0], **different: Any) -> dict[str, Any]:
    return {
        "guest": {
            "name": "李女士",
            "phone": phone,
            "consent_purposes": ["contact"],
            "consent_text_version": "2026-01",
        },
        **different,
    }


async def register(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    return await client.post(f"{path}/attendees", json=body)


async def note(client: httpx.AsyncClient, path: str, attendee: dict[str, Any], **said: Any) -> httpx.Response:
    return await client.put(
        f"{path}/attendees/{attendee['id']}/attendance",
        json=said,
        headers={"if-match": f'"{attendee["version"]}"'},
    )


async def test_capability_13_guests_become_leads_come_and_are_followed_up(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    known = await capture(service, phone=PHONES[0])
    path = await plan(service, capacity=3)
    again = (await register(agent, path, guest(PHONES[0]))).json()
    new = (await register(agent, path, guest(PHONES[1]))).json()
    assert again["client_id"] == known
    lead = (await agent.get(f"/leads/{new['client_id']}")).json()
    assert (lead["source"], lead["channel"], lead["agent_id"]) == ("event", "community-talk", str(AGENT))
    touches = (await agent.get(f"/leads/{known}/touches")).json()["items"]
    assert [touch["source"] for touch in touches] == ["mini-program", "event"]
    assert [envelope.type for envelope, _ in await service.events()] == [
        "lead-captured",
        "lead-merged",
        "lead-captured",
    ]

    early = await note(agent, path, new, status="attended")
    assert (early.status_code, early.json()["code"]) == (409, "NOT_YET_HELD")
    service.clock.advance(timedelta(days=12))
    came = (await note(agent, path, new, status="attended")).json()
    assert (came["status"], came["follow_up_on"]) == ("attended", "2026-03-18")
    stayed_away = (await note(agent, path, again, status="absent")).json()
    assert stayed_away["follow_up_on"] is None
    none_due = await agent.get("/leads/events/follow-ups", params={"due_by": "2026-03-17"})
    assert none_due.json()["items"] == []
    due = (await agent.get("/leads/events/follow-ups", params={"due_by": "2026-03-18"})).json()["items"]
    assert [attendee["id"] for attendee in due] == [new["id"]]

    talk = f"{path}/attendees/{{}}/follow-up"
    refused = await agent.put(
        talk.format(again["id"]), json={"outcome": "call-again"}, headers={"if-match": '"2"'}
    )
    assert refused.json()["code"] == "NO_FOLLOW_UP_DUE"
    done = await agent.put(
        talk.format(new["id"]), json={"outcome": "meeting-agreed"}, headers={"if-match": '"2"'}
    )
    assert done.status_code == 200, done.text
    assert (await agent.get("/leads/events/follow-ups")).json()["items"] == []
    counts = (await agent.get(f"{path}/counts")).json()
    assert (counts["registered"], counts["attended"], counts["follow_ups_open"]) == (2, 1, 0)
    assert counts["by_status"] == {"attended": 1, "absent": 1}
    assert counts["by_outcome"] == {"meeting-agreed": 1}


async def test_a_salon_at_a_firm_tells_group_and_individual_interest_apart(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    firm = await capture(service, segment="firm", name="晨光制造有限公司", phone="02162345678")
    person = await capture(service, phone=PHONES[0])
    wrong = await agent.post("/leads/events", json=event_body(kind="corporate-salon", firm_client_id=person))
    assert (wrong.status_code, wrong.json()["code"]) == (409, "NOT_A_FIRM")
    no_salon = await agent.post("/leads/events", json=event_body(firm_client_id=firm))
    assert no_salon.json()["errors"][0]["code"] == "FIRM_OF_NO_SALON"
    campaign = await agent.post(
        "/leads/campaigns", json={"title": "员工福利", "channel": "salon", "source": "partner-firm"}
    )
    path = await plan(
        service,
        kind="corporate-salon",
        firm_client_id=firm,
        starts_at="2026-03-02T03:00:00Z",
        campaign_id=campaign.json()["id"],
    )
    group = (await register(agent, path, {"client_id": firm, "interest": "group"})).json()
    individual = (await register(agent, path, guest(PHONES[1]))).json()
    assert (await note(agent, path, individual, status="attended", interest="individual")).status_code == 200
    counts = (await agent.get(f"{path}/counts")).json()
    assert counts["by_interest"] == {"group": 1, "individual": 1}
    lead = (await agent.get(f"/leads/{individual['client_id']}")).json()
    assert (lead["source"], lead["channel"]) == ("partner-firm", "salon")
    listed = (await agent.get(f"{path}/attendees", params={"interest": "group"})).json()["items"]
    assert [attendee["id"] for attendee in listed] == [group["id"]]
    statistics = (await agent.get(f"/leads/campaigns/{campaign.json()['id']}/statistics")).json()
    assert (statistics["events"], statistics["touches"], statistics["leads"]["captured"]) == (1, 2, 1)


async def test_places_are_never_given_twice_and_a_cancelled_one_is_free_again(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    path = await plan(service, capacity=2)
    answers = await asyncio.gather(*(register(agent, path, guest(phone)) for phone in PHONES))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409]
    [full] = [answer for answer in answers if answer.status_code == 409]
    assert full.json()["code"] == "EVENT_FULL"
    first = next(answer.json() for answer in answers if answer.status_code == 201)
    assert (await note(agent, path, first, status="cancelled")).status_code == 200
    assert (await agent.get(path)).json()["registered"] == 1
    back = await register(agent, path, {"client_id": first["client_id"]})
    assert (back.status_code, back.json()["id"], back.json()["status"]) == (201, first["id"], "registered")
    assert len(await service.rows("SELECT 1 FROM attendee")) == 2


async def test_a_guest_is_registered_once_and_only_with_his_consent(start_service: StartService) -> None:
    service = await start_service("leads")
    agent = service.client()
    path = await plan(service)
    assert (await register(agent, path, guest())).status_code == 201
    twice = await register(agent, path, guest())
    assert (twice.status_code, twice.json()["code"]) == (409, "ALREADY_REGISTERED")
    assert (await agent.get(path)).json()["registered"] == 1
    unasked = guest(PHONES[1])
    unasked["guest"]["consent_purposes"] = ["marketing"]
    assert (await register(agent, path, unasked)).json()["code"] == "CONSENT_MISSING"
    nobody = await register(agent, path, {})
    assert nobody.json()["errors"][0]["code"] == "GUEST_UNCLEAR"


async def test_guests_are_seen_by_those_who_serve_them_and_events_by_the_agency(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    path = await plan(service)
    attendee = (await register(service.client(), path, guest())).json()
    colleague, ops = service.client(agent_id=OTHER_AGENT), service.client(Role.OPS)
    assert (await colleague.get(path)).json()["registered"] == 1
    assert (await colleague.get(f"{path}/attendees")).json()["items"] == []
    service.clock.advance(timedelta(days=20))
    assert (await note(colleague, path, attendee, status="attended")).status_code == 404
    assert len((await ops.get(f"{path}/attendees")).json()["items"]) == 1
    stranger = service.client(agency_id=OTHER_AGENCY)
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get("/leads/events")).json()["items"] == []
    theirs = await colleague.post("/leads", json=lead_body(phone=PHONES[1]))
    of_others = await register(service.client(), path, {"client_id": theirs.json()["client_id"]})
    assert of_others.status_code == 404


async def test_an_event_is_changed_with_its_etag_and_cancelled(start_service: StartService) -> None:
    service = await start_service("leads")
    agent = service.client()
    path = await plan(service, capacity=5)
    await register(agent, path, guest(PHONES[0]))
    await register(agent, path, guest(PHONES[1]))
    etag = (await agent.get(path)).headers["etag"]
    smaller = await agent.put(path, json=event_body(capacity=1, status="planned"), headers={"if-match": etag})
    assert (smaller.status_code, smaller.json()["code"]) == (409, "CAPACITY_TOO_SMALL")
    colleague = service.client(agent_id=OTHER_AGENT)
    body = event_body(status="cancelled", agent_id=str(AGENT))
    assert (await colleague.put(path, json=body, headers={"if-match": etag})).status_code == 403
    assert (await agent.put(path, json=body, headers={"if-match": '"1"'})).status_code == 412
    cancelled = await agent.put(path, json=body, headers={"if-match": etag})
    assert cancelled.json()["status"] == "cancelled"
    late = await register(agent, path, guest(PHONES[2]))
    assert late.json()["code"] == "EVENT_CANCELLED"
    on_the_day = {"on_or_after": "2026-03-14", "on_or_before": "2026-03-14"}
    assert len((await agent.get("/leads/events", params=on_the_day)).json()["items"]) == 1
    assert (await agent.get("/leads/events", params={"status": "planned"})).json()["items"] == []
