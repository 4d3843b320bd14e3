"""Builders of files to import, and what is done with them over HTTP."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx
import xlsxwriter

HEADER = ("姓名", "手机号")


def phone(number: int) -> str:
    """A mainland mobile number, another for each `number` below 100,000,000."""
    return f"139{number:08d}"


def make_csv(
    rows: Iterable[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8",
    separator: str = ",",
    line_end: str = "\n",
) -> bytes:
    """A plain CSV file; no cell needs quotes."""
    return line_end.join(separator.join(row) for row in (header, *rows)).encode(encoding)


def make_xlsx(rows: Iterable[Sequence[Any]], *, header: Sequence[str] = HEADER) -> bytes:
    """A workbook of one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate((header, *rows)):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def fields(**different: Any) -> dict[str, Any]:
    """What is sent beside a file."""
    return {"source": "expo", "channel": "offline", "consent_text_version": "2026-01", **different}


async def send(client: httpx.AsyncClient, content: bytes, **different: Any) -> httpx.Response:
    """Send a file; `headers` go to the request, everything else is a field."""
    headers = different.pop("headers", {})
    return await client.post(
        "/leads/imports",
        files={"file": ("clients.csv", content)},
        data=fields(**different),
        headers=headers,
    )


async def begin(client: httpx.AsyncClient, content: bytes, **different: Any) -> str:
    """The id of the import that a file begins."""
    answer = await send(client, content, **different)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def shown(client: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    """The import as it is now."""
    answer = await client.get(f"/leads/imports/{import_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def counts(of: dict[str, Any]) -> tuple[int, int, int, int]:
    """Rows, captured, merged, refused."""
    return of["rows"], of["captured"], of["merged"], of["refused"]


async def errors(client: httpx.AsyncClient, import_id: str) -> list[tuple[int, str, str]]:
    """Line, column and code of the cells that were refused, up to 200."""
    answer = await client.get(f"/leads/imports/{import_id}/errors", params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return [(cell["line"], cell["column"], cell["code"]) for cell in answer.json()["items"]]


def files_in(folder: Path) -> list[Path]:
    """The files that are kept in a folder, however deep."""
    return [path for path in folder.rglob("*") if path.is_file()]
