"""What goes out: signed, in order, again until it was received, and never lost when somebody dies in between."""

import asyncio
from collections import deque
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

from services.carriers.courier import LEASE
from services.carriers.domain.attempts import MOST_ATTEMPTS
from shared.caller import Role
from shared.contracts.underwriting import MaterialReceived
from shared.ids import new_id
from tests.services.carriers.making import (
    OTHER_SECRET,
    SECRET,
    connect,
    courier_of,
    make_application,
    make_claim,
)
from tests.services.carriers.receiver import Behaviour, Receiver
from tests.services.fixtures import StartService
from tests.services.running import CARRIER, CLIENT, OTHER_AGENCY, RunningService


async def deliveries_of(service: RunningService, **filters: Any) -> list[dict[str, Any]]:
    """Every delivery that operations see, the oldest first."""
    answer = await service.client(Role.OPS).get("/carriers/deliveries", params=filters)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items[::-1]


async def history_of(service: RunningService, delivery_id: str) -> list[tuple[Any, Any]]:
    """How each attempt ended, the first first."""
    answer = await service.client(Role.OPS).get(f"/carriers/deliveries/{delivery_id}")
    return [(attempt["status_code"], attempt["error"]) for attempt in answer.json()["history"]][::-1]


async def test_a_submitted_application_reaches_its_carrier_signed_and_thin(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        application = make_application()
        await service.deliver(application, time=service.clock.now().replace(microsecond=0))

        assert await courier.tick() == 1

        (received,) = carrier.received
        said = received.verified(SECRET)
        (delivery,) = await deliveries_of(service)
    assert received.webhook_id == delivery["id"]
    assert received.headers["x-correlation-id"] == "test"
    assert said["type"] == "application-submitted"
    assert said["timestamp"].startswith("2026-03-02T02:00:0")
    assert said["data"] == {
        "client_id": str(CLIENT),
        "application_id": str(application.application_id),
        "carrier_id": str(CARRIER),
        "product_id": str(application.product_id),
        "line": "critical_illness",
        "sum_insured": "300000.00",
        "annual_premium": "3796.50",
        "links": {"application": f"/underwriting/applications/{application.application_id}"},
    }
    assert (delivery["status"], delivery["attempts"]) == ("delivered", 1)
    assert await history_of(service, delivery["id"]) == [(204, None)]


async def test_the_carrier_of_a_claim_is_told_where_to_read_it(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        claim = make_claim()
        await service.deliver(claim)
        await courier.tick()
        data = carrier.received[0].said["data"]
    assert data["links"] == {"claim": f"/claims/{claim.claim_id}"}
    assert (data["submitted_on"], data["decision_due_on"]) == ("2026-09-18", "2026-09-25")


async def test_an_event_that_comes_twice_is_sent_once(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        application, event_id = make_application(), new_id()
        await service.deliver(application, event_id=event_id)
        await service.deliver(application, event_id=event_id)
        await service.rows("DELETE FROM inbox")
        await service.deliver(application, event_id=event_id)
        assert await courier.tick() == 1
        assert await courier.tick() == 0
        assert len(carrier.received) == 1


async def test_a_carrier_that_is_down_gets_everything_when_it_is_back(start_service: StartService) -> None:
    service = await start_service("carriers")
    script: deque[Behaviour] = deque([500, "cut", "half", 302, 404])
    async with Receiver(script) as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        for _ in range(6):
            assert await courier.tick() == 1
            assert await courier.tick() == 0, "the next attempt waits"
            service.clock.advance(timedelta(minutes=1))
        assert await courier.tick() == 0
        (delivery,) = await deliveries_of(service)
        assert len({received.webhook_id for received in carrier.received}) == 1
        assert len({received.body for received in carrier.received}) == 1
    assert (delivery["status"], delivery["attempts"]) == ("delivered", 6)
    assert await history_of(service, delivery["id"]) == [
        (500, None),
        (None, "CONNECTION"),
        (None, "CONNECTION"),
        (302, None),
        (404, None),
        (204, None),
    ]


async def test_a_carrier_that_nobody_reaches_is_tried_again_later(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as gone:
        url = gone.url
    async with courier_of(service) as courier:
        await connect(service, url)
        await service.deliver(make_application())
        await courier.tick()
    (delivery,) = await deliveries_of(service)
    assert delivery["status"] == "pending"
    assert await history_of(service, delivery["id"]) == [(None, "CONNECTION")]


async def test_each_wait_is_about_twice_the_one_before(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver(deque([500] * 6)) as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        for longest in (1, 2, 4, 8, 16, 32):
            await courier.tick()
            (row,) = await service.rows("SELECT next_attempt_at FROM delivery")
            wait = row["next_attempt_at"] - service.clock.now()
            assert timedelta(seconds=longest / 2 - 0.5) < wait <= timedelta(seconds=longest)
            service.clock.advance(timedelta(seconds=longest))


async def test_a_carrier_that_asks_for_patience_gets_it(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver(deque([503]), {"retry-after": "120"}) as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        await courier.tick()
        service.clock.advance(timedelta(seconds=110))
        assert await courier.tick() == 0
        service.clock.advance(timedelta(seconds=11))
        assert await courier.tick() == 1


async def test_what_is_never_received_is_given_up_and_an_operator_sends_it_again_under_the_same_id(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver(deque([500] * MOST_ATTEMPTS)) as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        while await courier.tick():
            service.clock.advance(timedelta(hours=7))
        (failed,) = await deliveries_of(service, status="failed")
        assert failed["attempts"] == MOST_ATTEMPTS

        answer = await service.client(Role.OPS).post(f"/carriers/deliveries/{failed['id']}/redeliver")
        assert (answer.status_code, answer.json()["status"]) == (200, "pending")
        await courier.tick()

        (delivered,) = await deliveries_of(service, status="delivered")
        assert delivered["attempts"] == MOST_ATTEMPTS + 1
        assert {received.webhook_id for received in carrier.received} == {failed["id"]}


async def test_a_delivered_letter_can_be_sent_again_under_the_same_id(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        await courier.tick()
        (delivery,) = await deliveries_of(service)
        await service.client(Role.OPS).post(f"/carriers/deliveries/{delivery['id']}/redeliver")
        await courier.tick()
        assert [received.webhook_id for received in carrier.received] == [delivery["id"]] * 2
        foreign = service.client(Role.OPS, agency_id=OTHER_AGENCY)
        assert (await foreign.post(f"/carriers/deliveries/{delivery['id']}/redeliver")).status_code == 404


async def test_a_receiver_that_is_gone_for_good_is_not_asked_again(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver(deque([410])) as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        await courier.tick()
        service.clock.advance(timedelta(days=1))
        assert await courier.tick() == 0
    assert [delivery["status"] for delivery in await deliveries_of(service)] == ["failed"]


async def test_killed_between_sending_and_recording_it_is_sent_again_with_the_same_id(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as killed, courier_of(service) as next_one:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        (taken,) = await killed._claim(1, [])
        await killed._sender.send(carrier.url, taken.body, {"webhook-id": str(taken.id)})

        assert await next_one.tick() == 0, "the lease still holds"
        service.clock.advance(LEASE + timedelta(seconds=1))
        assert await next_one.tick() == 1

        assert [received.webhook_id for received in carrier.received] == [str(taken.id)] * 2
    (delivery,) = await deliveries_of(service)
    assert (delivery["status"], delivery["attempts"]) == ("delivered", 1)


async def test_two_couriers_never_both_record_a_delivery(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver(deque([500])) as carrier, courier_of(service) as slow, courier_of(service) as other:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        (held_too_long,) = await slow._claim(1, [])
        service.clock.advance(LEASE + timedelta(seconds=1))
        (taken_over,) = await other._claim(1, [])
        assert taken_over.id == held_too_long.id

        await slow._carry(held_too_long)
        await other._carry(taken_over)

        assert len(carrier.received) == 2
    (delivery,) = await deliveries_of(service)
    assert (delivery["status"], delivery["attempts"]) == ("delivered", 1)
    assert await history_of(service, delivery["id"]) == [(204, None)]


async def test_many_couriers_at_once_send_each_letter_once(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as one, courier_of(service) as two:
        await connect(service, carrier.url)
        for _ in range(12):
            await service.deliver(make_application(client_id=new_id()))
        while sum(await asyncio.gather(one.tick(), two.tick(), one.tick(), two.tick())):
            pass
        assert len(carrier.received) == 12
        assert len({received.webhook_id for received in carrier.received}) == 12


async def test_what_a_carrier_is_told_of_one_client_stays_in_order(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver(deque([500])) as carrier, courier_of(service) as courier:
        await connect(service, carrier.url)
        application = make_application()
        await service.deliver(application)
        await service.deliver(
            MaterialReceived(
                client_id=CLIENT,
                application_id=application.application_id,
                request_id=new_id(),
                carrier_id=CARRIER,
                document_type="ultrasound",
            )
        )
        await service.deliver(make_application(client_id=new_id()))

        assert await courier.tick() == 2, (
            "the other client's goes too, the second of the first client's waits"
        )
        service.clock.advance(timedelta(seconds=2))
        assert await courier.tick() == 1
        assert await courier.tick() == 1
        about_the_client = [
            received.said["type"]
            for received in carrier.received
            if received.said["data"]["client_id"] == str(CLIENT)
        ]
        assert about_the_client == ["application-submitted", "application-submitted", "material-received"]
        assert carrier.received[-1].said["data"]["document_type"] == "ultrasound"


async def test_what_is_meant_for_a_carrier_that_is_not_connected_waits_for_it(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        await service.deliver(make_application())
        assert await courier.tick() == 0
        await connect(service, carrier.url)
        assert await courier.tick() == 1
        assert carrier.received[0].verified(SECRET)["type"] == "application-submitted"


async def test_what_is_meant_for_a_disabled_endpoint_waits_until_it_is_enabled(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        made = await connect(service, carrier.url)
        ops, path = service.client(Role.OPS), f"/carriers/endpoints/{made['id']}"
        disabled = await ops.post(f"{path}/disable", headers={"if-match": made["etag"]})
        await service.deliver(make_application())
        assert await courier.tick() == 0
        await ops.post(f"{path}/enable", headers={"if-match": disabled.headers["etag"]})
        assert await courier.tick() == 1


async def test_an_endpoint_gets_only_the_events_it_wants(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        await connect(service, carrier.url, events=["claim-submitted"])
        await service.deliver(make_application())
        await service.deliver(make_claim())
        await courier.tick()
        assert [received.said["type"] for received in carrier.received] == ["claim-submitted"]


async def test_after_a_rotation_letters_bear_both_signatures_for_a_day(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, courier_of(service) as courier:
        made = await connect(service, carrier.url)
        await service.client(Role.OPS).post(
            f"/carriers/endpoints/{made['id']}/rotate-secret",
            json={"secret": "webhook", "value": OTHER_SECRET},
            headers={"if-match": made["etag"]},
        )
        await service.deliver(make_application())
        await courier.tick()
        service.clock.advance(timedelta(hours=25))
        await service.deliver(make_application())
        await courier.tick()
        during, after = carrier.received
        assert during.verified(SECRET) == during.verified(OTHER_SECRET)
        assert after.verified(OTHER_SECRET)
        with pytest.raises(WebhookVerificationError):
            after.verified(SECRET)


async def test_a_letter_on_its_way_is_not_sent_again_by_hand(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with courier_of(service) as courier:
        await connect(service)
        await service.deliver(make_application())
        (taken,) = await courier._claim(1, [])
        answer = await service.client(Role.OPS).post(f"/carriers/deliveries/{taken.id}/redeliver")
    assert (answer.status_code, answer.json()["code"]) == (409, "BEING_DELIVERED")


async def test_deliveries_are_listed_by_status_carrier_event_and_page(start_service: StartService) -> None:
    service = await start_service("carriers")
    await connect(service)
    await service.deliver(make_application())
    await service.deliver(make_claim())
    other_carrier = new_id()
    await service.deliver(make_application(carrier_id=other_carrier))

    assert len(await deliveries_of(service)) == 3
    assert len(await deliveries_of(service, event="claim-submitted")) == 1
    assert len(await deliveries_of(service, carrier_id=str(other_carrier))) == 1
    assert len(await deliveries_of(service, status="pending")) == 3
    assert await deliveries_of(service, status="delivered") == []
    ops = service.client(Role.OPS)
    first = (await ops.get("/carriers/deliveries", params={"limit": 2})).json()
    rest = (await ops.get("/carriers/deliveries", params={"cursor": first["next_cursor"]})).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    for bad in ({"status": "lost"}, {"event": "\x00"}, {"cursor": "x"}, {"limit": 0}):
        assert (await ops.get("/carriers/deliveries", params=bad)).status_code == 422, bad


async def test_a_carrier_sees_the_letters_to_it_and_not_those_to_partners(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    partner = {"name": "p", "url": "http://127.0.0.1:9/", "events": ["application-submitted"]}
    await service.client(Role.OPS).post("/carriers/subscriptions", json=partner)
    await service.deliver(make_application())

    assert len(await deliveries_of(service)) == 2
    (mine,) = (await service.client(Role.CARRIER).get("/carriers/deliveries")).json()["items"]
    assert mine["carrier_id"] == str(CARRIER)
    assert (await service.client(Role.CARRIER, carrier_id=new_id()).get("/carriers/deliveries")).json()[
        "items"
    ] == []
