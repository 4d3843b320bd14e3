"""A claims case is published only with consent, with evidence, and when it names nobody: capability 6."""

from pathlib import Path
from typing import Any

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.leads.library import (
    CASE,
    PDF,
    act,
    case_consent,
    done,
    make_material,
    make_version,
)
from tests.services.running import OTHER_AGENCY, OTHER_AGENT, RunningService

NAMED = "客户张三因重疾保障获赔50万元，电话13800138000。"


async def start_leads(start_service: StartService, folder: Path) -> RunningService:
    return await start_service("leads", files=str(folder))


async def test_capability_6_the_calculator_finds_what_names_a_person_and_gives_the_text_without_it(
    start_service: StartService,
) -> None:
    service = await start_service("leads")
    answer = await service.client(language="zh-CN").post(
        "/leads/calculators/anonymise", json={"text": f"{NAMED}王五陪同。", "names": ["王五"]}
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["result"] == {
        "anonymous": False,
        "findings": [
            {"kind": "name", "start": 2, "end": 4},
            {"kind": "phone", "start": 18, "end": 29},
            {"kind": "name", "start": 30, "end": 32},
        ],
        "counts": {"name": 2, "phone": 1},
        "suggested_text": "客户XX因重疾保障获赔50万元，电话［电话］。XX陪同。",
    }
    (because,) = body["because"]
    assert (because["rule"], because["version"]) == ("case.anonymise", "case.anonymise@2021-11-01")
    assert because["inputs"] == {"characters": 35, "names_given": 1}
    assert "通读全文" in body["caveats"][0]
    clean = await service.client().post(
        "/leads/calculators/anonymise", json={"text": "XX客户因重疾保障获赔50万元"}
    )
    assert clean.json()["result"]["anonymous"] is True
    for wrong in ({"text": ""}, {"text": "x", "names": ["王"]}, {"text": "x" * 20_001}):
        assert (await service.client().post("/leads/calculators/anonymise", json=wrong)).status_code == 422
    assert (
        await service.client(Role.CLIENT).post("/leads/calculators/anonymise", json={})
    ).status_code == 403


async def test_a_case_without_consent_evidence_or_summary_is_refused(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_leads(start_service, tmp_path)
    author = service.client()
    client_id, consent_id = await case_consent(service)
    contact = (await author.get(f"/leads/{client_id}/consents")).json()["items"][0]["id"]
    said: dict[str, Any] = {
        "summary": CASE,
        "consent_id": consent_id,
        "evidence_reference": "archive 2026-0142",
    }
    refusals: list[tuple[dict[str, Any], str, str]] = [
        ({**said, "consent_id": ""}, "CASE_CONSENT_MISSING", "/consent_id"),
        ({**said, "evidence_reference": ""}, "CASE_EVIDENCE_MISSING", "/evidence_reference"),
        ({**said, "summary": ""}, "CASE_SUMMARY_MISSING", "/summary"),
        ({**said, "consent_id": str(new_id())}, "CASE_CONSENT_NOT_IN_FORCE", "/consent_id"),
        ({**said, "consent_id": contact}, "CASE_CONSENT_NOT_IN_FORCE", "/consent_id"),
    ]
    material_id = await make_material(author, kind="claims_case", title="定期寿险理赔案例")
    for given, code, pointer in refusals:
        number = await make_version(author, material_id, **given)
        refused = await act(author, material_id, number, "submit")
        assert (refused.status_code, refused.json()["code"]) == (409, code)
        assert refused.json()["errors"][0]["pointer"] == pointer
    number = await make_version(author, material_id, **said)
    assert (await done(author, material_id, number, "submit"))["status"] == "submitted"


async def test_a_case_that_names_somebody_is_refused_by_kind_and_place_and_never_by_what_it_says(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_leads(start_service, tmp_path)
    author = service.client()
    _, consent_id = await case_consent(service, name="诸葛小明")
    titled = await author.post("/leads/materials", json={"kind": "claims_case", "title": "张三先生理赔案例"})
    assert (titled.status_code, titled.json()["code"]) == (409, "TITLE_NAMES_PERSON")
    assert titled.json()["findings"] == [{"kind": "name", "start": 0, "end": 2}]
    material_id = await make_material(author, kind="claims_case", title="重疾险理赔案例")
    said = {"consent_id": consent_id, "evidence_reference": "archive 2026-0142"}
    content = "那天，诸葛小明确诊。\n住址：某小区东门第二家".encode("gb18030")
    number = await make_version(author, material_id, content, summary=NAMED, **said)
    refused = await act(author, material_id, number, "submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "CASE_NAMES_PERSON")
    assert refused.json()["findings"] == [
        {"where": "summary", "kind": "name", "start": 2, "end": 4},
        {"where": "summary", "kind": "phone", "start": 18, "end": 29},
        {"where": "file", "kind": "name", "start": 3, "end": 7},
        {"where": "file", "kind": "address", "start": 14, "end": 22},
    ]
    assert not [word for word in ("张三", "13800138000", "诸葛") if word in refused.text]
    path = f"/leads/materials/{material_id}/versions/{number}"
    seen = (await author.get(path)).headers["etag"]
    assert (
        await author.put(path, json={**said, "summary": CASE}, headers={"if-match": seen})
    ).status_code == 200
    (kept,) = await service.rows("SELECT summary_sealed, evidence_sealed FROM material_version")
    assert CASE.encode() not in kept["summary_sealed"]
    refused = await act(author, material_id, number, "submit")
    assert {finding["where"] for finding in refused.json()["findings"]} == {"file"}
    long = await make_version(author, material_id, b"a " * 300_000, summary=CASE, **said)
    assert (await act(author, material_id, long, "submit")).json()["code"] == "CASE_FILE_TOO_LONG"
    clean = await make_version(author, material_id, "确诊后获赔。".encode(), summary=CASE, **said)
    await done(author, material_id, clean, "submit")
    shown = await done(service.client(Role.MANAGER), material_id, clean, "approve")
    assert (shown["consent_id"], shown["evidence_reference"]) == (consent_id, "archive 2026-0142")
    colleague = service.client(Role.AGENT, agent_id=new_id())
    seen_by_colleague = (await colleague.get(f"/leads/materials/{material_id}/versions/{clean}")).json()
    assert (seen_by_colleague["summary"], seen_by_colleague["consent_id"]) == (CASE, None)
    assert seen_by_colleague["evidence_reference"] is None


async def test_a_case_that_no_program_can_read_is_read_by_whoever_approves_it(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_leads(start_service, tmp_path)
    author, manager = service.client(), service.client(Role.MANAGER)
    _, consent_id = await case_consent(service)
    material_id = await make_material(author, kind="claims_case", title="理赔案例")
    said = {"summary": CASE, "consent_id": consent_id, "evidence_reference": "archive 1"}
    number = await make_version(author, material_id, PDF, **said)
    await done(author, material_id, number, "submit")
    unread = await act(manager, material_id, number, "approve")
    assert (unread.status_code, unread.json()["code"]) == (409, "CASE_FILE_UNREAD")
    assert (await done(manager, material_id, number, "approve", file_read=True))["may_be_used"]


async def test_when_the_consent_is_withdrawn_so_is_the_case(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_leads(start_service, tmp_path)
    author, manager = service.client(), service.client(Role.MANAGER)
    client_id, consent_id = await case_consent(service)
    material_id = await make_material(author, kind="claims_case", title="理赔案例")
    said = {"summary": CASE, "consent_id": consent_id, "evidence_reference": "archive 1"}
    used = await make_version(author, material_id, PDF, **said)
    await done(author, material_id, used, "submit")
    await done(manager, material_id, used, "approve", file_read=True)
    waiting = await make_version(author, material_id, PDF, **said)
    await done(author, material_id, waiting, "submit")
    client = service.client(Role.CLIENT, client_id=client_id)
    answer = await client.post(f"/leads/{client_id}/consents/case_publication/withdraw")
    assert answer.status_code == 200, answer.text
    history = (await manager.get(f"/leads/materials/{material_id}/versions")).json()["items"]
    assert [(version["number"], version["status"]) for version in history] == [
        (waiting, "withdrawn"),
        (used, "withdrawn"),
    ]
    assert history[0]["reason"] == "The consent to telling this case was withdrawn."
    assert (await author.get(f"/leads/materials/{material_id}")).json()["status"] == "withdrawn"
    assert (await author.get(f"/leads/materials/{material_id}/file")).json()["code"] == "MATERIAL_NOT_IN_USE"
    again = await make_version(author, material_id, PDF, **said)
    assert (await act(author, material_id, again, "submit")).json()["code"] == "CASE_CONSENT_NOT_IN_FORCE"


async def test_a_case_is_told_by_whoever_serves_the_client_and_by_nobody_else(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_leads(start_service, tmp_path)
    _, consent_id = await case_consent(service)
    said: dict[str, Any] = {"summary": CASE, "consent_id": consent_id, "evidence_reference": "archive 1"}
    for stranger in (
        service.client(Role.AGENT, agency_id=OTHER_AGENCY),
        service.client(Role.AGENT, agent_id=OTHER_AGENT),
        service.client(Role.MANAGER, team_id=new_id()),
    ):
        material_id = await make_material(stranger, kind="claims_case", title="理赔案例")
        number = await make_version(stranger, material_id, PDF, **said)
        assert (await act(stranger, material_id, number, "submit")).json()[
            "code"
        ] == "CASE_CONSENT_NOT_IN_FORCE"
