"""The public self-assessment (capability 12) in `leads`: its page, its consents, and what it tells of a household."""

import re
from datetime import timedelta
from typing import Any

import httpx

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.people import capture, open_campaign, self_assessment_body
from tests.services.running import RunningService

HOUSEHOLD: dict[str, Any] = {
    "members": [
        {
            "role": "breadwinner",
            "birth_date": "1996-02-11",
            "annual_income": "240000.00",
            "covers": [{"line": "critical_illness", "sum_insured": "500000.00", "provided_by": "self"}],
        },
        {"role": "child", "birth_date": "2020-05-01"},
    ],
    "annual_expenses": "200000.00",
    "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
}


async def submit(service: RunningService, key: str, **different: Any) -> httpx.Response:
    body = self_assessment_body(**different)
    return await service.client(None).post(f"/leads/campaigns/{key}/self-assessment", json=body)


def stated(**different: Any) -> dict[str, Any]:
    """What goes with the household: the consent to it, and the household itself."""
    return {"consent_purposes": ["contact", "financial_data"], "household": {**HOUSEHOLD, **different}}


async def test_capability_12_a_household_goes_on_without_anything_that_names_the_client(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    answer = await submit(service, key, **stated())
    assert answer.status_code == 201, answer.text
    client_id = answer.json()["client_id"]
    events = await service.events()
    assert [envelope.type for envelope, _ in events] == ["lead-captured", "self-assessment-submitted"]
    assert {envelope.partition_key for envelope, _ in events} == {client_id}
    assert events[1][1] == {
        "client_id": client_id,
        "members": [
            HOUSEHOLD["members"][0],
            {"role": "child", "birth_date": "2020-05-01", "annual_income": None, "covers": []},
        ],
        "annual_expenses": "200000.00",
        "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
        "liquid_assets": None,
        "annual_elder_support": None,
    }
    ledger = (await service.client().get(f"/leads/{client_id}/consents")).json()["items"]
    assert sorted(line["purpose"] for line in ledger) == ["contact", "financial_data"]
    columns = await service.rows(
        "SELECT column_name FROM information_schema.columns WHERE column_name LIKE '%income%'"
    )
    assert columns == [], "leads keeps no finances"


async def test_a_household_without_its_own_consent_or_that_makes_no_sense_is_refused_at_its_field(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)

    async def refusal(**different: Any) -> tuple[int, str, str]:
        answer = await submit(service, key, **different)
        error = answer.json()["errors"][0]
        return answer.status_code, error["pointer"], error["code"]

    assert await refusal(household=HOUSEHOLD) == (409, "/consent_purposes", "HOUSEHOLD_WITHOUT_CONSENT")
    child = {"role": "child", "birth_date": "2020-05-01"}
    earner = {"role": "breadwinner"}
    for different, expected in (
        ({"members": [child]}, (422, "/household/members", "BREADWINNER_MISSING")),
        ({"members": [earner, {"role": "child"}]}, (422, "/household/members/1", "CHILD_WITHOUT_BIRTH_DATE")),
        (
            {"members": [earner, {**child, "birth_date": "2026-03-03"}]},
            (422, "/household/members/1/birth_date", "BORN_IN_THE_FUTURE"),
        ),
        ({"annual_expenses": "-1.00"}, (422, "/household/annual_expenses", "OUT_OF_RANGE")),
        ({"members": [earner] * 11}, (422, "/household/members", "TOO_LONG")),
    ):
        assert await refusal(**stated(**different)) == expected
    assert await service.events() == []


async def test_a_known_clients_finances_follow_his_ledger(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    client_id = await capture(service, phone="13800138000")
    agent = service.client()

    async def told() -> list[str]:
        return [envelope.type for envelope, _ in await service.events()][1:]

    assert (await submit(service, key, **stated())).json() == {"client_id": client_id, "outcome": "merged"}
    assert await told() == ["lead-merged", "consent-granted", "self-assessment-submitted"]
    assert (await submit(service, key, **stated())).status_code == 201
    assert (await told())[3:] == ["lead-merged", "self-assessment-submitted"]
    withdrawn = await agent.post(f"/leads/{client_id}/consents/financial_data/withdraw")
    assert withdrawn.status_code == 200, withdrawn.text
    assert (await submit(service, key, **stated())).status_code == 201
    assert (await told())[5:] == ["consent-withdrawn", "lead-merged"]


async def test_the_page_asks_for_each_consent_by_itself_and_brings_nothing_from_elsewhere(
    start_service: StartService,
) -> None:
    service = await start_service("leads", public_url="https://coverloop.example")
    key = await open_campaign(service, title="家庭<保障>测评")
    public = service.client(None, language="zh-CN")
    told = (await public.get(f"/leads/campaigns/{key}/self-assessment")).json()
    assert told["page"] == f"https://coverloop.example/leads/campaigns/{key}/self-assessment/page"
    answer = await public.get(f"/leads/campaigns/{key}/self-assessment/page")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.text
    assert "家庭&lt;保障&gt;测评" in page
    assert "明禾保险代理有限公司 · 经营许可证编号 260000000001234" in page
    ticks = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert [re.search(r'value="(\w+)"', tick)[1] for tick in ticks] == [  # type: ignore[index]
        "contact",
        "financial_data",
        "marketing",
    ]
    assert not any("checked" in tick for tick in ticks)
    assert re.findall(r"<script(?![^>]*src=)|style=|\son\w+=", page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    for asset in re.findall(r'(?:src|href)="(/leads/self-assessment\.\w+)"', page):
        assert (await public.get(asset)).status_code == 200
    english = await public.get(f"/leads/campaigns/{key}/self-assessment/page", params={"language": "en"})
    assert '<html lang="en">' in english.text
    assert (await public.get("/leads/campaigns/none/self-assessment/page")).status_code == 404


async def test_a_campaign_takes_people_in_on_its_days_while_it_is_open(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service, starts_on="2026-03-03", ends_on="2026-03-04")
    page = f"/leads/campaigns/{key}/self-assessment/page"
    anybody = service.client(None)

    async def answers() -> tuple[int, int]:
        return (await anybody.get(page)).status_code, (await submit(service, key)).status_code

    assert await answers() == (410, 409)
    service.clock.advance(timedelta(days=1))
    assert await answers() == (200, 201)
    service.clock.advance(timedelta(days=2))
    assert await answers() == (410, 409)
    assert (await submit(service, key)).json()["code"] == "CAMPAIGN_CLOSED"


async def test_a_wrong_phone_is_told_in_the_readers_language(start_service: StartService) -> None:
    service = await start_service("leads")
    key = await open_campaign(service)
    for language in ("zh-CN", "en"):
        answer = await service.client(None, language=language).post(
            f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body(phone="12345")
        )
        [error] = answer.json()["errors"]
        assert error["pointer"] == "/phone"
        assert error["message"].isascii() == (language == "en")


async def test_a_campaign_is_changed_by_its_agent_and_by_those_above_him(start_service: StartService) -> None:
    service = await start_service("leads")
    await open_campaign(service, budget="1000.00")
    ops, agent = service.client(Role.OPS), service.client()
    [campaign] = (await ops.get("/leads/campaigns")).json()["items"]
    path = f"/leads/campaigns/{campaign['id']}"
    body = {
        **{name: campaign[name] for name in ("title", "channel", "source", "agent_id", "team_id")},
        "status": "closed",
    }
    assert (await agent.put(path, json=body)).status_code == 428
    stranger = service.client(agent_id="0190a000-0000-7000-8000-0000000000d9")
    assert (await stranger.put(path, json=body, headers={"if-match": '"1"'})).status_code == 403
    closed = await agent.put(path, json=body, headers={"if-match": '"1"'})
    assert (closed.status_code, closed.headers["etag"], closed.json()["status"]) == (200, '"2"', "closed")
    assert (await ops.put(path, json=body, headers={"if-match": '"1"'})).status_code == 412
    assert (await ops.get("/leads/campaigns", params={"status": "open"})).json()["items"] == []
    wrong = {**body, "starts_on": "2026-03-04", "ends_on": "2026-03-03"}
    refused = await ops.put(path, json=wrong, headers={"if-match": '"2"'})
    assert refused.json()["errors"][0]["code"] == "ENDS_BEFORE_IT_STARTS"
