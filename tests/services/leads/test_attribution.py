"""Attribution from the first touch to issued policies, and conversion by where people came from (capability 11)."""

from datetime import timedelta

from shared.caller import Role
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.leads.events import make_gap_computed, make_policy_issued
from tests.services.leads.people import capture, open_campaign, self_assessment_body
from tests.services.running import OTHER_AGENT, RunningService


async def buy(service: RunningService, client_id: str, premium: str) -> None:
    policy = make_policy_issued(client_id).model_copy(update={"annual_premium": Money(premium)})
    await service.deliver(policy)
    await service.deliver(policy)


async def test_policies_count_once_where_the_client_first_came_from(start_service: StartService) -> None:
    service = await start_service("leads")
    agent = service.client()
    key = await open_campaign(service, budget="300.00")
    first = await service.client(None).post(
        f"/leads/campaigns/{key}/self-assessment", json=self_assessment_body()
    )
    buyer = first.json()["client_id"]
    service.clock.advance(timedelta(minutes=1))
    assert await capture(service, phone="13800138000") == buyer
    only_qualified = await capture(service, phone="13900139000")
    await capture(service, phone="13700137000")
    await buy(service, buyer, "1493.00")
    await buy(service, buyer, "507.00")
    await service.deliver(make_gap_computed(buyer))
    await service.deliver(make_gap_computed(only_qualified))

    by_channel = (await agent.get("/leads/conversion")).json()
    assert by_channel["group_by"] == "channel"
    assert [(row["key"], row["counts"]) for row in by_channel["rows"]] == [
        (
            "offline",
            {
                "captured": 1,
                "qualified": 1,
                "won": 1,
                "policies": 2,
                "annual_premium": "2000.00",
                "qualified_rate": "1.0000",
                "won_rate": "1.0000",
            },
        ),
        (
            "wechat",
            {
                "captured": 2,
                "qualified": 1,
                "won": 0,
                "policies": 0,
                "annual_premium": "0.00",
                "qualified_rate": "0.5000",
                "won_rate": "0.0000",
            },
        ),
    ]
    total = by_channel["total"]
    assert (total["captured"], total["qualified"], total["won"], total["policies"]) == (3, 2, 1, 2)
    assert (total["annual_premium"], total["won_rate"]) == ("2000.00", "0.3333")

    [campaign] = (await agent.get("/leads/campaigns")).json()["items"]
    by_campaign = (await agent.get("/leads/conversion", params={"group_by": "campaign"})).json()["rows"]
    assert [(row["key"], row["title"]) for row in by_campaign] == [
        (campaign["id"], campaign["title"]),
        (None, None),
    ]
    by_source = (await agent.get("/leads/conversion", params={"group_by": "source"})).json()["rows"]
    assert [row["key"] for row in by_source] == ["event", "mini-program"]
    statistics = (await agent.get(f"/leads/campaigns/{campaign['id']}/statistics")).json()
    assert (statistics["cost_per_lead"], statistics["leads"]["annual_premium"]) == ("300.00", "2000.00")

    way = (await agent.get(f"/leads/{buyer}/attribution")).json()
    assert (way["first_touch"]["source"], way["last_touch"]["source"]) == ("event", "mini-program")
    assert (way["source"], way["touches"], way["policies"]) == ("event", 2, 2)
    assert (way["annual_premium"], way["first_policy_issued_at"]) == ("2000.00", "2026-03-01T02:00:00Z")


async def test_conversion_is_of_those_captured_in_the_period_and_in_reach(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    agent = service.client()
    await capture(service, phone="13800138000")
    service.clock.advance(timedelta(days=1))
    client_id = await capture(service, phone="13900139000")

    async def captured(**period: str) -> int:
        answer = await agent.get("/leads/conversion", params=period)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["total"]["captured"])

    assert await captured() == 2
    assert await captured(**{"from": "2026-03-03"}) == 1
    assert await captured(to="2026-03-02") == 1
    assert await captured(**{"from": "2026-03-04"}) == 0
    nobody = (await agent.get("/leads/conversion", params={"from": "2026-03-04"})).json()
    assert (nobody["rows"], nobody["total"]["won_rate"]) == ([], None)
    backwards = await agent.get("/leads/conversion", params={"from": "2026-03-04", "to": "2026-03-03"})
    assert (backwards.status_code, backwards.json()["code"]) == (422, "ENDS_BEFORE_IT_STARTS")
    colleague = service.client(agent_id=OTHER_AGENT)
    assert (await colleague.get("/leads/conversion")).json()["total"]["captured"] == 0
    assert (await colleague.get(f"/leads/{client_id}/attribution")).status_code == 404
    everybody = (await service.client(Role.OPS).get("/leads/conversion")).json()
    assert everybody["total"]["captured"] == 2
