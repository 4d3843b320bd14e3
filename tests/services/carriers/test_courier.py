"""The courier as it runs in the process: woken by what is written, finishing what is on its way, never ended by a mishap."""

import asyncio
from collections import deque

import pytest

from services.carriers import courier as courier_module
from services.carriers.courier import Courier, PassedOn
from services.carriers.sending import Sender
from shared.bell import Bell
from shared.ids import new_id
from shared.problems import Unavailable
from tests.services.carriers.making import connect, make_application
from tests.services.carriers.receiver import Receiver
from tests.services.fixtures import StartService
from tests.services.running import RunningService

PATIENCE_SECONDS = 20.0


async def until_delivered(service: RunningService, count: int) -> None:
    """Wait until so many deliveries are recorded as delivered."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(await service.rows("SELECT 1 FROM delivery WHERE status = 'delivered'")) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_is_written_wakes_the_courier_when_it_is_committed(
    start_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "POLL_SECONDS", 3600.0)
    service = await start_service("carriers")
    async with Receiver() as carrier, Sender(anywhere=True) as sender:
        await connect(service, carrier.url)
        bell = Bell()
        service.kit.due_bell = PassedOn(bell)
        running = asyncio.create_task(Courier(service.kit, sender, bell).run())
        await asyncio.sleep(0)
        await service.deliver(make_application())
        await until_delivered(service, 1)
        running.cancel()
        await asyncio.wait([running])


async def test_a_courier_that_stops_finishes_what_is_on_its_way(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, Sender(anywhere=True) as sender:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        running = asyncio.create_task(Courier(service.kit, sender).run())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not carrier.received:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        running.cancel()
        await asyncio.wait([running])
    (delivery,) = await service.rows("SELECT status, attempts FROM delivery")
    assert delivery == {"status": "delivered", "attempts": 1}


async def test_a_carrier_that_keeps_silent_does_not_hold_up_the_others(start_service: StartService) -> None:
    service = await start_service("carriers")
    silent = Receiver(deque(["silence"] * 50))
    async with silent, Receiver() as carrier, Sender(anywhere=True) as sender:
        other = new_id()
        await connect(service, silent.url)
        await connect(service, carrier.url, carrier_id=str(other))
        for _ in range(12):
            await service.deliver(make_application(client_id=new_id()))
        for _ in range(12):
            await service.deliver(make_application(client_id=new_id(), carrier_id=other))
        running = asyncio.create_task(Courier(service.kit, sender).run())
        await until_delivered(service, 12)
        assert len(carrier.received) == 12
        assert len(silent.received) <= courier_module.AT_ONCE_EACH
        silent.released.set()
        running.cancel()
        await asyncio.wait([running])


async def test_a_database_that_goes_away_does_not_end_the_courier(
    start_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = await start_service("carriers")
    async with Receiver() as carrier, Sender(anywhere=True) as sender:
        await connect(service, carrier.url)
        await service.deliver(make_application())
        courier = Courier(service.kit, sender)
        claim, away = courier._claim, [True, True, True]

        async def sometimes(at_most: int, busy: list[object]) -> object:
            if away:
                away.pop()
                raise Unavailable
            return await claim(at_most, busy)  # type: ignore[arg-type]

        monkeypatch.setattr(courier, "_claim", sometimes)
        running = asyncio.create_task(courier.run())
        await until_delivered(service, 1)
        assert away == []
        running.cancel()
        await asyncio.wait([running])
