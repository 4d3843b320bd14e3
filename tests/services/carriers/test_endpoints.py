"""Endpoints of carriers and subscriptions of partners: secrets shown once, addresses checked, changes guarded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.carriers.signatures import new_secret
from shared.caller import Role
from shared.ids import new_id
from tests.services.carriers.making import (
    OTHER_SECRET,
    SECRET,
    call_back,
    connect,
    make_application,
    make_report,
)
from tests.services.fixtures import StartService
from tests.services.running import CARRIER, OTHER_AGENCY

PARTNER: dict[str, Any] = {
    "name": "数据伙伴",
    "url": "https://partner.example/webhooks",
    "events": ["policy-issued", "claim-paid"],
}


async def test_an_endpoint_shows_its_secrets_once(start_service: StartService) -> None:
    service = await start_service("carriers")
    given = {"carrier_id": str(CARRIER), "name": "示例人寿", "url": "https://carrier.example/webhooks"}
    made = (await service.client(Role.OPS).post("/carriers/endpoints", json=given)).json()

    assert made["webhook_secret"].startswith("whsec_")
    assert made["callback_secret"].startswith("whsec_")
    assert made["webhook_secret"] != made["callback_secret"]
    assert made["events"] == ["application-submitted", "claim-submitted", "material-received"]
    assert made["callback_path"] == f"/carriers/callbacks/{made['carrier_key']}"
    read = await service.client(Role.OPS).get(f"/carriers/endpoints/{made['id']}")
    assert 'secret":' not in read.text
    assert made["webhook_secret"] not in read.text
    (row,) = await service.rows("SELECT * FROM carrier_endpoint")
    assert made["webhook_secret"].encode() not in row["webhook_secret_sealed"]


async def test_a_carrier_has_one_endpoint_in_an_agency(start_service: StartService) -> None:
    service = await start_service("carriers")
    await connect(service)
    given = {"carrier_id": str(CARRIER), "name": "又一个", "url": "http://127.0.0.1:9/"}

    again = await service.client(Role.OPS).post("/carriers/endpoints", json=given)
    elsewhere = await service.client(Role.OPS, agency_id=OTHER_AGENCY).post("/carriers/endpoints", json=given)

    assert (again.status_code, again.json()["code"]) == (409, "CARRIER_HAS_ENDPOINT")
    assert elsewhere.status_code == 201


async def test_the_same_idempotency_key_registers_one_endpoint_and_shows_the_same_secrets(
    start_service: StartService,
) -> None:
    service = await start_service("carriers")
    ops = service.client(Role.OPS)
    given = {"carrier_id": str(CARRIER), "name": "示例人寿", "url": "http://127.0.0.1:9/"}
    headers = {"idempotency-key": "connect-1"}
    first = await ops.post("/carriers/endpoints", json=given, headers=headers)
    again = await ops.post("/carriers/endpoints", json=given, headers=headers)
    other = await ops.post("/carriers/endpoints", json=given | {"name": "x"}, headers=headers)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert len((await ops.get("/carriers/endpoints")).json()["items"]) == 1


async def test_a_change_needs_the_version_that_was_read(start_service: StartService) -> None:
    service = await start_service("carriers")
    made = await connect(service)
    ops, path = service.client(Role.OPS), f"/carriers/endpoints/{made['id']}"
    change = {"name": "改名", "url": "http://127.0.0.1:9/new", "events": ["claim-submitted"]}

    assert (await ops.put(path, json=change)).status_code == 428
    assert (await ops.put(path, json=change, headers={"if-match": '"7"'})).status_code == 412
    changed = await ops.put(path, json=change, headers={"if-match": made["etag"]})
    assert (changed.status_code, changed.headers["etag"], changed.json()["name"]) == (200, '"2"', "改名")
    assert (await ops.put(path, json=change, headers={"if-match": made["etag"]})).status_code == 412


async def test_in_production_only_public_https_addresses_are_written_to(start_service: StartService) -> None:
    service = await start_service("carriers", environment="production")
    for url, code in (
        ("http://carrier.example/webhooks", "ADDRESS_NOT_SECURE"),
        ("https://127.0.0.1/webhooks", "PRIVATE_ADDRESS"),
        ("https://localhost/webhooks", "PRIVATE_ADDRESS"),
        ("https://postgres/webhooks", "PRIVATE_ADDRESS"),
        ("https://[::ffff:10.0.0.1]/", "PRIVATE_ADDRESS"),
        ("https://0x7f.1/", "PRIVATE_ADDRESS"),
        ("https://2130706433/", "PRIVATE_ADDRESS"),
        ("https://169.254.169.254/latest", "PRIVATE_ADDRESS"),
        ("https://user:pass@carrier.example/", "BAD_ADDRESS"),
        ("ftp://carrier.example/", "BAD_ADDRESS"),
        ("carrier.example", "BAD_ADDRESS"),
        ("https:carrier.example", "BAD_ADDRESS"),
        ("https:\\\\carrier.example", "BAD_ADDRESS"),
        ("https://[", "BAD_ADDRESS"),
        ("https://carrier.example:99999/", "BAD_ADDRESS"),
    ):
        given = {"carrier_id": str(new_id()), "name": "x", "url": url}
        answer = await service.client(Role.OPS).post("/carriers/endpoints", json=given)
        assert (answer.status_code, answer.json()["code"]) == (422, code), url
        assert answer.json()["errors"][0]["pointer"] == "/url"
        partner = await service.client(Role.OPS).post("/carriers/subscriptions", json=PARTNER | {"url": url})
        assert (partner.status_code, partner.json()["code"]) == (422, code), url


async def test_what_cannot_be_an_endpoint_is_malformed(start_service: StartService) -> None:
    service = await start_service("carriers")
    given: dict[str, Any] = {"carrier_id": str(CARRIER), "name": "x", "url": "http://127.0.0.1:9/"}
    changes: tuple[dict[str, Any], ...] = (
        {"events": []},
        {"events": ["policy-issued"]},
        {"events": ["application-submitted"] * 61},
        {"webhook_secret": "short"},
        {"webhook_secret": "whsec_c2hvcnQ="},
        {"webhook_secret": "whsec_="},
        {"callback_secret": "whsec_" + "A" * 94},
        {"name": "\x00"},
        {"name": ""},
        {"url": "http://127.0.0.1:9/\n"},
        {"url": "http://例子.example/"},
        {"carrier_id": "x"},
        {"surprise": True},
    )
    for change in changes:
        answer = await service.client(Role.OPS).post("/carriers/endpoints", json=given | change)
        assert answer.status_code == 422, (change, answer.text)


async def test_both_secrets_are_good_for_a_day_after_a_rotation(start_service: StartService) -> None:
    service = await start_service("carriers")
    made = await connect(service)
    key, application = made["carrier_key"], make_application()
    await service.deliver(application)
    rotated = await service.client(Role.OPS).post(
        f"/carriers/endpoints/{made['id']}/rotate-secret",
        json={"secret": "callback", "value": OTHER_SECRET},
        headers={"if-match": made["etag"]},
    )
    assert (rotated.json()["callback_secret"], rotated.json()["webhook_secret"]) == (OTHER_SECRET, None)

    said = make_report(application.application_id)
    assert (await call_back(service, key, said, webhook_id="a", secret=SECRET)).status_code == 202
    assert (await call_back(service, key, said, webhook_id="b", secret=OTHER_SECRET)).status_code == 202
    service.clock.advance(timedelta(hours=24, seconds=1))
    assert (await call_back(service, key, said, webhook_id="c", secret=SECRET)).status_code == 401
    assert (await call_back(service, key, said, webhook_id="d", secret=OTHER_SECRET)).status_code == 202


async def test_agents_and_clients_have_no_business_here(start_service: StartService) -> None:
    service = await start_service("carriers")
    for role in (Role.AGENT, Role.CLIENT):
        for path in ("endpoints", "subscriptions", "deliveries", "callbacks", "cases"):
            assert (await service.client(role).get(f"/carriers/{path}")).status_code == 403
    assert (await service.client(Role.CARRIER).get("/carriers/subscriptions")).status_code == 403
    redeliver = f"/carriers/deliveries/{new_id()}/redeliver"
    assert (await service.client(Role.MANAGER).post(redeliver)).status_code == 403


async def test_a_carrier_sees_its_own_endpoint_only(start_service: StartService) -> None:
    service = await start_service("carriers")
    made = await connect(service)
    path = f"/carriers/endpoints/{made['id']}"
    assert (await service.client(Role.CARRIER).get(path)).status_code == 200
    assert (await service.client(Role.CARRIER, carrier_id=new_id()).get(path)).status_code == 404
    assert (await service.client(Role.OPS, agency_id=OTHER_AGENCY).get(path)).status_code == 404


async def test_a_subscription_is_made_read_changed_and_removed(start_service: StartService) -> None:
    service = await start_service("carriers")
    ops = service.client(Role.OPS)
    made = await ops.post("/carriers/subscriptions", json=PARTNER)
    assert made.status_code == 201, made.text
    path = f"/carriers/subscriptions/{made.json()['id']}"
    assert made.json()["webhook_secret"].startswith("whsec_")
    assert made.json()["events"] == ["claim-paid", "policy-issued"]
    assert UUID(made.json()["id"]).version == 7

    read = await ops.get(path)
    assert "webhook_secret" not in read.json()
    changed = await ops.put(
        path, json=PARTNER | {"events": ["claim-paid"]}, headers={"if-match": read.headers["etag"]}
    )
    assert changed.json()["events"] == ["claim-paid"]
    value = new_secret()
    rotated = await ops.post(
        f"{path}/rotate-secret", json={"value": value}, headers={"if-match": changed.headers["etag"]}
    )
    assert rotated.json()["webhook_secret"] == value
    assert rotated.json()["webhook_secret_retires_at"].startswith("2026-03-03T02:0")
    assert (await ops.delete(path)).status_code == 428
    assert (await ops.delete(path, headers={"if-match": '"1"'})).status_code == 412
    assert (await ops.delete(path, headers={"if-match": rotated.headers["etag"]})).status_code == 204
    assert (await ops.get(path)).status_code == 404


async def test_a_partner_cannot_ask_for_events_that_nobody_publishes(start_service: StartService) -> None:
    service = await start_service("carriers")
    answer = await service.client(Role.OPS).post(
        "/carriers/subscriptions", json=PARTNER | {"events": ["everything"]}
    )
    assert answer.json()["errors"][0]["code"] == "UNKNOWN_EVENT"
    assert "policy-issued" in answer.json()["errors"][0]["message"]
