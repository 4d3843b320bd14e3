"""What partners are told: the events they asked for, of their agency, and no more than ids, codes, amounts and dates."""

from datetime import date
from typing import Any

import shared.contracts
from services.carriers.choreography import REACTS_TO
from shared.caller import Role
from shared.contracts import Line
from shared.contracts.claims import ClaimFiled, ClaimPaid
from shared.contracts.leads import LeadCaptured, Segment
from shared.contracts.quotes import ProductPublished
from shared.contracts.underwriting import UnderwritingDecided
from shared.events import Event
from shared.ids import new_id
from shared.money import Money
from tests.services.carriers.making import OTHER_SECRET, courier_of, make_application
from tests.services.carriers.receiver import Receiver
from tests.services.fixtures import StartService
from tests.services.running import AGENT, CARRIER, CLIENT, OTHER_AGENCY, TEAM, RunningService


async def subscribe(service: RunningService, url: str, *events: str) -> dict[str, Any]:
    """A partner's subscription with OTHER_SECRET; the answer, with its ETag."""
    given = {"name": "数据伙伴", "url": url, "events": list(events), "webhook_secret": OTHER_SECRET}
    answer = await service.client(Role.OPS).post("/carriers/subscriptions", json=given)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made | {"etag": answer.headers["etag"]}


def make_paid_claim() -> ClaimPaid:
    return ClaimPaid(
        client_id=CLIENT,
        claim_id=new_id(),
        policy_id=new_id(),
        line=Line.CRITICAL_ILLNESS,
        amount=Money.of("300000.00"),
        paid_on=date(2026, 9, 20),
        policy_ends=True,
    )


async def test_a_partner_is_told_what_it_asked_for_and_nothing_else(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as partner, courier_of(service) as courier:
        await subscribe(service, partner.url, "claim-paid", "product-published")
        paid = make_paid_claim()
        await service.deliver(paid)
        await service.deliver(make_application())
        published = ProductPublished(
            product_id=new_id(),
            code="sample-term-life",
            product_version=1,
            line=Line.TERM_LIFE,
            carrier_id=CARRIER,
            sale_from=date(2026, 1, 1),
        )
        await service.deliver(published)
        await service.deliver(make_paid_claim(), agency_id=OTHER_AGENCY)
        while await courier.tick():
            pass

        told = {
            received.said["type"]: received.verified(OTHER_SECRET)["data"] for received in partner.received
        }
    assert told == {
        "claim-paid": {
            "client_id": str(CLIENT),
            "claim_id": str(paid.claim_id),
            "policy_id": str(paid.policy_id),
            "line": "critical_illness",
            "amount": "300000.00",
            "paid_on": "2026-09-20",
            "policy_ends": True,
            "links": {
                "client": f"/leads/{CLIENT}",
                "claim": f"/claims/{paid.claim_id}",
                "policy": f"/servicing/policies/{paid.policy_id}",
            },
        },
        "product-published": {
            "product_id": str(published.product_id),
            "product_version": 1,
            "line": "term_life",
            "carrier_id": str(CARRIER),
            "sale_from": "2026-01-01",
            "links": {"product": f"/quotes/products/{published.product_id}"},
        },
    }


async def test_a_partner_is_not_told_of_anybodys_health(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as partner, courier_of(service) as courier:
        await subscribe(service, partner.url, "underwriting-decided", "claim-filed")
        await service.deliver(
            UnderwritingDecided(
                client_id=CLIENT,
                application_id=new_id(),
                line=Line.MEDICAL_MILLION,
                outcome="EXCLUSION",
                rating_percent=0,
                exclusions=["thyroid"],
            )
        )
        await service.deliver(
            ClaimFiled(
                client_id=CLIENT,
                claim_id=new_id(),
                policy_id=new_id(),
                carrier_id=CARRIER,
                line=Line.CRITICAL_ILLNESS,
                cause="severe_disease",
                incident_on=date(2026, 9, 1),
            )
        )
        while await courier.tick():
            pass
        bodies = b" ".join(received.body for received in partner.received)
    assert len(partner.received) == 2
    for word in (b"thyroid", b"EXCLUSION", b"severe_disease"):
        assert word not in bodies


async def test_a_removed_subscription_gets_nothing_more_and_what_was_on_its_way_is_given_up(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver() as partner, courier_of(service) as courier:
        made = await subscribe(service, partner.url, "claim-paid")
        await service.deliver(make_paid_claim())
        await service.client(Role.OPS).delete(
            f"/carriers/subscriptions/{made['id']}", headers={"if-match": made["etag"]}
        )
        assert await service.tick() == 1
        await service.deliver(make_paid_claim())
        assert await courier.tick() == 0
        assert partner.received == []
    items = (await service.client(Role.OPS).get("/carriers/deliveries")).json()["items"]
    assert [delivery["status"] for delivery in items] == ["failed"]


async def test_a_disabled_subscription_is_told_of_nothing_new_and_later_of_what_was_on_its_way(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    async with Receiver() as partner, courier_of(service) as courier:
        made = await subscribe(service, partner.url, "claim-paid")
        before, during = make_paid_claim(), make_paid_claim()
        await service.deliver(before)
        ops, path = service.client(Role.OPS), f"/carriers/subscriptions/{made['id']}"
        disabled = await ops.post(f"{path}/disable", headers={"if-match": made["etag"]})
        await service.deliver(during)
        assert await courier.tick() == 0
        await ops.post(f"{path}/enable", headers={"if-match": disabled.headers["etag"]})
        await courier.tick()
        claims = [received.said["data"]["claim_id"] for received in partner.received]
    assert claims == [str(before.claim_id)]


async def test_a_captured_lead_enters_the_directory_and_reaches_partners(start_service: StartService) -> None:
    service = await start_service("carriers")
    async with Receiver() as partner, courier_of(service) as courier:
        await subscribe(service, partner.url, "lead-captured")
        await service.deliver(
            LeadCaptured(
                client_id=CLIENT,
                segment=Segment.PERSON,
                source="mini-program",
                channel="wechat",
                campaign_id=None,
                agent_id=AGENT,
                team_id=TEAM,
                consent_purposes=["contact"],
            )
        )
        await courier.tick()
        assert partner.received[0].said["data"]["segment"] == "person"
    seen = await service.client(Role.MANAGER).get("/carriers/deliveries")
    assert len(seen.json()["items"]) == 1


def test_every_event_of_every_other_service_is_offered_to_partners() -> None:
    published = {
        event
        for event in _kinds(Event)
        if event.__module__.startswith(f"{shared.contracts.__name__}.")
        and not event.__module__.endswith(".carriers")
    }
    offered = {line.event for line in REACTS_TO if line.reaction.__name__ == "tell_partners"}
    assert offered == published


def _kinds(kind: type[Event]) -> set[type[Event]]:
    return set(kind.__subclasses__()).union(*(_kinds(child) for child in kind.__subclasses__()))
