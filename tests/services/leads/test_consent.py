"""The consent ledger: nothing without consent, each purpose for itself, and a withdrawal at once."""

import asyncio

import pytest

from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.people import capture, lead_body
from tests.services.running import OTHER_AGENCY, OTHER_AGENT


@pytest.mark.parametrize("purposes", [["marketing"], ["health_data", "financial_data"]])
async def test_nobody_is_captured_without_consent_to_being_contacted(
    start_service: StartService, purposes: list[str]
) -> None:
    service = await start_service("leads")
    answer = await service.client().post("/leads", json=lead_body(consent_purposes=purposes))
    assert (answer.status_code, answer.json()["code"]) == (409, "CONSENT_MISSING")
    assert answer.json()["errors"][0]["pointer"] == "/consent_purposes"
    assert await service.rows("SELECT 1 FROM lead") == []
    assert await service.events() == []


async def test_the_ledger_begins_with_what_was_consented_to_at_capture(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(
        service, consent_purposes=["contact", "health_data", "contact"], consent_text_version="2026-01"
    )
    ledger = (await service.client().get(f"/leads/{client_id}/consents")).json()["items"]
    assert sorted((line["purpose"], line["text_version"], line["withdrawn_at"]) for line in ledger) == [
        ("contact", "2026-01", None),
        ("health_data", "2026-01", None),
    ]
    assert (await service.events())[0][1]["consent_purposes"] == ["contact", "health_data"]


async def test_a_client_grants_and_withdraws_one_purpose_and_all_are_told(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    client = service.client(Role.CLIENT, client_id=client_id)
    granted = await client.post(
        f"/leads/{client_id}/consents",
        json={"purpose": "health_data", "text_version": "2026-02", "channel": "app"},
    )
    withdrawn = await client.post(f"/leads/{client_id}/consents/health_data/withdraw")
    assert granted.status_code == 201
    assert withdrawn.status_code == 200
    assert withdrawn.json()["id"] == granted.json()["id"]
    assert withdrawn.json()["withdrawn_at"] is not None
    told = [(envelope.type, payload.get("purpose")) for envelope, payload in await service.events()]
    assert told[1:] == [("consent-granted", "health_data"), ("consent-withdrawn", "health_data")]


async def test_a_purpose_is_granted_anew_after_it_was_withdrawn_and_the_ledger_keeps_both_lines(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    client = service.client(Role.CLIENT, client_id=client_id)
    body = {"purpose": "contact", "text_version": "2026-02", "channel": "app"}
    assert (await client.post(f"/leads/{client_id}/consents/contact/withdraw")).status_code == 200
    assert (await client.post(f"/leads/{client_id}/consents", json=body)).status_code == 201
    ledger = (await client.get(f"/leads/{client_id}/consents")).json()["items"]
    assert [(line["text_version"], line["withdrawn_at"] is None) for line in ledger] == [
        ("2026-01", False),
        ("2026-02", True),
    ]


async def test_what_is_in_force_is_not_granted_twice_even_at_once(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    client = service.client(Role.CLIENT, client_id=client_id)
    body = {"purpose": "marketing", "text_version": "2026-02", "channel": "app"}
    answers = await asyncio.gather(
        *(client.post(f"/leads/{client_id}/consents", json=body) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"CONSENT_IN_FORCE"}


async def test_what_is_not_in_force_cannot_be_withdrawn(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    answer = await service.client().post(f"/leads/{client_id}/consents/marketing/withdraw")
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_CONSENT_IN_FORCE")
    unknown = await service.client().post(f"/leads/{client_id}/consents/everything/withdraw")
    assert unknown.status_code == 422


async def test_strangers_neither_read_nor_change_the_ledger(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    body = {"purpose": "marketing", "text_version": "2026-02", "channel": "app"}
    for stranger in (
        service.client(agent_id=OTHER_AGENT),
        service.client(agency_id=OTHER_AGENCY),
        service.client(Role.CLIENT),
    ):
        assert (await stranger.get(f"/leads/{client_id}/consents")).status_code == 404
        assert (await stranger.post(f"/leads/{client_id}/consents", json=body)).status_code == 404
        assert (await stranger.post(f"/leads/{client_id}/consents/contact/withdraw")).status_code == 404
    assert len(await service.rows("SELECT 1 FROM consent WHERE withdrawn_at IS NULL")) == 1
