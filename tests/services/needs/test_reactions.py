"""What other services tell: in any order, twice, or before there is a household."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from shared.contracts import Line
from shared.events import Event
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    compute,
    gap_of,
    latest,
    make_end,
    make_household,
    make_lead,
    make_policy,
    make_review,
    make_suspension,
    make_zhang,
    occasions,
    record_household,
    start_with_client,
)
from tests.services.running import CLIENT


async def test_a_policy_that_ended_before_it_was_heard_of_never_becomes_cover(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent)
    policy = make_policy()
    await service.deliver(make_end(policy))
    await service.deliver(policy)
    assert gap_of(await latest(agent), "death") == "1200000.00"
    assert await occasions(agent) == [("requested", "computed")]


CANCELLED, SUSPENDED = make_policy(Line.TERM_LIFE, 500_000), make_policy(Line.TERM_LIFE, 200_000)
TOLD: list[Event] = [CANCELLED, make_end(CANCELLED), SUSPENDED, make_suspension(SUSPENDED)]


@pytest.mark.parametrize(
    "order", list(itertools.permutations(range(4))), ids=lambda order: "".join(map(str, order))
)
async def test_policies_and_their_ends_leave_the_same_cover_in_every_order(
    start_service: StartService, order: Sequence[int]
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    kept = make_policy(Line.TERM_LIFE, 300_000)
    await record_household(agent)
    await compute(agent)
    await service.deliver(kept)
    for place in order:
        await service.deliver(TOLD[place])
    assert gap_of(await latest(agent), "death") == "900000.00"
    cover = (await agent.get(f"/needs/clients/{CLIENT}/existing-cover")).json()["items"]
    assert [item["policy_id"] for item in cover] == [None, str(kept.policy_id)]


async def test_a_redelivered_policy_is_counted_once(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent)
    policy, event_id = make_policy(), new_id()
    await service.deliver(policy, event_id=event_id)
    await service.deliver(policy, event_id=event_id)
    assert gap_of(await latest(agent), "death") == "200000.00"
    assert len(await occasions(agent)) == 2


async def test_a_policy_before_there_is_a_household_is_counted_when_there_is_one(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await service.deliver(make_policy())
    assert await occasions(agent) == []
    await record_household(agent)
    assert gap_of(await compute(agent), "death") == "200000.00"


async def test_cover_is_gone_after_its_last_day(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await service.deliver(make_policy(last_day=date(2026, 3, 31)))
    assert gap_of(await compute(agent), "death") == "200000.00"
    service.clock.advance(timedelta(days=30))
    assert gap_of(await compute(agent), "death") == "1200000.00"


async def test_the_yearly_review_begins_with_the_gap_by_the_cover_now_held(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    await record_household(agent)
    await compute(agent)
    await service.deliver(make_policy())
    service.clock.advance(timedelta(days=365))
    review = make_review()
    await service.deliver(review)
    newest = await latest(agent)
    assert (newest["occasion"], newest["status"], newest["review_id"]) == (
        "review",
        "computed",
        str(review.review_id),
    )
    assert (newest["assessed_on"], gap_of(newest, "death")) == ("2027-03-02", "200000.00")
    envelope, told = (await service.events())[-1]
    assert (envelope.type, told["occasion"], told["assessment_id"]) == (
        "gap-computed",
        "review",
        newest["id"],
    )


async def test_a_review_without_a_household_is_an_invitation(start_service: StartService) -> None:
    service = await start_with_client(start_service)
    await service.deliver(make_review())
    assert await occasions(service.client()) == [("review", "invited")]


async def test_an_invitation_and_a_policy_come_in_either_order(start_service: StartService) -> None:
    for events in itertools.permutations([make_lead(), make_policy(), make_review()]):
        service = await start_service("needs")
        for event in events:
            await service.deliver(event)
        agent = service.client()
        assert sorted(await occasions(agent)) == [("invited", "invited"), ("review", "invited")]
        await record_household(agent, make_household(make_zhang()))
        assert gap_of(await compute(agent), "death") == "200000.00"
