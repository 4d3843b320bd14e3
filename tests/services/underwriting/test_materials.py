"""What a carrier asks for is handed in, once, and told."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.running import RunningService
from tests.services.underwriting.applying import make_report, names_of_events, seen, submitted

ASKED_AT = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
SCAN = {"reference": "documents/scan.pdf", "source": "hospital", "dated": "2026-03-01"}


async def asked(service: RunningService, *document_types: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An application whose carrier wants these documents, and the requests."""
    application = await submitted(service)
    await service.deliver(
        make_report(
            application, "material_requested", document_types=list(document_types), reported_at=ASKED_AT
        )
    )
    listed = await service.client().get(f"/underwriting/applications/{application['id']}/materials")
    return await seen(service.client(), application), listed.json()["items"]


def path_of(application: dict[str, Any], request: dict[str, Any]) -> str:
    """Where a request is answered."""
    return f"/underwriting/applications/{application['id']}/materials/{request['id']}"


async def test_a_request_is_listed_with_its_last_day_and_told(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, (request,) = await asked(service, "thyroid_ultrasound")
    assert (application["status"], application["materials_open"]) == ("material_requested", 1)
    # Ten days from 2026-03-03.
    assert (request["document_type"], request["due_on"], request["status"]) == (
        "thyroid_ultrasound",
        "2026-03-13",
        "open",
    )
    envelope, told = (await service.events())[-1]
    assert envelope.type == "material-requested"
    assert told == {
        "client_id": application["client_id"],
        "application_id": application["id"],
        "request_id": request["id"],
        "document_type": "thyroid_ultrasound",
        "due_on": "2026-03-13",
    }


async def test_what_is_handed_in_is_sealed_and_told_to_the_carrier(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, (request,) = await asked(service, "thyroid_ultrasound")
    answer = await service.client(Role.CLIENT).post(path_of(application, request), json=SCAN)
    assert answer.status_code == 200
    assert answer.json()["status"] == "received"
    assert (answer.json()["reference"], answer.json()["dated"]) == ("documents/scan.pdf", "2026-03-01")
    assert (await seen(service.client(), application))["status"] == "submitted"
    envelope, told = (await service.events())[-1]
    assert envelope.type == "material-received"
    assert envelope.subject == request["id"]
    assert told == {
        "client_id": application["client_id"],
        "application_id": application["id"],
        "request_id": request["id"],
        "carrier_id": application["carrier_id"],
        "document_type": "thyroid_ultrasound",
    }
    (row,) = await service.rows("SELECT reference_sealed FROM material_request")
    assert b"scan" not in row["reference_sealed"]
    carrier = service.client(Role.CARRIER)
    listed = await carrier.get(f"/underwriting/applications/{application['id']}/materials")
    assert listed.json()["items"][0]["reference"] == "documents/scan.pdf"


async def test_an_application_waits_until_the_last_document_is_there(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, requests = await asked(service, "thyroid_ultrasound", "chest_ct")
    agent = service.client()
    assert (await agent.post(path_of(application, requests[0]), json=SCAN)).status_code == 200
    assert (await seen(agent, application))["status"] == "material_requested"
    assert (await agent.post(path_of(application, requests[1]), json=SCAN)).status_code == 200
    assert (await seen(agent, application))["status"] == "submitted"


async def test_documents_handed_in_at_one_moment_are_all_counted(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, requests = await asked(service, "thyroid_ultrasound", "chest_ct", "liver_report")
    agent, client = service.client(), service.client(Role.CLIENT)
    answers = await asyncio.gather(
        *(
            who.post(path_of(application, request), json=SCAN)
            for who, request in zip((agent, client, agent), requests, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    found = await seen(agent, application)
    assert (found["status"], found["materials_open"]) == ("submitted", 0)


async def test_a_document_is_handed_in_once(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, requests = await asked(service, "thyroid_ultrasound", "chest_ct")
    agent, path = service.client(), path_of(application, requests[0])
    assert (await agent.post(path, json=SCAN)).status_code == 200
    again = await agent.post(path, json=SCAN)
    assert (again.status_code, again.json()["code"]) == (409, "MATERIAL_ALREADY_RECEIVED")
    assert (await names_of_events(service)).count("material-received") == 1


async def test_a_second_request_of_the_same_document_is_another_one(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, (first,) = await asked(service, "chest_ct")
    await service.client().post(path_of(application, first), json=SCAN)
    await service.deliver(
        make_report(
            application,
            "material_requested",
            document_types=["chest_ct", "chest_ct"],
            reported_at=ASKED_AT + timedelta(days=1),
        )
    )
    listed = await service.client().get(f"/underwriting/applications/{application['id']}/materials")
    assert [item["status"] for item in listed.json()["items"]] == ["received", "open"]
    assert (await seen(service.client(), application))["status"] == "material_requested"


async def test_a_request_that_names_nothing_is_still_a_request(start_service: StartService) -> None:
    service = await start_service("underwriting")
    _, requests = await asked(service)
    assert [request["document_type"] for request in requests] == ["unspecified"]


async def test_a_request_is_overdue_after_its_last_day(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, _ = await asked(service, "chest_ct")
    path = f"/underwriting/applications/{application['id']}/materials"
    # 2026-03-13 at 23:00 in Shanghai, and an hour and some later.
    service.clock.move_to(datetime(2026, 3, 13, 15, 0, tzinfo=UTC))
    assert (await service.client().get(path)).json()["items"][0]["status"] == "open"
    service.clock.advance(timedelta(hours=1, minutes=1))
    assert (await service.client().get(path)).json()["items"][0]["status"] == "overdue"


async def test_nothing_is_handed_in_once_the_carrier_has_decided(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, (request,) = await asked(service, "chest_ct")
    await service.deliver(
        make_report(application, "decided", outcome="STANDARD", reported_at=ASKED_AT + timedelta(days=1))
    )
    late = await service.client().post(path_of(application, request), json=SCAN)
    assert (late.status_code, late.json()["code"]) == (409, "APPLICATION_STATE")


async def test_a_request_heard_of_after_the_decision_is_kept_and_not_told(
    start_service: StartService,
) -> None:
    service = await start_service("underwriting")
    application = await submitted(service)
    await service.deliver(
        make_report(application, "decided", outcome="STANDARD", reported_at=ASKED_AT + timedelta(days=1))
    )
    await service.deliver(
        make_report(application, "material_requested", document_types=["chest_ct"], reported_at=ASKED_AT)
    )
    assert (await seen(service.client(), application))["status"] == "decided"
    assert "material-requested" not in await names_of_events(service)


MALFORMED: list[dict[str, Any]] = [
    {},
    {**SCAN, "reference": ""},
    {**SCAN, "reference": "a\x00b"},
    {**SCAN, "source": "Hospital!"},
    {**SCAN, "dated": "1850-01-01"},
    {**SCAN, "dated": "2026-03-04"},
    {**SCAN, "size": 1},
]


async def test_what_is_handed_in_must_be_described_well(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, (request,) = await asked(service, "chest_ct")
    for body in MALFORMED:
        answer = await service.client().post(path_of(application, request), json=body)
        assert answer.status_code == 422, body


async def test_requests_of_others_are_not_there(start_service: StartService) -> None:
    service = await start_service("underwriting")
    application, (request,) = await asked(service, "chest_ct")
    stranger = service.client(Role.CLIENT, client_id=new_id())
    assert (await stranger.post(path_of(application, request), json=SCAN)).status_code == 404
    assert (
        await stranger.get(f"/underwriting/applications/{application['id']}/materials")
    ).status_code == 404
    other = {**request, "id": str(new_id())}
    assert (await service.client().post(path_of(application, other), json=SCAN)).status_code == 404
    assert (
        await service.client(Role.CARRIER).post(path_of(application, request), json=SCAN)
    ).status_code == 403
