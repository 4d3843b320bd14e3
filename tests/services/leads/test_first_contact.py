"""First contact (capabilities 15 and 16): openers, worries before lines, figures with evidence, and a no that counts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.caller import Role
from shared.contracts.needs import RiskGap
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.leads.events import make_gap_computed
from tests.services.leads.people import capture, lead_body, open_campaign, self_assessment_body
from tests.services.running import OTHER_AGENCY, OTHER_AGENT, RunningService


async def sent(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = await client.post(path, json=body)
    return answer.status_code, answer.json()


async def begin(client: httpx.AsyncClient, client_id: str) -> str:
    status, interview = await sent(client, f"/leads/{client_id}/interviews", {"channel": "visit"})
    assert (status, interview["worries"], interview["lines"]) == (201, [], [])
    return f"/leads/interviews/{interview['id']}"


async def assess(service: RunningService, client_id: str, *gaps: int) -> None:
    """The client's family is assessed: a death gap for each of its earners."""
    told = [RiskGap(risk="death", gap=Money(gap), gap_rounded_up=Money(gap)) for gap in gaps]
    await service.deliver(make_gap_computed(client_id).model_copy(update={"gaps": told}))


async def test_capability_15_a_promotion_opens_with_a_greeting_and_leads_to_term_life(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    _, answer = await sent(agent, "/leads/calculators/opener", {"life_event": "promotion"})
    assert answer["result"]["lines"] == ["term_life"]
    assert answer["result"]["opener"].startswith("Congratulations on the promotion!")
    assert answer["caveats"][0].endswith("nothing is scraped from any feed (PIPL 6, 13).")
    openers = (await service.client(language="zh-CN").get("/leads/openers")).json()
    assert {scene["channel"] for scene in openers["scenes"]} == {"offline", "online"}
    assert "不抓取朋友圈" in openers["notice"]
    assert ("promotion", "升职") in [(event["code"], event["label"]) for event in openers["life_events"]]

    client_id = await capture(service)
    path = f"/leads/{client_id}/life-events"
    body = {"event_code": "promotion", "learned_from": "client", "happened_on": "2026-02-28"}
    status, event = await sent(agent, path, body)
    assert (status, event["lines"], event["caveats"]) == (
        201,
        [],
        ["Hear the client's worries before naming any line."],
    )
    scraped = await sent(agent, path, {**body, "learned_from": "moments_feed"})
    assert (scraped[0], scraped[1]["code"]) == (422, "UNKNOWN_CODE")
    status, contact = await sent(
        agent, f"/leads/{client_id}/contacts", {"channel": "wechat", "life_event_id": event["id"]}
    )
    assert (status, contact["life_event_id"]) == (201, event["id"])
    twice = {"channel": "wechat", "life_event_id": event["id"], "scene_code": "old_friend_message"}
    refused = await sent(agent, f"/leads/{client_id}/contacts", twice)
    assert (refused[0], refused[1]["code"]) == (422, "TWO_OCCASIONS")

    interview = await begin(agent, client_id)
    heard = {"worries": ["breadwinner_lost"]}
    await agent.put(f"{interview}/worries", json=heard, headers={"if-match": '"1"'})
    (listed,) = (await agent.get(path)).json()["items"]
    assert (listed["lines"], listed["caveats"]) == (["term_life"], [])


async def test_capability_16_no_line_is_shown_or_recorded_before_a_worry_was_heard(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()
    interview = await begin(agent, client_id)
    early = await agent.get(f"{interview}/line-suggestions")
    assert (early.status_code, early.json()["code"]) == (409, "WORRIES_FIRST")
    lines = {"lines": ["term_life"]}
    early = await agent.put(f"{interview}/lines", json=lines, headers={"if-match": '"1"'})
    assert (early.status_code, early.json()["code"]) == (409, "WORRIES_FIRST")
    none = await agent.put(f"{interview}/worries", json={"worries": []}, headers={"if-match": '"1"'})
    assert none.status_code == 422

    worries = {"worries": ["debts_left_behind", "breadwinner_lost"], "words": "房贷还有二十年"}
    heard = await agent.put(f"{interview}/worries", json=worries, headers={"if-match": '"1"'})
    assert (heard.status_code, heard.json()["words"]) == (200, "房贷还有二十年")
    suggested = (await agent.get(f"{interview}/line-suggestions")).json()
    assert [one["line"] for one in suggested["result"]] == ["term_life", "critical_illness"]
    assert suggested["because"][0]["rule"] == "contact.worries"
    service.clock.advance(timedelta(minutes=10))
    named = await agent.put(f"{interview}/lines", json=lines, headers={"if-match": heard.headers["etag"]})
    assert (named.status_code, named.json()["lines"]) == (200, ["term_life"])
    assert named.json()["worries_at"] < named.json()["lines_at"]
    (row,) = await service.rows("SELECT words_sealed FROM interview")
    assert "房贷".encode() not in row["words_sealed"]
    other = service.client(agent_id=OTHER_AGENT)
    assert (await other.get(interview)).status_code == 404


async def test_the_database_itself_refuses_lines_without_worries(start_service: StartService) -> None:
    service = await start_service("leads")
    await begin(service.client(), await capture(service))
    with pytest.raises(Exception, match="interview_worries_before_lines"):
        await service.rows("UPDATE interview SET lines_at = now()")


async def test_capability_16_the_service_boundary_is_told_in_its_version_and_logged(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()

    async def next_step() -> str:
        return str((await agent.get(f"/leads/{client_id}/first-contact")).json()["next_step"])

    assert await next_step() == "deliver_boundary"
    boundary = (await agent.get("/leads/service-boundary")).json()
    assert "明禾保险代理有限公司 (licence 260000000001234)" in boundary["text"]
    path = f"/leads/{client_id}/boundary-deliveries"
    outdated = await sent(agent, path, {"text_version": "2025-01", "channel": "visit"})
    assert (outdated[0], outdated[1]["code"]) == (409, "OUTDATED_TEXT")
    chinese = service.client(language="zh-CN")
    status, delivery = await sent(
        chinese, path, {"text_version": boundary["text_version"], "channel": "visit"}
    )
    assert status == 201
    assert (delivery["text_version"], delivery["language"], delivery["channel"]) == (
        "2026-01",
        "zh-CN",
        "visit",
    )
    assert delivery["delivered_at"].startswith("2026-03-02T02:00")
    own = service.client(Role.CLIENT, client_id=client_id)
    assert [one["id"] for one in (await own.get(path)).json()["items"]] == [delivery["id"]]
    assert await next_step() == "hear_worries"


async def test_capability_16_seventy_percent_is_said_only_when_it_is_counted_and_can_be_checked(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    clients = [await capture(service, phone=f"139{number:08d}") for number in range(30)]
    for place, client_id in enumerate(clients[:29]):
        await assess(service, client_id, *((0, 500000) if place < 20 else (0,)))
    few = await sent(agent, "/leads/statistics", {"statistic": "death_gap"})
    assert (few[0], few[1]["code"], few[1]["minimum"]) == (409, "SAMPLE_TOO_SMALL", 30)
    await assess(service, clients[29], 0)
    await assess(service, clients[29], 1)
    status, evidence = await sent(agent, "/leads/statistics", {"statistic": "death_gap"})
    assert status == 201
    assert (evidence["sample"], evidence["affected"], evidence["share"]) == (30, 21, "70.0")
    assert (evidence["as_of"], evidence["last_day"]) == ("2026-03-02", "2026-05-31")
    assert evidence["sentence"] == (
        "As of 2026-03-02, 70.0% of the 30 clients whom this agency has assessed have a death gap. "
        f"(Evidence {evidence['evidence_id']})"
    )
    assert (await sent(agent, "/leads/statistics", {"statistic": "medical_gap"}))[1]["code"] == (
        "SAMPLE_TOO_SMALL"
    )
    elsewhere = service.client(agency_id=OTHER_AGENCY)
    assert (await sent(elsewhere, "/leads/statistics", {"statistic": "death_gap"}))[0] == 409
    own = f"/leads/statistics/{evidence['evidence_id']}"
    assert (await agent.get(own)).json() == evidence
    assert (await elsewhere.get(own)).status_code == 404

    contact = {"channel": "visit", "evidence_id": evidence["evidence_id"]}
    assert (await sent(agent, f"/leads/{clients[0]}/contacts", contact))[0] == 201
    service.clock.advance(timedelta(days=91))
    old = service.client()
    assert (await old.get(own)).json()["sentence"] is None
    expired = await sent(old, f"/leads/{clients[0]}/contacts", contact)
    assert (expired[0], expired[1]["code"]) == (409, "EVIDENCE_EXPIRED")


async def test_an_older_assessment_that_is_heard_of_later_changes_no_figure(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    early = service.clock.now()
    service.clock.advance(timedelta(hours=1))
    await assess(service, client_id, 0)
    await service.deliver(make_gap_computed(client_id), time=early)
    (row,) = await service.rows("SELECT id, gaps FROM assessed_client")
    assert (row["id"], "1200000" in str(row["gaps"])) == (UUID(client_id), False)


async def test_capability_16_do_not_contact_stops_everything_at_once_until_a_new_consent(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service, consent_purposes=["contact", "marketing", "health_data"])
    agent, client = service.client(), service.client(Role.CLIENT, client_id=client_id)
    interview = await begin(agent, client_id)
    path = f"/leads/{client_id}/do-not-contact"
    status, order = await sent(client, path, {"channel": "phone"})
    assert (status, order["channel"], order["lifted_at"]) == (201, "phone", None)
    assert order["requested_at"].startswith("2026-03-02T02:00")
    assert (await sent(agent, path, {"channel": "wechat"}))[1] == order
    withdrawn = [
        payload["purpose"] for told, payload in await service.events() if told.type == "consent-withdrawn"
    ]
    assert withdrawn == ["contact", "marketing"]

    life_event = {"event_code": "promotion", "learned_from": "client", "happened_on": "2026-03-01"}
    for refused, body in (
        ("contacts", {"channel": "phone"}),
        ("contacts", {"channel": "wechat", "scene_code": "old_friend_message"}),
        ("life-events", life_event),
        ("interviews", {"channel": "visit"}),
        ("boundary-deliveries", {"text_version": "2026-01", "channel": "visit"}),
    ):
        answer = await sent(agent, f"/leads/{client_id}/{refused}", body)
        assert (answer[0], answer[1]["code"]) == (409, "DO_NOT_CONTACT"), refused
    worries = await agent.put(
        f"{interview}/worries", json={"worries": ["old_age"]}, headers={"if-match": '"1"'}
    )
    assert (worries.status_code, worries.json()["code"]) == (409, "DO_NOT_CONTACT")
    entered = await sent(service.client(agent_id=OTHER_AGENT), "/leads", lead_body())
    assert (entered[0], entered[1]["code"]) == (409, "DO_NOT_CONTACT")
    assert await service.rows("SELECT 1 FROM touch OFFSET 1") == []
    assert (await agent.get(f"/leads/{client_id}/first-contact")).json()["next_step"] == "stop"

    consent = {"purpose": "marketing", "text_version": "2026-01", "channel": "app"}
    assert (await sent(client, f"/leads/{client_id}/consents", consent))[0] == 201
    assert (await sent(agent, f"/leads/{client_id}/contacts", {"channel": "phone"}))[0] == 409
    anew = await sent(client, f"/leads/{client_id}/consents", {**consent, "purpose": "contact"})
    (lifted,) = (await agent.get(path)).json()["items"]
    assert (lifted["lifted_by_consent_id"], lifted["lifted_at"] is None) == (anew[1]["id"], False)
    assert (await sent(agent, f"/leads/{client_id}/contacts", {"channel": "phone"}))[0] == 201


async def test_entering_oneself_on_a_public_page_lifts_nothing_since_anybody_may_know_a_phone(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()
    await sent(agent, f"/leads/{client_id}/do-not-contact", {"channel": "phone"})
    key = await open_campaign(service)
    page = f"/leads/campaigns/{key}/self-assessment"
    assert (await sent(service.client(None), page, self_assessment_body()))[1]["outcome"] == "merged"
    assert (await sent(agent, f"/leads/{client_id}/contacts", {"channel": "phone"}))[0] == 409


async def test_without_consent_to_contact_nothing_is_recorded_either(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()
    await agent.post(f"/leads/{client_id}/consents/contact/withdraw")
    answer = await sent(agent, f"/leads/{client_id}/interviews", {"channel": "visit"})
    assert (answer[0], answer[1]["code"]) == (409, "CONSENT_MISSING")
    assert (await agent.get(f"/leads/{client_id}/first-contact")).json()["next_step"] == "ask_consent"
