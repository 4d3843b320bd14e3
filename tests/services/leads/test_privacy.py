"""Whose consent counts, what clients read before, and what the agency answers for (capabilities 45, 46)."""

from pathlib import Path
from typing import Any

import pytest

from services.leads.consent_texts import CONSENT_TEXTS
from shared.caller import Role
from shared.contracts.leads import Purpose
from tests.services.fixtures import StartService
from tests.services.leads.files import begin, counts, errors, make_csv, phone, send, shown
from tests.services.leads.people import capture, lead_body
from tests.services.running import CLIENT, OTHER_AGENCY, RunningService

MOTHER = {"relation": "mother", "name": "李女士"}
BORN_13_YEARS_AGO, BORN_14_YEARS_AGO = "2012-03-03", "2012-03-02"


def code(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.json().get("code")


async def test_capability_45_sensitive_purposes_have_texts_of_their_own_with_a_notice_of_necessity(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    anybody = service.client(None)
    texts = (await anybody.get("/leads/consent-texts")).json()["items"]
    assert {(text["purpose"], text["version"]) for text in texts} == set(CONSENT_TEXTS)
    assert {text["purpose"] for text in texts if text["current"]} == {purpose.value for purpose in Purpose}
    assert {text["purpose"] for text in texts if text["sensitive"]} == {
        "health_data",
        "financial_data",
        "minor_data",
    }
    assert all((text["necessity"] is not None) == text["sensitive"] for text in texts)
    assert all("明禾保险代理有限公司" in text["text"] and text["without"] for text in texts)
    chinese = await service.client(None, language="zh-CN").get(
        "/leads/consent-texts", params={"purpose": "health_data"}
    )
    assert [text["version"] for text in chinese.json()["items"]] == ["2026-01", "2026-02"]
    assert "健康信息属于敏感个人信息" in chinese.json()["items"][1]["necessity"]


async def test_nobody_consents_in_words_that_nobody_wrote(start_service: StartService) -> None:
    service = await start_service("leads")
    refused = await service.client().post("/leads", json=lead_body(consent_text_version="2020-01"))
    assert code(refused) == (422, "UNKNOWN_CONSENT_TEXT")
    client_id = await capture(service)
    body = {"purpose": "marketing", "text_version": "2020-01", "channel": "app"}
    refused = await service.client().post(f"/leads/{client_id}/consents", json=body)
    assert code(refused) == (422, "UNKNOWN_CONSENT_TEXT")


@pytest.mark.parametrize(
    ("birth_date", "different", "expected"),
    [
        (BORN_13_YEARS_AGO, {}, "GUARDIAN_CONSENT_NEEDED"),
        (BORN_13_YEARS_AGO, {"guardian": MOTHER}, "MINOR_CONSENT_MISSING"),
        (BORN_13_YEARS_AGO, {"guardian": MOTHER, "consent_purposes": ["contact", "minor_data"]}, None),
        (BORN_14_YEARS_AGO, {}, None),
        (None, {"consent_purposes": ["contact", "minor_data"]}, "GUARDIAN_CONSENT_NEEDED"),
    ],
)
async def test_for_a_child_under_14_a_guardian_consents_and_for_nobody_else(
    start_service: StartService, birth_date: str | None, different: dict[str, Any], expected: str | None
) -> None:
    service = await start_service("leads")
    answer = await service.client().post("/leads", json=lead_body(birth_date=birth_date, **different))
    assert answer.json().get("code") == expected
    assert answer.status_code == (201 if expected is None else 409)
    assert len(await service.rows("SELECT 1 FROM lead")) == (expected is None)


async def test_the_ledger_says_what_the_guardian_is_and_keeps_the_name_sealed(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    purposes = ["contact", "minor_data"]
    client_id = await capture(
        service, birth_date=BORN_13_YEARS_AGO, consent_purposes=purposes, guardian=MOTHER
    )
    agent = service.client()
    body = {"purpose": "health_data", "text_version": "2026-02", "channel": "app"}
    refused = await agent.post(f"/leads/{client_id}/consents", json=body)
    assert code(refused) == (409, "GUARDIAN_CONSENT_NEEDED")
    granted = await agent.post(f"/leads/{client_id}/consents", json=body | {"guardian": MOTHER})
    assert granted.status_code == 201
    assert granted.json()["guardian_relation"] == "mother"
    rows = await service.rows("SELECT consent::text AS row, guardian_name_sealed FROM consent")
    assert not any("李女士" in row["row"] for row in rows)
    assert {service.kit.cipher.open(row["guardian_name_sealed"]) for row in rows} == {"李女士"}


async def test_a_child_in_a_file_is_refused_as_a_row_for_want_of_a_guardian(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    rows = [("张三", phone(1), "1990-05-31"), ("小明", phone(2), BORN_13_YEARS_AGO)]
    agent = service.client()
    import_id = await begin(agent, make_csv(rows, header=("姓名", "手机号", "出生日期")))
    await service.tick()
    assert counts(await shown(agent, import_id)) == (2, 1, 0, 1)
    assert await errors(agent, import_id) == [(3, "birth_date", "GUARDIAN_CONSENT_NEEDED")]
    refused = await send(agent, make_csv(rows), consent_purposes="contact,minor_data")
    assert code(refused) == (409, "GUARDIAN_CONSENT_NEEDED")


async def test_a_withdrawal_is_known_to_leads_itself_and_ends_with_a_new_consent(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    client = service.client(Role.CLIENT, client_id=client_id)
    assert (await client.post(f"/leads/{client_id}/consents/contact/withdraw")).status_code == 200
    assert await stopped(service) == ["contact"]
    body = {"purpose": "contact", "text_version": "2026-02", "channel": "app"}
    assert (await client.post(f"/leads/{client_id}/consents", json=body)).status_code == 201
    assert await stopped(service) == []


async def test_a_purpose_that_was_never_allowed_can_be_forbidden_too(start_service: StartService) -> None:
    service = await start_service("leads")
    client_id = await capture(service)
    client = service.client(Role.CLIENT, client_id=client_id)
    for purpose in ("marketing", "marketing", "contact"):
        forbidden = await client.put(f"/leads/{client_id}/stopped-purposes/{purpose}")
        assert (forbidden.status_code, forbidden.json()["purpose"]) == (200, purpose)
    listed = (await service.client().get(f"/leads/{client_id}/stopped-purposes")).json()["items"]
    assert [one["purpose"] for one in listed] == ["marketing", "contact"]
    told = [(envelope.type, payload.get("purpose")) for envelope, payload in await service.events()]
    assert told[1:] == [("consent-withdrawn", "marketing"), ("consent-withdrawn", "contact")]
    (line,) = (await client.get(f"/leads/{client_id}/consents")).json()["items"]
    assert line["withdrawn_at"] is not None
    stranger = service.client(Role.CLIENT)
    assert (await stranger.put(f"/leads/{client_id}/stopped-purposes/contact")).status_code == 404


async def stopped(service: RunningService) -> list[str]:
    rows = await service.rows("SELECT purpose FROM stopped_purpose ORDER BY purpose")
    return [row["purpose"] for row in rows]


async def test_capability_45_a_client_leaves_and_is_seen_by_his_agent_no_more(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    client_id = await capture(service, consent_purposes=["contact", "health_data"])
    agent, ops = service.client(), service.client(Role.OPS)
    path = f"/leads/{client_id}/erasure-requests"
    assert code(await ops.post(path, json={})) == (409, "WRITTEN_REQUEST_NEEDED")
    assert code(await agent.post(path, json={})) == (403, "FORBIDDEN")
    key = {"idempotency-key": "leave"}
    asked = await ops.post(path, json={"written_request": "archive/17"}, headers=key)
    assert asked.status_code == 201
    assert (asked.json()["asked_by"], asked.json()["answer_by"]) == ("ops", "2026-03-23")
    again = await ops.post(path, json={"written_request": "archive/17"}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (asked.json(), "true")
    client = service.client(Role.CLIENT, client_id=client_id)
    assert code(await client.post(path, json={})) == (409, "ERASURE_ALREADY_REQUESTED")

    assert code(await agent.get(f"/leads/{client_id}")) == (409, "CLIENT_RESTRICTED")
    assert (await agent.get("/leads")).json()["items"] == []
    assert (await service.client(agency_id=OTHER_AGENCY).get(f"/leads/{client_id}")).status_code == 404
    assert (await client.get(f"/leads/{client_id}")).status_code == 200, "he sees what is kept of him"
    ledger = (await client.get(f"/leads/{client_id}/consents")).json()["items"]
    assert all(line["withdrawn_at"] for line in ledger)
    assert len(await stopped(service)) == len(Purpose)
    told = [(envelope.type, payload) for envelope, payload in await service.events()]
    assert told[-1] == (
        "erasure-requested",
        {"client_id": client_id, "request_id": asked.json()["id"]},
    )
    listed = (await ops.get("/leads/privacy/erasure-requests")).json()["items"]
    assert [one["id"] for one in listed] == [asked.json()["id"]]
    parts = (await client.get(f"/leads/privacy/clients/{client_id}/parts")).json()
    assert f"/claims/privacy/clients/{client_id}/export" in parts["exports"]
    assert len(parts["exports"]) == len(parts["erasures"]) == len(parts["access_logs"]) == 7


async def test_capability_46_impact_assessments_are_kept_for_three_years(start_service: StartService) -> None:
    service = await start_service("leads")
    ops = service.client(Role.OPS)
    body = {
        "purpose": "health_data",
        "assessed_on": "2026-03-01",
        "necessity": "核保预评需要健康信息，范围限于问卷所列。",
        "impact": "泄露会影响客户的尊严与财产安全。",
        "risk": "high",
        "measures": "字段加密、访问记录、仅限本人代理人查阅。",
    }
    recorded = await ops.post("/leads/privacy/impact-assessments", json=body)
    assert recorded.status_code == 201, recorded.text
    assert recorded.json()["keep_until"] == "2029-03-01"
    assert recorded.json()["because"][0]["source"] == "个人信息保护法 第56条"
    too_early = await ops.post("/leads/privacy/impact-assessments", json=body | {"assessed_on": "2021-10-31"})
    assert code(too_early) == (409, "NO_RULE_IN_FORCE")
    too_late = await ops.post("/leads/privacy/impact-assessments", json=body | {"assessed_on": "9999-12-31"})
    assert code(too_late) == (422, "ASSESSED_IN_THE_FUTURE")
    listed = await ops.get(
        "/leads/privacy/impact-assessments", params={"purpose": "health_data", "risk": "high"}
    )
    assert [one["id"] for one in listed.json()["items"]] == [recorded.json()["id"]]
    none = await ops.get("/leads/privacy/impact-assessments", params={"risk": "low"})
    assert none.json()["items"] == []
    one = await ops.get(f"/leads/privacy/impact-assessments/{recorded.json()['id']}")
    assert one.json() == recorded.json()
    refused = await service.client(Role.CLIENT, client_id=CLIENT).get("/leads/privacy/impact-assessments")
    assert refused.status_code == 403
