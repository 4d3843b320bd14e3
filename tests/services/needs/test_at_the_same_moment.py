"""Facts that change while figures are computed: the newest figures never rest on facts that have changed."""

import asyncio
from uuid import uuid4

from tests.services.fixtures import StartService
from tests.services.needs.households import (
    compute,
    gap_of,
    latest,
    make_household,
    make_policy,
    path,
    record_household,
    start_with_client,
)


async def test_a_policy_that_is_issued_while_a_gap_is_computed_is_in_the_newest_figures(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    for _ in range(8):
        client_id = await service.know_client(uuid4())
        await record_household(agent, of=client_id)
        await compute(agent, of=client_id)
        await asyncio.gather(compute(agent, of=client_id), service.deliver(make_policy(of=client_id)))
        assert gap_of(await latest(agent, client_id), "death") == "200000.00"


async def test_of_two_first_households_sent_at_once_one_is_recorded(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    answers = await asyncio.gather(*(agent.put(path("household"), json=make_household()) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 428]
    assert await service.rows("SELECT household_version FROM household_version") == [{"household_version": 1}]
