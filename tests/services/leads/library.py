"""Builders of sales material, and what is done with it over HTTP."""

import io
import zipfile
from typing import Any

import httpx

from shared.caller import Role
from tests.services.leads.people import capture
from tests.services.running import RunningService

PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 40
CASE = "企业主客户因定期寿险保障获赔200万元。"


def make_office_file(*parts: str) -> bytes:
    """An archive with the parts that an Office Open XML file of that kind has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<xml/>")
    return out.getvalue()


def material_body(**different: Any) -> dict[str, Any]:
    """A product manual."""
    return {"kind": "product_manual", "title": "重疾险产品手册", "line": "critical_illness", **different}


async def make_material(client: httpx.AsyncClient, **different: Any) -> str:
    """The id of a new material."""
    answer = await client.post("/leads/materials", json=material_body(**different))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def upload(
    client: httpx.AsyncClient, material_id: str, content: bytes = PDF, **said: Any
) -> httpx.Response:
    """Send a version; `headers` go to the request, everything else is said beside the file."""
    headers = said.pop("headers", {})
    return await client.post(
        f"/leads/materials/{material_id}/versions",
        files={"file": ("../../etc/张三.pdf", content)},
        data=said,
        headers=headers,
    )


async def make_version(client: httpx.AsyncClient, material_id: str, content: bytes = PDF, **said: Any) -> int:
    """The number of a new draft."""
    answer = await upload(client, material_id, content, **said)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["number"])


async def act(
    client: httpx.AsyncClient, material_id: str, number: int, what: str, **body: Any
) -> httpx.Response:
    """Submit, approve, reject or withdraw a version as it is now."""
    path = f"/leads/materials/{material_id}/versions/{number}"
    seen = (await client.get(path)).headers.get("etag", '"0"')
    given = None if what == "submit" else body
    return await client.post(f"{path}/{what}", json=given, headers={"if-match": seen})


async def done(
    client: httpx.AsyncClient, material_id: str, number: int, what: str, **body: Any
) -> dict[str, Any]:
    """The version after that was done to it."""
    answer = await act(client, material_id, number, what, **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def approved(
    author: httpx.AsyncClient,
    approver: httpx.AsyncClient,
    material_id: str,
    content: bytes = PDF,
    **body: Any,
) -> int:
    """The number of a version that the author uploaded and the approver approved."""
    number = await make_version(author, material_id, content)
    await done(author, material_id, number, "submit")
    await done(approver, material_id, number, "approve", **body)
    return number


async def case_consent(service: RunningService, **different: Any) -> tuple[str, str]:
    """A client, and the id of his consent to his case being told."""
    client_id = await capture(service, **different)
    answer = await service.client(Role.AGENT).post(
        f"/leads/{client_id}/consents",
        json={"purpose": "case_publication", "text_version": "2026-01", "channel": "offline"},
    )
    assert answer.status_code == 201, answer.text
    return client_id, str(answer.json()["id"])
