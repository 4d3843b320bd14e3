"""A policy in service: receipt, cooling-off, premiums, grace, claims, and its end, told over HTTP and by events."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.caller import Role
from shared.events import Event
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.running import CLIENT, RunningService
from tests.services.servicing.policies import (
    ISSUED_AT,
    make_claim_filed,
    make_claim_paid,
    make_lead_captured,
    make_policy_issued,
)

LONG_CALL = {
    "is_policyholder": True,
    "bought_and_signed": True,
    "read_documents": True,
    "knows_cover": True,
    "knows_surrender_loss": True,
    "knows_cooling_off": True,
    "knows_payment": True,
}


@pytest.fixture
async def servicing(start_service: StartService) -> RunningService:
    service = await start_service("servicing", at=ISSUED_AT)
    await service.deliver(make_lead_captured(), time=ISSUED_AT)
    return service


def shanghai(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


async def told(service: RunningService) -> list[str]:
    return [envelope.type for envelope, _ in await service.events()]


async def test_a_lead_is_contacted_within_24_hours_or_the_task_is_overdue(servicing: RunningService) -> None:
    agent = servicing.client(Role.AGENT)
    (task,) = (await agent.get("/servicing/tasks")).json()["items"]
    assert (task["kind"], task["status"]) == ("first_contact", "open")
    assert task["due_at"] == "2026-03-02T02:00:00Z"
    servicing.clock.move_to(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
    await servicing.tick()
    (task,) = (await agent.get("/servicing/tasks", params={"status": "overdue"})).json()["items"]
    assert task["kind"] == "first_contact"
    assert await told(servicing) == ["task-overdue"]


async def test_a_completed_task_never_becomes_overdue_and_is_not_completed_twice(
    servicing: RunningService,
) -> None:
    agent = servicing.client(Role.AGENT)
    (task,) = (await agent.get("/servicing/tasks")).json()["items"]
    path = f"/servicing/tasks/{task['id']}"
    etag = (await agent.get(path)).headers["etag"]
    assert (await agent.post(f"{path}/complete")).status_code == 428
    done = await agent.post(f"{path}/complete", headers={"if-match": etag})
    assert done.json()["status"] == "done"
    assert (await agent.post(f"{path}/complete", headers={"if-match": etag})).status_code == 412
    again = await agent.post(f"{path}/complete", headers={"if-match": done.headers["etag"]})
    assert (again.status_code, again.json()["code"]) == (409, "TASK_CLOSED")
    servicing.clock.advance(timedelta(days=2))
    assert await servicing.tick() == 0


async def test_a09_a_receipt_signed_on_the_second_gives_cooling_off_until_the_17th(
    servicing: RunningService,
) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    servicing.clock.move_to(shanghai(2026, 3, 2, 9))
    client = servicing.client(Role.CLIENT)
    signed = await client.post(f"/servicing/policies/{issued.policy_id}/receipt")
    assert signed.json()["cooling_off_last_day"] == "2026-03-17"
    again = await client.post(f"/servicing/policies/{issued.policy_id}/receipt")
    assert (again.status_code, again.json()["code"]) == (409, "RECEIPT_SIGNED")
    (receipt_task,) = (await servicing.client().get("/servicing/tasks?kind=receipt")).json()["items"]
    assert receipt_task["status"] == "done"
    servicing.clock.move_to(shanghai(2026, 3, 18, 0))
    await servicing.tick()
    assert "cooling-off-ended" in await told(servicing)


async def test_a09_an_unsigned_receipt_is_overdue_24_hours_after_issue(servicing: RunningService) -> None:
    await servicing.deliver(make_policy_issued())
    servicing.clock.move_to(shanghai(2026, 3, 2, 10))
    await servicing.tick()
    (task,) = (await servicing.client().get("/servicing/tasks?kind=receipt")).json()["items"]
    assert task["status"] == "overdue"


@pytest.mark.parametrize(
    ("day", "returns", "amount", "ended"),
    [
        (17, "full_refund", "6327.50", "cancelled_in_cooling_off"),
        (18, "cash_value", None, "surrendered"),
    ],
)
async def test_a09_cancelling_on_the_last_day_returns_all_and_a_day_later_the_cash_value(
    servicing: RunningService, day: int, returns: str, amount: str | None, ended: str
) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    client = servicing.client(Role.CLIENT)
    servicing.clock.move_to(shanghai(2026, 3, 2, 9))
    await client.post(f"/servicing/policies/{issued.policy_id}/receipt")
    servicing.clock.move_to(shanghai(2026, 3, day, 23))
    path = f"/servicing/policies/{issued.policy_id}"
    etag = (await client.get(path)).headers["etag"]
    answer = (await client.post(f"{path}/cancel", headers={"if-match": etag})).json()
    assert (answer["returns"], answer["amount"]) == (returns, amount)
    assert answer["policy"]["end_reason"] == ended
    assert set(await told(servicing)) >= {"policy-cancelled", "policy-ended"}
    assert (await client.get(f"{path}/clocks")).json()["result"] == []


async def test_only_the_client_signs_and_cancels(servicing: RunningService) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    agent = servicing.client(Role.AGENT)
    assert (await agent.post(f"/servicing/policies/{issued.policy_id}/receipt")).status_code == 403
    cancel = await agent.post(f"/servicing/policies/{issued.policy_id}/cancel", headers={"if-match": '"1"'})
    assert cancel.status_code == 403


async def test_a10_an_unpaid_premium_has_grace_for_60_days_and_then_suspends(
    servicing: RunningService,
) -> None:
    issued = make_policy_issued(effective_on=date(2025, 5, 31), next_due_on=date(2026, 5, 31))
    await servicing.deliver(issued)
    client = servicing.client(Role.CLIENT)
    path = f"/servicing/policies/{issued.policy_id}"
    servicing.clock.move_to(shanghai(2026, 6, 1, 0))
    await servicing.tick()
    policy = (await client.get(path)).json()
    assert (policy["status"], policy["grace_last_day"]) == ("grace", "2026-07-30")
    servicing.clock.move_to(shanghai(2026, 7, 31, 0))
    await servicing.tick()
    policy = (await client.get(path)).json()
    assert (policy["status"], policy["suspended_on"]) == ("suspended", "2026-07-31")
    suspended = [
        payload for envelope, payload in await servicing.events() if envelope.type == "policy-suspended"
    ]
    assert suspended[0]["reinstatement_last_day"] == "2028-07-31"
    servicing.clock.move_to(shanghai(2028, 8, 1, 0))
    await servicing.tick()
    assert (await client.get(path)).json()["status"] == "lapsed"


async def test_a_jump_of_three_years_ends_like_three_years_of_days(servicing: RunningService) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    servicing.clock.move_to(shanghai(2029, 3, 2))
    await servicing.tick()
    facts = [payload for envelope, payload in await servicing.events() if envelope.type == "policy-suspended"]
    assert facts == [
        {
            "client_id": str(CLIENT),
            "policy_id": str(issued.policy_id),
            "suspended_on": "2027-05-01",
            "reinstatement_last_day": "2029-05-01",
        }
    ]
    reviews = (await servicing.client().get("/servicing/reviews")).json()["items"]
    assert [review["due_on"] for review in reviews] == [
        "2027-01-30",
        "2028-01-30",
        "2029-01-30",
        "2030-01-30",
    ]


async def test_a_premium_paid_in_grace_brings_the_policy_back_and_cash_is_refused(
    servicing: RunningService,
) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    servicing.clock.move_to(shanghai(2027, 3, 20))
    await servicing.tick()
    client = servicing.client(Role.CLIENT)
    path = f"/servicing/policies/{issued.policy_id}/premiums"
    cash = await client.post(path, json={"due_on": "2027-03-01", "method": "cash"})
    assert (cash.status_code, cash.json()["code"]) == (409, "CASH_NOT_ALLOWED")
    early = await client.post(path, json={"due_on": "2028-03-01", "method": "bank_debit"})
    assert (early.json()["code"], early.json()["next_due_on"]) == ("PREMIUM_NOT_DUE", "2027-03-01")
    paid = await client.post(path, json={"due_on": "2027-03-01", "method": "bank_debit"})
    assert (paid.json()["status"], paid.json()["next_due_on"]) == ("in_force", "2028-03-01")
    assert [line["due_on"] for line in (await client.get(path)).json()["items"]] == ["2027-03-01"]
    servicing.clock.move_to(shanghai(2027, 6, 1))
    await servicing.tick()
    assert (await client.get(f"/servicing/policies/{issued.policy_id}")).json()["status"] == "in_force"


async def test_the_follow_up_call_must_ask_everything(servicing: RunningService) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    path = f"/servicing/policies/{issued.policy_id}/follow-up"
    agent = servicing.client()
    short = await agent.post(path, json={"confirmed": {"is_policyholder": True}})
    assert short.json()["code"] == "FOLLOW_UP_INCOMPLETE"
    assert "knows_cover" in short.json()["missing"]
    doubtful = await agent.post(path, json={"confirmed": LONG_CALL | {"knows_surrender_loss": False}})
    assert doubtful.status_code == 200
    results = [
        payload for envelope, payload in await servicing.events() if envelope.type == "follow-up-completed"
    ]
    assert results[0]["result"] == "misselling_suspected"


async def test_an_open_claim_holds_cancellation_and_its_payment_ends_the_policy(
    servicing: RunningService,
) -> None:
    issued, claim_id = make_policy_issued(), new_id()
    await servicing.deliver(issued)
    await servicing.deliver(make_claim_filed(issued, claim_id))
    client = servicing.client(Role.CLIENT)
    path = f"/servicing/policies/{issued.policy_id}"
    etag = (await client.get(path)).headers["etag"]
    held = await client.post(f"{path}/cancel", headers={"if-match": etag})
    assert (held.status_code, held.json()["code"]) == (409, "CANCELLATION_HELD")
    await servicing.deliver(make_claim_paid(issued, claim_id, amount="500000.00", policy_ends=True))
    policy = (await client.get(path)).json()
    assert (policy["status"], policy["end_reason"], policy["ended_on"]) == (
        "ended",
        "claim_paid",
        "2026-09-20",
    )
    assert policy["sum_insured"] == "0.00"


async def test_a_partly_paid_claim_leaves_the_rest_of_the_sum(servicing: RunningService) -> None:
    issued, claim_id = make_policy_issued(), new_id()
    await servicing.deliver(issued)
    await servicing.deliver(make_claim_paid(issued, claim_id, amount="150000.00", policy_ends=False))
    policy = (await servicing.client().get(f"/servicing/policies/{issued.policy_id}")).json()
    assert (policy["status"], policy["sum_insured"]) == ("in_force", "350000.00")


async def test_issue_filing_and_payment_end_in_the_same_state_in_every_order(
    start_service: StartService,
) -> None:
    issued, claim_id = make_policy_issued(), new_id()
    filed, paid = (
        make_claim_filed(issued, claim_id),
        make_claim_paid(issued, claim_id, amount="500000.00", policy_ends=True),
    )
    ends = []
    for order in itertools.permutations([issued, filed, paid]):
        if order.index(paid) < order.index(filed):
            continue  # Both are told by one service about one client: they come in order.
        service = await start_service("servicing", at=ISSUED_AT)
        await service.know_client(CLIENT)
        for event in order:
            assert isinstance(event, Event)
            await service.deliver(event)
        (policy,) = (await service.client().get("/servicing/policies")).json()["items"]
        ends.append((policy["status"], policy["sum_insured"], policy["ended_on"]))
    assert ends == [("ended", "0.00", "2026-09-20")] * 3


async def test_the_timeline_shows_every_event_in_order_and_only_to_those_in_reach(
    servicing: RunningService,
) -> None:
    issued = make_policy_issued()
    servicing.clock.advance(timedelta(minutes=1))
    await servicing.deliver(issued)
    path = f"/servicing/clients/{CLIENT}/timeline"
    entries = (await servicing.client().get(path)).json()["items"]
    assert [entry["event"] for entry in entries] == ["lead-captured", "policy-issued"]
    assert entries[1]["details"]["annual_premium"] == "6327.50"
    assert (await servicing.client(Role.CLIENT, client_id=new_id()).get(path)).status_code == 404
    assert (await servicing.client(Role.AGENT, agent_id=new_id()).get(path)).status_code == 404
    summary = (await servicing.client(Role.OPS).get("/servicing/summary")).json()
    stages = {stage["event"]: stage["clients"] for stage in summary["stages"]}
    assert (stages["lead-captured"], stages["policy-issued"], stages["claim-paid"]) == (1, 1, 0)


async def test_the_benefit_card_is_rendered_in_both_languages_and_behind_a_link_that_expires(
    servicing: RunningService,
) -> None:
    issued = make_policy_issued()
    await servicing.deliver(issued)
    client = servicing.client(Role.CLIENT)
    path = f"/servicing/policies/{issued.policy_id}"
    card = await client.get(f"{path}/benefit-card")
    assert "¥500,000.00" in card.text
    assert "Waiting period of 90 days, until 2026-05-30" in card.text
    link = (await client.post(f"{path}/share-links")).json()["url"]
    token = link.rpartition("/")[2]
    stranger = servicing.client(None, language="zh-CN")
    shared = await stranger.get(f"/servicing/shared/benefit-card/{token}")
    assert "保障权益卡" in shared.text
    assert servicing.kit.settings.licence_no in shared.text
    forged = await stranger.get(f"/servicing/shared/benefit-card/{token[:-2]}AA")
    assert forged.status_code == 404
    servicing.clock.advance(timedelta(days=31))
    assert (await stranger.get(f"/servicing/shared/benefit-card/{token}")).status_code == 404


async def test_calculators_answer_with_rule_and_caveats_and_store_nothing(servicing: RunningService) -> None:
    agent = servicing.client(language="zh-CN")
    grace = (
        await agent.post(
            "/servicing/calculators/grace",
            json={"due_on": "2026-05-31", "mode": "law", "demanded_on": "2026-06-10"},
        )
    ).json()
    assert grace["result"]["last_day"] == "2026-07-10"
    assert grace["because"][0]["rule"] == "grace"
    assert grace["caveats"] == ["宽限期内保障有效，理赔时扣除欠交保险费。"]
    waiting = await agent.post(
        "/servicing/calculators/waiting",
        json={
            "line": "critical_illness",
            "effective_on": "2026-03-01",
            "cause": "illness",
            "happened_on": "2026-05-30",
        },
    )
    assert waiting.json()["result"]["manual_review"] is True
    far = await agent.post("/servicing/calculators/grace", json={"due_on": "9999-12-31"})
    assert far.status_code == 422
