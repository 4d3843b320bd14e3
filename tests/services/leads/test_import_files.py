"""Files that cannot be imported are refused, at once or when they are read, and none of them stays."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.leads.imports import reading, workbooks
from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.leads.files import (
    HEADER,
    begin,
    counts,
    fields,
    files_in,
    make_csv,
    make_xlsx,
    phone,
    send,
    shown,
)

GOOD = make_csv([("张三", phone(1))])


async def refused(
    start_service: StartService, folder: Path, content: bytes, *, settings: Any = None, **different: Any
) -> tuple[int, str]:
    """Status and code of the answer to a file of which nothing stays."""
    service = await start_service("leads", files=str(folder), **(settings or {}))
    answer = await send(service.client(), content, **different)
    assert not files_in(folder)
    assert not await service.rows("SELECT id FROM lead_import")
    return answer.status_code, answer.json()["code"]


async def failed(start_service: StartService, folder: Path, content: bytes) -> str:
    """The code by which the import of a file failed, which then is forgotten."""
    service = await start_service("leads", files=str(folder))
    import_id = await begin(service.client(), content)
    await service.tick()
    ended = await shown(service.client(), import_id)
    assert (ended["status"], counts(ended)) == ("failed", (0, 0, 0, 0))
    assert ended["failure"]["message"]
    assert not files_in(folder)
    return str(ended["failure"]["code"])


class TestAtOnce:
    async def test_a_file_over_the_limit(self, start_service: StartService, tmp_path: Path) -> None:
        settings = {"upload_limit_bytes": 5_000, "request_limit_bytes": 2_000}
        for size in (5_001, 50_000):
            answer = await refused(start_service, tmp_path, b"x" * size, settings=settings)
            assert answer == (413, "TOO_LARGE")

    @pytest.mark.parametrize(
        "content",
        [b"", b"%PDF-1.7", b"\x7fELF\x02\x01\x01\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a\0b"],
    )
    async def test_a_file_whose_content_is_neither_text_nor_a_workbook(
        self, start_service: StartService, tmp_path: Path, content: bytes
    ) -> None:
        answer = await refused(start_service, tmp_path, content)
        assert answer == (422, "CONTENT_NOT_ACCEPTED")

    async def test_a_file_without_consent_to_being_contacted(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        answer = await refused(start_service, tmp_path, GOOD, consent_purposes="marketing")
        assert answer == (409, "CONSENT_MISSING")

    async def test_fields_that_are_missing_wrong_or_unknown_each_by_its_pointer(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_service("leads", files=str(tmp_path))
        answer = await service.client().post(
            "/leads/imports",
            files={"file": ("x.csv", GOOD)},
            data={"source": "Not A Code", "kind": "friends", "colour": "red", "consent_proof": "a\x01"},
        )
        assert answer.status_code == 422
        assert {error["pointer"] for error in answer.json()["errors"]} == {
            "/source",
            "/kind",
            "/colour",
            "/consent_proof",
            "/channel",
            "/consent_text_version",
        }
        assert "Not A Code" not in answer.text
        assert not files_in(tmp_path)

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"{}", "application/json"),
            (b"", "multipart/form-data"),
            (b"", "multipart/form-data; boundary=x"),
            (b"no boundary here", "multipart/form-data; boundary=x"),
            (b"--x\r\nnonsense\r\n\r\n", "multipart/form-data; boundary=x"),
            (
                b'--x\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nname,phone',
                "multipart/form-data; boundary=x",
            ),
            (
                b'--x\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\na\r\n--x--\r\n',
                "multipart/form-data; boundary=x",
            ),
            (
                b'--x\r\ncontent-disposition: form-data; name="source"\r\n\r\n\xff\r\n--x--\r\n',
                "multipart/form-data; boundary=x",
            ),
        ],
    )
    async def test_a_body_that_is_no_upload(
        self, start_service: StartService, tmp_path: Path, body: bytes, content_type: str
    ) -> None:
        service = await start_service("leads", files=str(tmp_path))
        answer = await service.client().post(
            "/leads/imports", content=body, headers={"content-type": content_type}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "BAD_UPLOAD")
        assert not files_in(tmp_path)

    async def test_a_second_file_or_a_field_said_twice(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        service = await start_service("leads", files=str(tmp_path))
        twice: list[tuple[str, Any]] = [("file", ("a.csv", GOOD)), ("file", ("b.csv", GOOD))]
        answers: list[httpx.Response] = [
            await service.client().post("/leads/imports", files=twice, data=fields()),
            await service.client().post(
                "/leads/imports", files={"file": GOOD}, data=fields(source=["expo", "salon"])
            ),
        ]
        assert [answer.json()["code"] for answer in answers] == ["BAD_UPLOAD", "BAD_UPLOAD"]
        assert not files_in(tmp_path)


class TestWhenTheyAreRead:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"PK\x03\x04 but nothing more", "FILE_UNREADABLE"),
            (make_xlsx([("张三", phone(1))])[:-200], "FILE_UNREADABLE"),
            (b"name,phone\n\xff\xff\xff\xff\xff", "FILE_UNREADABLE"),
            (b'name,phone\n"' + b"x" * 20_000, "FILE_UNREADABLE"),
            (make_csv([], header=HEADER), "NO_ROWS"),
            (b"# only\n# comments\n", "NO_ROWS"),
            (b"\n\n\n", "NO_ROWS"),
            (make_xlsx([]), "NO_ROWS"),
            (make_csv([("张三", "x")], header=("姓名", "备注")), "COLUMN_MISSING"),
            (make_csv([("张三", "1", "2")], header=("姓名", "手机", "电话")), "COLUMN_TWICE"),
        ],
    )
    async def test_damaged_files_and_wrong_headers_end_the_import_with_a_reason(
        self, start_service: StartService, tmp_path: Path, content: bytes, code: str
    ) -> None:
        assert await failed(start_service, tmp_path, content) == code

    async def test_an_archive_that_is_no_workbook(self, start_service: StartService, tmp_path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("../../etc/passwd", "x")
        assert await failed(start_service, tmp_path, out.getvalue()) == "FILE_UNREADABLE"

    async def test_a_workbook_that_unpacks_to_more_than_is_allowed(
        self, start_service: StartService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workbooks, "UNPACKED_AT_MOST", 5_000)
        assert await failed(start_service, tmp_path, make_xlsx([("x" * 9_000, "1")])) == "FILE_TOO_WIDE"

    async def test_a_sheet_that_would_fill_the_memory(
        self, start_service: StartService, tmp_path: Path
    ) -> None:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(make_xlsx([("张三", phone(1))]))) as good,
            zipfile.ZipFile(out, "w") as vast,
        ):
            for name in good.namelist():
                content = good.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                    content = content.replace(b"</sheetData>", cell)
                vast.writestr(name, content)
        assert await failed(start_service, tmp_path, out.getvalue()) == "FILE_UNREADABLE"

    async def test_more_rows_than_are_allowed(
        self, start_service: StartService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "ROWS_AT_MOST", 3)
        rows = [("张三", phone(number)) for number in range(4)]
        assert await failed(start_service, tmp_path, make_csv(rows)) == "TOO_MANY_ROWS"


async def test_a_file_may_be_larger_than_any_other_request(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path), request_limit_bytes=2_000)
    rows = [("张三", phone(1), "x" * 9_000) for _ in range(20)]
    import_id = await begin(service.client(), make_csv(rows, header=(*HEADER, "remark")))
    await service.tick()
    assert counts(await shown(service.client(), import_id)) == (20, 1, 19, 0)


async def test_the_same_key_and_file_are_one_import_and_another_file_is_refused(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    headers = {"idempotency-key": "expo-2026"}
    first = await send(service.client(), GOOD, headers=headers)
    again = await send(service.client(), GOOD, headers=headers)
    other = await send(service.client(), GOOD + b"x", headers=headers)
    said_otherwise = await send(service.client(), GOOD, headers=headers, kind="clients")
    assert first.json() == again.json()
    assert first.headers["location"] == f"/leads/imports/{first.json()['id']}"
    assert [answer.json()["code"] for answer in (other, said_otherwise)] == ["IDEMPOTENCY_KEY_REUSED"] * 2
    assert len(await service.rows("SELECT id FROM lead_import")) == 1


async def test_uploads_that_never_became_an_import_are_forgotten_when_one_ends_two_days_later(
    start_service: StartService, tmp_path: Path
) -> None:

    service = await start_service("leads", files=str(tmp_path), at=datetime(2200, 1, 1, tzinfo=UTC))
    headers = {"idempotency-key": "twice"}
    for _ in range(2):
        await send(service.client(), GOOD, headers=headers)
    assert len(files_in(tmp_path)) == 2
    service.clock.advance(timedelta(days=3))
    await service.tick()
    assert not files_in(tmp_path)


async def test_nobody_but_those_who_serve_clients_imports(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    answers = [await send(service.client(role), GOOD) for role in (Role.CLIENT, Role.CARRIER, None)]
    assert [answer.status_code for answer in answers] == [403, 403, 401]
    assert not files_in(tmp_path)
