"""The library of sales material: what is uploaded, who approves it, who may use it, and until when (capability 5)."""

from datetime import datetime
from pathlib import Path

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.leads.files import files_in
from tests.services.leads.library import (
    PDF,
    act,
    approved,
    done,
    make_material,
    make_office_file,
    make_version,
    material_body,
    upload,
)
from tests.services.running import OTHER_AGENCY, OTHER_AGENT, RunningService


def go_to(service: RunningService, day: str) -> None:
    """Noon in Shanghai of a day."""
    service.clock.move_to(datetime.fromisoformat(f"{day}T12:00:00+08:00"))


async def test_capability_5_a_version_is_used_once_somebody_else_approved_it_and_until_its_last_day(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    author, manager = service.client(Role.AGENT), service.client(Role.MANAGER)
    colleague = service.client(Role.AGENT, agent_id=OTHER_AGENT)
    material_id = await make_material(author)
    number = await make_version(author, material_id, note="first edition")
    assert [
        (await colleague.get(f"/leads/materials/{material_id}{end}")).status_code for end in ("", "/file")
    ] == [
        404,
        404,
    ]
    assert (await colleague.get("/leads/materials")).json()["items"] == []
    assert (await author.get(f"/leads/materials/{material_id}/versions/1/file")).content == PDF

    early = await act(manager, material_id, number, "approve")
    assert (early.status_code, early.json()["code"]) == (409, "VERSION_NOT_SUBMITTED")
    await done(author, material_id, number, "submit")
    waiting = (await manager.get("/leads/materials/versions", params={"status": "submitted"})).json()["items"]
    assert [(version["material_id"], version["number"]) for version in waiting] == [(material_id, 1)]
    assert (
        await author.post(f"/leads/materials/{material_id}/versions/1/approve", json={})
    ).status_code == 403

    after = await done(manager, material_id, number, "approve", expires_on="2026-06-30")
    assert (after["status"], after["expires_on"], after["may_be_used"]) == ("approved", "2026-06-30", True)
    shown = (await colleague.get(f"/leads/materials/{material_id}")).json()
    assert (shown["status"], shown["number_in_use"], shown["expires_on"]) == ("approved", 1, "2026-06-30")
    assert (await colleague.get(f"/leads/materials/{material_id}/file")).content == PDF
    ((envelope, payload),) = await service.events()
    assert (envelope.type, envelope.partition_key) == ("content-approved", material_id)
    assert payload == {
        "content_id": material_id,
        "content_type": "product_manual",
        "content_version": 1,
        "line": "critical_illness",
        "segment": None,
        "language": "zh-CN",
        "expires_on": "2026-06-30",
    }

    go_to(service, "2026-06-30")
    await service.tick()
    assert (await colleague.get(f"/leads/materials/{material_id}/file")).status_code == 200
    go_to(service, "2026-07-01")
    refused = await colleague.get(f"/leads/materials/{material_id}/file")
    assert (refused.status_code, refused.json()["code"]) == (409, "MATERIAL_NOT_IN_USE")
    await service.tick()
    assert (await colleague.get(f"/leads/materials/{material_id}")).json()["status"] == "expired"
    assert (await colleague.get(f"/leads/materials/{material_id}/file")).status_code == 409
    assert (await manager.get(f"/leads/materials/{material_id}/versions/1/file")).content == PDF


async def test_nobody_approves_his_own_and_a_rejected_version_comes_again(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    manager, ops = service.client(Role.MANAGER), service.client(Role.OPS)
    material_id = await make_material(manager, kind="company_credential", title="公司资质", line=None)
    number = await make_version(manager, material_id)
    await done(manager, material_id, number, "submit")
    for what, body in (("approve", {}), ("reject", {"reason": "no"})):
        own = await act(manager, material_id, number, what, **body)
        assert (own.status_code, own.json()["code"]) == (409, "OWN_MATERIAL")
    rejected = await done(ops, material_id, number, "reject", reason="The licence is last year's.")
    assert (rejected["status"], rejected["reason"]) == ("rejected", "The licence is last year's.")
    assert (await manager.get(f"/leads/materials/{material_id}")).json()["status"] == "rejected"
    again = await act(manager, material_id, number, "reject", reason="twice")
    assert again.json()["code"] == "VERSION_NOT_SUBMITTED"
    path = f"/leads/materials/{material_id}/versions/{number}"
    seen = (await manager.get(path)).headers["etag"]
    assert (await manager.put(path, json={"note": "new licence"})).status_code == 428
    amended = await manager.put(path, json={"note": "new licence"}, headers={"if-match": seen})
    assert (amended.status_code, amended.json()["note"]) == (200, "new licence")
    stale = await manager.post(f"{path}/submit", headers={"if-match": seen})
    assert stale.status_code == 412
    resubmitted = await done(manager, material_id, number, "submit")
    assert (resubmitted["status"], resubmitted["reason"]) == ("submitted", None)
    fixed = await manager.put(path, json={}, headers={"if-match": f'"{resubmitted["version"]}"'})
    assert fixed.json()["code"] == "VERSION_NOT_OPEN"
    assert (await done(ops, material_id, number, "approve"))["expires_on"] == "2027-03-02"
    assert (await act(manager, material_id, number, "withdraw")).status_code == 422
    gone = await done(manager, material_id, number, "withdraw", reason="The licence was changed.")
    assert (gone["status"], gone["may_be_used"]) == ("withdrawn", False)
    assert (await act(manager, material_id, number, "withdraw", reason="twice")).json()[
        "code"
    ] == "VERSION_ENDED"
    assert (await service.client().get(f"/leads/materials/{material_id}/file")).status_code == 409


async def test_the_next_version_replaces_the_one_in_use_and_the_history_stays(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    author, manager = service.client(Role.AGENT), service.client(Role.MANAGER)
    colleague = service.client(Role.AGENT, agent_id=OTHER_AGENT)
    material_id = await make_material(author)
    await approved(author, manager, material_id, b"%PDF-1.7 first", expires_on="2026-03-31")
    number = await make_version(author, material_id, b"%PDF-1.7 second")
    shown = (await author.get(f"/leads/materials/{material_id}")).json()
    assert (shown["status"], shown["newest_number"], shown["number_in_use"]) == ("approved", 2, 1)
    history = f"/leads/materials/{material_id}/versions"
    assert [version["number"] for version in (await colleague.get(history)).json()["items"]] == [1]
    assert (await colleague.get(f"{history}/2")).status_code == 404
    assert (await colleague.get(f"{history}/2/file")).status_code == 404
    await done(author, material_id, number, "submit")
    await done(manager, material_id, number, "approve", expires_on="2026-12-31")
    versions = (await colleague.get(history)).json()["items"]
    assert [(version["number"], version["status"]) for version in versions] == [
        (2, "approved"),
        (1, "replaced"),
    ]
    assert (await colleague.get(f"/leads/materials/{material_id}/file")).content == b"%PDF-1.7 second"
    assert (await colleague.get(f"{history}/1/file")).json()["code"] == "MATERIAL_NOT_IN_USE"
    go_to(service, "2026-04-01")
    await service.tick()
    assert (await colleague.get(f"/leads/materials/{material_id}")).json()["number_in_use"] == 2
    assert (await upload(colleague, material_id)).json()["code"] == "NOT_YOUR_MATERIAL"
    assert (await act(colleague, material_id, 2, "withdraw", reason="x")).json()[
        "code"
    ] == "NOT_YOUR_MATERIAL"


async def test_the_library_is_filtered_searched_and_paged(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    author, manager = service.client(Role.AGENT), service.client(Role.MANAGER)
    soon = await make_material(author, title="Term life 100%_manual", line="term_life", language="en")
    later = await make_material(
        author, title="年轻家庭手册", kind="segment_handbook", segment="young_families", line=None
    )
    draft = await make_material(author, title="Term life draft", line="term_life")
    await approved(author, manager, soon, expires_on="2026-03-20")
    await approved(author, manager, later, expires_on="2026-12-31")

    async def ids(**asked: object) -> list[str]:
        answer = await manager.get(
            "/leads/materials", params={key: str(value) for key, value in asked.items()}
        )
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert await ids() == [draft, later, soon]
    assert await ids(kind="segment_handbook") == await ids(segment="young_families") == [later]
    assert await ids(line="term_life") == [draft, soon]
    assert await ids(status="draft") == [draft]
    assert await ids(language="en") == [soon]
    assert await ids(title="TERM LIFE") == [draft, soon]
    assert await ids(title="100%_") == [soon]
    assert await ids(title="_") == [soon]
    assert await ids(expiring_within_days=18) == [soon]
    assert await ids(expiring_within_days=17) == []
    first = (await manager.get("/leads/materials", params={"limit": 2})).json()
    assert [item["id"] for item in first["items"]] == [draft, later]
    rest = await manager.get("/leads/materials", params={"cursor": first["next_cursor"]})
    assert [item["id"] for item in rest.json()["items"]] == [soon]
    colleague = service.client(Role.AGENT, agent_id=OTHER_AGENT)
    seen = (await colleague.get("/leads/materials")).json()["items"]
    assert [item["id"] for item in seen] == [later, soon]
    strangers = service.client(Role.OPS, agency_id=OTHER_AGENCY)
    assert (await strangers.get("/leads/materials")).json()["items"] == []
    assert (await strangers.get(f"/leads/materials/{soon}/file")).status_code == 404
    for role in (Role.CLIENT, Role.CARRIER):
        assert (await service.client(role).get("/leads/materials")).status_code == 403
    assert (await manager.get(f"/leads/materials/{new_id()}")).status_code == 404
    assert (await manager.get("/leads/materials", params={"title": "a\0b"})).status_code == 422


OFFICE = "application/vnd.openxmlformats-officedocument"
FILES = [
    (PDF, "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png", "png"),
    (b"\xff\xd8\xff\xe0" + bytes(50), "image/jpeg", "jpg"),
    ("产品说明".encode("gb18030"), "text/plain", "txt"),
    (make_office_file("word/document.xml"), f"{OFFICE}.wordprocessingml.document", "docx"),
    (make_office_file("xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet", "xlsx"),
    (make_office_file("ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation", "pptx"),
]


async def test_a_file_is_sent_as_what_it_is_under_a_safe_name_to_be_saved(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    client = service.client()
    material_id = await make_material(client, title='手册 "A"/../B; x=1', language="en")
    for number, (content, content_type, suffix) in enumerate(FILES, start=1):
        sent = await upload(client, material_id, content)
        assert (sent.json()["content_type"], sent.json()["size_bytes"]) == (content_type, len(content))
        assert sent.headers["location"] == f"/leads/materials/{material_id}/versions/{number}"
        answer = await client.get(f"/leads/materials/{material_id}/versions/{number}/file")
        assert answer.content == content
        assert answer.headers["content-type"] == content_type
        assert answer.headers["content-length"] == str(len(content))
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="-A-..-B_ x_1 v{number}.{suffix}"; '
            f"filename*=UTF-8''%E6%89%8B%E5%86%8C%20-A-..-B%3B%20x%3D1%20v{number}.{suffix}"
        )
    assert not [path for path in files_in(tmp_path) if "张三" in path.name or ".." in str(path)]


async def test_a_file_that_is_too_large_or_of_another_kind_is_refused_and_leaves_nothing(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path), upload_limit_bytes=100_000)
    client = service.client()
    material_id = await make_material(client)
    refusals = [
        (b"MZ\x90\x00" + bytes(50), "CONTENT_NOT_ACCEPTED"),
        (make_office_file("readme.xml"), "CONTENT_NOT_ACCEPTED"),
        (make_office_file("word/document.xml", "word/vbaProject.bin"), "CONTENT_NOT_ACCEPTED"),
        (b"PK\x03\x04 no archive at all", "CONTENT_NOT_ACCEPTED"),
        (b"", "CONTENT_NOT_ACCEPTED"),
        (PDF + bytes(100_000), "TOO_LARGE"),
    ]
    for content, code in refusals:
        answer = await upload(client, material_id, content)
        assert (answer.json()["code"], answer.status_code) == (code, 413 if code == "TOO_LARGE" else 422), (
            content[:20]
        )
    malformed = await upload(client, material_id, consent_id="none", nonsense="1")
    assert malformed.status_code == 422
    assert {error["pointer"] for error in malformed.json()["errors"]} == {"/consent_id", "/nonsense"}
    assert (await upload(client, str(new_id()))).status_code == 404
    assert (await client.post(f"/leads/materials/{material_id}/versions", json={})).json()[
        "code"
    ] == "BAD_UPLOAD"
    assert files_in(tmp_path) == []
    assert (await client.get(f"/leads/materials/{material_id}")).json()["newest_number"] == 0


async def test_an_upload_that_is_repeated_is_one_version_and_its_second_file_is_swept_away(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    client = service.client()
    material_id = await make_material(client)
    once = await upload(client, material_id, headers={"idempotency-key": "a"})
    twice = await upload(client, material_id, headers={"idempotency-key": "a"})
    assert (once.status_code, twice.status_code) == (201, 201)
    assert twice.json() == once.json()
    assert twice.headers["idempotency-replayed"] == "true"
    assert len(files_in(tmp_path)) == 2
    service.clock.move_to(datetime.fromisoformat("2200-01-01T12:00:00+08:00"))
    await service.tick()
    assert len(files_in(tmp_path)) == 1
    assert (await client.get(f"/leads/materials/{material_id}/versions/1/file")).content == PDF


async def test_marks_change_until_something_was_submitted_and_expiry_has_its_limits(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    client, manager = service.client(language="zh-CN"), service.client(Role.MANAGER)
    material_id = await make_material(client)
    path = f"/leads/materials/{material_id}"
    marks = {"title": "重疾险产品手册 2026", "line": "critical_illness", "language": "zh-CN"}
    seen = (await client.get(path)).headers["etag"]
    marked = await client.put(path, json=marks, headers={"if-match": seen})
    assert (marked.status_code, marked.json()["title"]) == (200, "重疾险产品手册 2026")
    assert (await client.put(path, json=marks, headers={"if-match": seen})).status_code == 412
    number = await make_version(client, material_id)
    await done(client, material_id, number, "submit")
    seen = (await client.get(path)).headers["etag"]
    fixed = await client.put(path, json=marks, headers={"if-match": seen})
    assert (fixed.json()["code"], fixed.json()["detail"][:3]) == ("MATERIAL_FIXED", "已提交")
    for day in ("2026-03-02", "2020-01-01", "2028-03-02"):
        refused = await act(manager, material_id, number, "approve", expires_on=day)
        assert (refused.json()["code"], refused.json()["days"]) == ("EXPIRY_OUT_OF_RANGE", 730)
    assert (await done(manager, material_id, number, "approve", expires_on="2028-03-01"))["may_be_used"]


async def test_a_handbook_says_its_segment_and_a_title_is_decent(start_service: StartService) -> None:
    service = await start_service("leads")
    client = service.client()
    for wrong in ({"kind": "segment_handbook"}, {"title": "<b>"}, {"title": ""}, {"kind": "rumour"}):
        answer = await client.post("/leads/materials", json=material_body(**wrong))
        assert answer.status_code == 422, wrong
    missing = await client.post("/leads/materials", json=material_body(kind="segment_handbook"))
    assert missing.json()["errors"][0]["code"] == "SEGMENT_MISSING"
