"""Capability 39 in servicing: whoever holds an older version is noticed once a version, while the policy lasts."""

from datetime import UTC, date, datetime

from shared.caller import Role
from shared.contracts import Line
from shared.contracts.quotes import ProductPublished
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.running import CARRIER, CLIENT, OTHER_AGENT, RunningService
from tests.services.servicing.policies import make_claim_filed, make_claim_paid, make_policy_issued

NOTICES = "/servicing/upgrade-notices"
LATER = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def make_published(version: int = 2) -> ProductPublished:
    """A newer version of the product that the policies of these tests are of."""
    return ProductPublished(
        product_id=new_id(),
        code="CI-70",
        product_version=version,
        line=Line.CRITICAL_ILLNESS,
        carrier_id=CARRIER,
        sale_from=date(2026, 3, 2),
    )


async def noticed(service: RunningService) -> list[dict[str, str]]:
    return [payload for envelope, payload in await service.events() if envelope.type == "upgrade-noticed"]


async def test_capability_39_a_holder_is_noticed_of_each_newer_version_whichever_is_heard_of_first(
    start_service: StartService,
) -> None:
    service = await start_service("servicing")
    await service.know_client()
    policy, known, later = make_policy_issued(), make_published(), make_published(3)
    await service.deliver(known, time=LATER)
    assert await noticed(service) == []
    await service.deliver(policy)
    await service.deliver(later, time=LATER)
    told = await noticed(service)
    assert [one["product_id"] for one in told] == [str(known.product_id), str(later.product_id)]
    assert {(one["client_id"], one["policy_id"]) for one in told} == {(str(CLIENT), str(policy.policy_id))}
    listed = (await service.client().get(NOTICES, params={"policy_id": str(policy.policy_id)})).json()
    assert {one["product_id"] for one in listed["items"]} == {one["product_id"] for one in told}
    assert "Your policy goes on as agreed and asks nothing of you." in listed["items"][0]["text"]
    assert (await service.client(agent_id=OTHER_AGENT).get(NOTICES)).json()["items"] == []
    assert len((await service.client(Role.CLIENT).get(NOTICES)).json()["items"]) == 2
    claim_id = new_id()
    await service.deliver(make_claim_filed(policy, claim_id))
    await service.deliver(make_claim_paid(policy, claim_id, amount="500000.00", policy_ends=True))
    assert (await service.client().get(NOTICES)).json()["items"] == []


async def test_who_holds_the_version_itself_or_took_it_later_is_not_noticed(
    start_service: StartService,
) -> None:
    service = await start_service("servicing")
    await service.know_client()
    published = make_published()
    await service.deliver(make_policy_issued(product_id=published.product_id))
    await service.deliver(make_policy_issued(issued_at=datetime(2026, 3, 2, 1, 30, tzinfo=UTC)))
    await service.deliver(make_policy_issued(product_code="CI-80"))
    await service.deliver(published, time=LATER)
    assert await noticed(service) == []
    assert (await service.client().get(NOTICES)).json() == {"items": [], "next_cursor": None}
