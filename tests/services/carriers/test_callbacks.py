"""What carriers report: who may, on what, and that it takes effect once."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.caller import Role
from shared.ids import new_id
from tests.services.carriers.making import (
    OTHER_SECRET,
    call_back,
    connect,
    make_application,
    make_claim,
    make_report,
    minutes_ago,
)
from tests.services.fixtures import StartService
from tests.services.running import AGENCY, CARRIER, CLIENT, OTHER_AGENCY, RunningService


async def make_case(start_service: StartService) -> tuple[RunningService, str, UUID]:
    """A service with an endpoint and an application that its carrier works on; with the key and the case's id."""
    service = await start_service("carriers")
    endpoint = await connect(service)
    application = make_application()
    await service.deliver(application)
    return service, endpoint["carrier_key"], application.application_id


async def test_a_signed_report_is_taken_and_told_to_everybody(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    said = make_report(case_id, "decided", outcome="EXCLUSION", exclusions=["thyroid"], client_id=str(CLIENT))

    answer = await call_back(service, key, said)

    assert answer.status_code == 202, answer.text
    assert answer.json()["case_id"] == str(case_id)
    ((envelope, payload),) = await service.events()
    assert envelope.type == "carrier-reported"
    assert envelope.agency_id == AGENCY
    assert envelope.subject == str(case_id)
    assert envelope.actor_id == f"carrier:{CARRIER}"
    assert payload == {
        "client_id": str(CLIENT),
        "carrier_id": str(CARRIER),
        "case_kind": "application",
        "case_id": str(case_id),
        "report": "decided",
        "reported_at": "2026-03-03T02:00:00Z",
        "outcome": "EXCLUSION",
        "rating_percent": None,
        "exclusions": ["thyroid"],
        "document_types": [],
        "policy_number": None,
        "effective_on": None,
        "amount": None,
        "reason_code": None,
    }


async def test_a_claim_is_paid_by_a_report_with_its_amount(start_service: StartService) -> None:
    service = await start_service("carriers")
    endpoint = await connect(service)
    claim = make_claim()
    await service.deliver(claim)
    said = make_report(claim.claim_id, "paid", case_kind="claim", amount="300000.00")

    assert (await call_back(service, endpoint["carrier_key"], said)).status_code == 202

    ((_, payload),) = await service.events()
    assert payload["amount"] == "300000.00"
    assert payload["case_kind"] == "claim"


async def test_a_replayed_webhook_id_gets_the_same_answer_and_has_no_second_effect(
    start_service: StartService,
) -> None:
    service, key, case_id = await make_case(start_service)
    first = await call_back(service, key, make_report(case_id))
    service.clock.advance(timedelta(days=1))

    again = await call_back(service, key, make_report(case_id))

    assert (again.status_code, again.json()) == (202, first.json())
    assert len(await service.events()) == 1


async def test_the_same_callback_many_times_at_once_takes_effect_once(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)

    answers = await asyncio.gather(*(call_back(service, key, make_report(case_id)) for _ in range(8)))

    assert [answer.status_code for answer in answers] == [202] * 8
    assert len({answer.json()["callback_id"] for answer in answers}) == 1
    assert len(await service.events()) == 1


async def test_a_webhook_id_used_for_another_body_is_refused(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    await call_back(service, key, make_report(case_id))

    answer = await call_back(service, key, make_report(case_id, "decided", outcome="STANDARD"))

    assert (answer.status_code, answer.json()["code"]) == (409, "WEBHOOK_ID_REUSED")
    assert len(await service.events()) == 1


async def test_reports_on_one_case_are_numbered_in_the_order_in_which_they_came(
    start_service: StartService,
) -> None:
    service, key, case_id = await make_case(start_service)
    await call_back(service, key, make_report(case_id), webhook_id="a")
    await call_back(service, key, make_report(case_id, "decided", outcome="STANDARD"), webhook_id="b")

    versions = [envelope.aggregate_version for envelope, _ in await service.events()]
    assert versions == [2, 3]


async def test_a_signature_that_does_not_fit_is_refused(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    cases: list[tuple[dict[str, str], str]] = [
        ({"webhook-signature": "v1,AAAA"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-signature": "v2,AAAA"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-signature": "no comma"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-signature": "v1,a,b"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-signature": "v1,not base64!"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-signature": ""}, "WEBHOOK_SIGNATURE"),
        ({"webhook-id": ""}, "WEBHOOK_SIGNATURE"),
        ({"webhook-id": "x" * 201}, "WEBHOOK_SIGNATURE"),
        ({"webhook-timestamp": ""}, "WEBHOOK_SIGNATURE"),
        ({"webhook-timestamp": "yesterday"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-timestamp": "nan"}, "WEBHOOK_SIGNATURE"),
        ({"webhook-timestamp": "1" * 400}, "WEBHOOK_SIGNATURE"),
        ({"webhook-timestamp": "1"}, "WEBHOOK_TIMESTAMP"),
    ]
    for headers, code in cases:
        answer = await call_back(service, key, make_report(case_id), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, code), headers
    assert await service.events() == []


async def test_the_signature_of_another_secret_is_refused(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    answer = await call_back(service, key, make_report(case_id), secret=OTHER_SECRET)
    assert (answer.status_code, answer.json()["code"]) == (401, "WEBHOOK_SIGNATURE")


async def test_a_timestamp_more_than_five_minutes_off_is_refused(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    for minutes in (6, -6):
        answer = await call_back(service, key, make_report(case_id), signed_at=minutes_ago(minutes))
        assert (answer.status_code, answer.json()["code"]) == (401, "WEBHOOK_TIMESTAMP")
        assert "5 minutes" in answer.json()["detail"]


async def test_signatures_live_in_real_time_whatever_the_clock_of_the_sandbox_says(
    start_service: StartService,
) -> None:
    service, key, case_id = await make_case(start_service)
    service.clock.advance(timedelta(days=200))

    assert (await call_back(service, key, make_report(case_id))).status_code == 202
    late = await call_back(service, key, make_report(case_id), signed_at=minutes_ago(6), webhook_id="late")
    assert late.status_code == 401


async def test_a_body_that_is_no_text_is_refused_like_a_bad_signature(start_service: StartService) -> None:
    service, key, _ = await make_case(start_service)
    answer = await service.client(None).post(
        f"/carriers/callbacks/{key}",
        content=b"\xff\xfe",
        headers={
            "webhook-id": "m",
            "webhook-timestamp": str(int(minutes_ago(0).timestamp())),
            "webhook-signature": "v1,AAAA",
        },
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "WEBHOOK_SIGNATURE")


async def test_a_key_that_nobody_has_is_not_found(start_service: StartService) -> None:
    service, _, case_id = await make_case(start_service)
    for key in ("nobody", "%00", "%F0%9F%98%80", "x" * 500):
        answer = await call_back(service, key, make_report(case_id))
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND"), key


async def test_a_disabled_endpoint_takes_nothing(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    (endpoint,) = (await service.client(Role.OPS).get("/carriers/endpoints")).json()["items"]
    await service.client(Role.OPS).post(
        f"/carriers/endpoints/{endpoint['id']}/disable", headers={"if-match": '"1"'}
    )
    assert (await call_back(service, key, make_report(case_id))).status_code == 404


async def test_a_carrier_reports_on_its_own_cases_only(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    others = make_application(carrier_id=new_id())
    await service.deliver(others)
    elsewhere = make_application()
    await service.deliver(elsewhere, agency_id=OTHER_AGENCY)

    for said in (
        make_report(others.application_id),
        make_report(elsewhere.application_id),
        make_report(new_id()),
        make_report(case_id, client_id=str(new_id())),
        make_report(case_id, "acknowledged", case_kind="claim"),
    ):
        answer = await call_back(service, key, said)
        assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_CASE"), said
    assert await service.events() == []


async def test_a_report_that_does_not_say_what_it_must_is_malformed(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"report": "shrugged"}, "UNKNOWN_REPORT"),
        ({"report": "paid"}, "UNKNOWN_REPORT"),
        ({"report": "decided"}, "REPORT_INCOMPLETE"),
        ({"report": "decided", "outcome": "MANUAL"}, "UNKNOWN_REPORT"),
        ({"report": "decided", "outcome": "EXCLUSION"}, "REPORT_INCOMPLETE"),
        ({"report": "decided", "outcome": "RATED"}, "REPORT_INCOMPLETE"),
        ({"report": "issued", "policy_number": "P1"}, "REPORT_INCOMPLETE"),
        ({"report": "material_requested"}, "REPORT_INCOMPLETE"),
        ({"case_kind": "claim", "report": "decided", "outcome": "pay"}, "REPORT_INCOMPLETE"),
        ({"case_kind": "claim", "report": "decided", "outcome": "refuse"}, "REPORT_INCOMPLETE"),
        ({"case_kind": "claim", "report": "paid", "amount": 12.5}, "VALUE_ERROR"),
        ({"case_kind": "claim", "report": "paid", "amount": "NaN"}, "VALUE_ERROR"),
        ({"case_kind": "claim", "report": "paid", "amount": "-1.00"}, "AMOUNT_OUT_OF_RANGE"),
        ({"case_kind": "claim", "report": "paid", "amount": "9999999999999.99"}, "AMOUNT_OUT_OF_RANGE"),
        ({"case_kind": "car"}, "LITERAL_ERROR"),
        ({"case_id": "42"}, "UUID_PARSING"),
        ({"reported_at": "2026-03-03T02:00:00"}, "TIMEZONE_AWARE"),
        ({"reported_at": "0001-01-01T00:00:00+14:00"}, "GREATER_THAN_EQUAL"),
        ({"reported_at": "9999-12-31T23:59:59-14:00"}, "LESS_THAN"),
        ({"report": "issued", "policy_number": "P", "effective_on": "9999-12-31"}, "LESS_THAN"),
        (
            {"report": "issued", "policy_number": "P\x00", "effective_on": "2026-03-04"},
            "STRING_PATTERN_MISMATCH",
        ),
        ({"rating_percent": 10**30}, "LESS_THAN_EQUAL"),
        ({"exclusions": ["a"] * 51}, "TOO_LONG"),
        ({"surprise": 1}, "EXTRA_FORBIDDEN"),
    ]
    for changes, code in cases:
        answer = await call_back(service, key, make_report(case_id) | changes)
        assert answer.status_code == 422, (changes, answer.text)
        assert code in {fault["code"] for fault in answer.json()["errors"]}, changes
    assert await service.events() == []


async def test_a_signed_body_that_is_no_report_is_malformed(start_service: StartService) -> None:
    service, key, _ = await make_case(start_service)
    for body in ("", "{", "[]", "null", '{"amount": 1e400}', "[" * 10_000):
        answer = await call_back(service, key, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "MALFORMED"), body[:20]


async def test_a_bad_body_without_a_signature_tells_nothing_of_what_is_wrong_with_it(
    start_service: StartService,
) -> None:
    service, key, _ = await make_case(start_service)
    answer = await service.client(None).post(f"/carriers/callbacks/{key}", content="{")
    assert (answer.status_code, answer.json()["code"]) == (401, "WEBHOOK_SIGNATURE")


async def test_what_is_wrong_is_told_in_chinese_to_a_chinese_reader(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    answer = await call_back(service, key, make_report(case_id, "decided"), language="zh-CN")
    assert answer.json()["errors"][0]["message"] == "此类报告还应包括：outcome。"


async def test_operations_see_that_a_carrier_reported_and_not_what(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    await service.know_client()
    said = make_report(case_id, "decided", outcome="EXCLUSION", exclusions=["thyroid"])
    await call_back(service, key, said)

    listed = await service.client(Role.OPS).get("/carriers/callbacks")
    (callback,) = listed.json()["items"]
    assert callback["report"] == "decided"
    assert "thyroid" not in listed.text
    path = f"/carriers/callbacks/{callback['id']}"
    assert (await service.client(Role.OPS).get(path)).status_code == 403
    for role in (Role.MANAGER, Role.CARRIER):
        detail = await service.client(role).get(path)
        assert detail.json()["said"]["exclusions"] == ["thyroid"], role


async def test_a_carrier_and_a_manager_see_their_own_callbacks_and_cases_only(
    start_service: StartService,
) -> None:
    service, key, case_id = await make_case(start_service)
    await service.know_client()
    await call_back(service, key, make_report(case_id))

    for path in ("/carriers/callbacks", "/carriers/cases", "/carriers/deliveries"):
        for role in (Role.OPS, Role.MANAGER, Role.CARRIER):
            assert len((await service.client(role).get(path)).json()["items"]) == 1, (path, role)
        for stranger in (
            service.client(Role.CARRIER, carrier_id=new_id()),
            service.client(Role.MANAGER, team_id=new_id()),
            service.client(Role.OPS, agency_id=OTHER_AGENCY),
            service.client(Role.CARRIER, agency_id=OTHER_AGENCY),
        ):
            assert (await stranger.get(path)).json()["items"] == [], path


async def test_what_a_carrier_said_is_not_readable_in_the_database(start_service: StartService) -> None:
    service, key, case_id = await make_case(start_service)
    said = make_report(case_id, "decided", outcome="EXCLUSION", exclusions=["thyroid"])
    await call_back(service, key, said)

    (row,) = await service.rows("SELECT * FROM carrier_callback")
    assert b"thyroid" not in row["body_sealed"]
    assert json.loads(service.kit.cipher.open(row["body_sealed"])) == said
