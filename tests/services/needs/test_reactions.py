"""What other services tell: in any order, twice, or before there is a household."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

from shared.events import Event
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.needs.households import (
    compute,
    gap_of,
    latest,
    make_end,
    make_lead,
    make_policy,
    make_review,
    make_suspension,
    occasions,
    path,
    record_household,
    start_with_client,
)


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


def make_story(of: UUID) -> list[Event]:
    """One policy is cancelled, another suspended."""
    cancelled, suspended = make_policy(sum_insured=500_000, of=of), make_policy(sum_insured=200_000, of=of)
    return [cancelled, make_end(cancelled), suspended, make_suspension(suspended)]


async def test_policies_and_their_ends_leave_the_same_cover_in_every_order(
    start_service: StartService,
) -> None:
    service = await start_with_client(start_service)
    agent = service.client()
    for order in itertools.permutations(range(4)):
        client_id = await service.know_client(uuid4())
        story, kept = make_story(client_id), make_policy(sum_insured=300_000, of=client_id)
        await record_household(agent, of=client_id)
        await compute(agent, of=client_id)
        for event in [kept, *(story[place] for place in order)]:
            await service.deliver(event)
        assert gap_of(await latest(agent, client_id), "death") == "900000.00", order
        cover = (await agent.get(path("existing-cover", client_id))).json()["items"]
        assert [item["policy_id"] for item in cover] == [None, str(kept.policy_id)], order


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


async def test_an_invitation_a_policy_and_a_review_come_in_every_order(start_service: StartService) -> None:
    service = await start_service("needs")
    agent = service.client()
    makers: list[Callable[..., Event]] = [make_lead, make_policy, make_review]
    for order in itertools.permutations(makers):
        client_id = uuid4()
        for make in order:
            await service.deliver(make(of=client_id))
        waiting = sorted(await occasions(agent, client_id))
        assert waiting == [("invited", "invited"), ("review", "invited")], order
        await record_household(agent, of=client_id)
        assert gap_of(await compute(agent, of=client_id), "death") == "200000.00", order
