"""Referral (capability 14): review, demand card, then a name; the chain; nothing paid for it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.caller import Role
from shared.contracts.servicing import ReviewCompleted
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.leads.people import capture, if_match, lead_body, refused, register, told
from tests.services.running import OTHER_AGENT, RunningService


def referral(number: int, **different: Any) -> dict[str, Any]:
    return {
        "name": "李女士",
        "phone": f"1390013{number:04}",
        "channel": "wechat",
        "consent_purposes": ["contact"],
        "consent_text_version": "2026-01",
        **different,
    }


async def reviewed(service: RunningService, client_id: str, held_on: str = "2026-03-01") -> None:
    answer = await service.client().post(
        f"/leads/{client_id}/policy-reviews", json={"held_on": held_on, "policies_reviewed": 2}
    )
    assert answer.status_code == 201, answer.text


async def with_card(service: RunningService, client_id: str) -> str:
    await reviewed(service, client_id)
    answer = await service.client().post(f"/leads/{client_id}/demand-cards", json={})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def refer(service: RunningService, client_id: str, number: int, **different: Any) -> Any:
    return await service.client().post(f"/leads/{client_id}/referrals", json=referral(number, **different))


async def test_capability_14_the_review_comes_first_then_the_card_then_the_name(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    agent = service.client()
    early = await refer(service, client_id, 1)
    assert refused(early) == (409, "POLICY_REVIEW_FIRST")
    cards = f"/leads/{client_id}/demand-cards"
    assert refused(await agent.post(cards, json={})) == (409, "POLICY_REVIEW_FIRST")
    reviews = f"/leads/{client_id}/policy-reviews"
    ahead = await agent.post(reviews, json={"held_on": "2026-03-03", "policies_reviewed": 1})
    assert refused(ahead) == (422, "REVIEW_IN_THE_FUTURE")
    await reviewed(service, client_id, held_on="2025-03-01")
    assert refused(await agent.post(cards, json={})) == (409, "POLICY_REVIEW_FIRST"), "too long ago"
    review = ReviewCompleted(client_id=UUID(client_id), review_id=new_id(), completed_on=date(2026, 3, 2))
    for _ in range(2):
        await service.deliver(review)
    held = (await agent.get(reviews)).json()["items"]
    assert [(one["source"], one["held_on"]) for one in held] == [
        ("servicing", "2026-03-02"),
        ("agent", "2025-03-01"),
    ]
    assert refused(await refer(service, client_id, 1)) == (409, "DEMAND_CARD_FIRST")
    card = (await agent.post(cards, json={"needs": ["children"]})).json()
    assert card["because"]["inputs"]["last_review_on"] == "2026-03-02"
    answer = await refer(service, client_id, 1)
    assert (answer.status_code, answer.json()["outcome"], answer.json()["depth"]) == (201, "captured", 1)
    referee = answer.json()["referee_client_id"]
    captured = (await told(service, "lead-captured"))[-1]
    assert (captured["client_id"], captured["referrer_client_id"]) == (referee, client_id)
    assert (captured["source"], captured["consent_purposes"]) == ("referral", ["contact"])
    assert await told(service, "referral-recorded") == [
        {
            "client_id": client_id,
            "referral_id": answer.json()["referral_id"],
            "referee_client_id": referee,
            "depth": 1,
        }
    ]
    (consent,) = (await agent.get(f"/leads/{referee}/consents")).json()["items"]
    assert (consent["purpose"], consent["text_version"]) == ("contact", "2026-01")
    service.clock.advance(timedelta(days=366))
    assert refused(await refer(service, client_id, 2)) == (409, "DEMAND_CARD_FIRST"), "the card is too old"


async def test_money_and_gifts_are_barred_and_the_referee_consents_himself(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    await with_card(service, client_id)
    for benefit in ("cash", "gift", "red-packet", "discount"):
        assert refused(await refer(service, client_id, 1, benefit=benefit)) == (409, "REWARD_NOT_ALLOWED")
        card = await service.client().post(f"/leads/{client_id}/demand-cards", json={"benefit": benefit})
        assert refused(card) == (409, "REWARD_NOT_ALLOWED")
    without = await refer(service, client_id, 1, consent_purposes=["marketing"])
    assert refused(without) == (409, "CONSENT_MISSING")
    assert await told(service, "referral-recorded") == []


async def test_depth_grows_with_each_referral_and_the_first_referrer_wins(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    root = await capture(service)
    other_root = await capture(service, phone="13800138001")
    chain = [root]
    for number in range(1, 4):
        await with_card(service, chain[-1])
        answer = (await refer(service, chain[-1], number)).json()
        assert answer["depth"] == number
        chain.append(answer["referee_client_id"])
    await with_card(service, other_root)
    later = (await refer(service, other_root, 3)).json()
    assert later == {
        "outcome": "merged",
        "referee_client_id": chain[3],
        "referral_id": None,
        "depth": None,
    }
    agent = service.client()
    touches = (await agent.get(f"/leads/{chain[3]}/touches")).json()["items"]
    assert [touch["source"] for touch in touches] == ["referral", "referral"]
    assert len(await told(service, "referral-recorded")) == 3
    above = (await agent.get(f"/leads/{chain[3]}/referrers")).json()
    assert above["depth"] == 3
    assert [one["referrer_client_id"] for one in above["referrers"]] == [chain[2], chain[1], chain[0]]
    assert (await agent.get(f"/leads/{root}/referrers")).json() == {"depth": 0, "referrers": []}
    below = (await agent.get(f"/leads/{root}/referrals")).json()["items"]
    assert [(one["depth"], one["referee_client_id"]) for one in below] == [
        (3, chain[3]),
        (2, chain[2]),
        (1, chain[1]),
    ]
    direct = (await agent.get(f"/leads/{root}/referrals", params={"direct": True})).json()["items"]
    assert [one["referee_client_id"] for one in direct] == [chain[1]]
    stranger = service.client(agent_id=OTHER_AGENT)
    assert (await stranger.get(f"/leads/{root}/referrals")).status_code == 404
    moved = await service.client(Role.OPS).put(
        f"/leads/{chain[3]}/assignment", json={"agent_id": str(OTHER_AGENT)}, headers=if_match(1)
    )
    assert moved.status_code == 200, moved.text
    hidden = (await stranger.get(f"/leads/{chain[3]}/referrers")).json()
    assert hidden == {"depth": 3, "referrers": []}, "others' clients are not shown"


async def test_nobody_refers_himself_or_one_of_those_who_led_to_him(start_service: StartService) -> None:
    service = await start_service("leads")
    root = await capture(service, phone="13900130000")
    await with_card(service, root)
    child = (await refer(service, root, 1)).json()["referee_client_id"]
    await with_card(service, child)
    grandchild = (await refer(service, child, 2)).json()["referee_client_id"]
    await with_card(service, grandchild)
    before = len(await service.rows("SELECT 1 FROM touch"))
    assert refused(await refer(service, root, 0)) == (409, "REFERRAL_SELF")
    assert refused(await refer(service, child, 0)) == (409, "REFERRAL_CYCLE")
    assert refused(await refer(service, grandchild, 0)) == (409, "REFERRAL_CYCLE")
    assert refused(await refer(service, grandchild, 1)) == (409, "REFERRAL_CYCLE")
    assert len(await service.rows("SELECT 1 FROM touch")) == before, "what is refused leaves no touch"


async def test_a_client_refers_himself_within_his_own_reach(start_service: StartService) -> None:
    service = await start_service("leads")
    mine, other = await capture(service), await capture(service, phone="13800138001")
    for client_id in (mine, other):
        await with_card(service, client_id)
    client = service.client(Role.CLIENT, client_id=mine)
    for number in (1, 2, 1):
        named = await client.post(f"/leads/{mine}/referrals", json=referral(number))
        assert (named.status_code, named.json()["outcome"]) == (201, "received")
        assert named.json()["referee_client_id"] is None, "whether he was known is nobody else's matter"
    assert (await client.post(f"/leads/{other}/referrals", json=referral(3))).status_code == 404
    assert (await client.post(f"/leads/{mine}/demand-cards", json={})).status_code == 403


async def test_the_demand_card_names_institution_and_licence_in_both_languages(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    await register(service)
    client_id = (await service.client().post("/leads", json=lead_body())).json()["client_id"]
    card_id = await with_card(service, client_id)
    path = f"/leads/demand-cards/{card_id}"
    english = (await service.client().get(path)).text
    chinese = (await service.client(language="zh-CN").get(path)).text
    for page, words in ((english, "Demand card"), (chinese, "保障需求卡")):
        for told_there in (words, "明禾保险代理有限公司", "260000000001234", "02000031000080002026000001"):
            assert told_there in page
    assert "Nobody receives money, a gift" in english
    assert "不附带任何现金、礼品" in chinese
    assert (await service.client(agent_id=OTHER_AGENT).get(path)).status_code == 404
    link = (await service.client().post(f"{path}/share-links")).json()["url"]
    shared = link[link.index("/leads/shared/") :]
    opened = await service.client(None).get(shared)
    assert (opened.status_code, "Demand card" in opened.text) == (200, True)
    service.clock.advance(timedelta(days=31))
    assert (await service.client(None).get(shared)).status_code == 404
