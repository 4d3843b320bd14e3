"""Downloads: a kept file is sent part by part, as what it is, to be saved and never to be run."""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from shared.file_store import FileKey, FileStore, SealedFile

_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._ -]+")
NAME_CHARACTERS = 120


async def download(files: FileStore, key: FileKey, *, name: str, content_type: str) -> StreamingResponse:
    """The file under `key`, to be saved as `name`; raises NotFound, Unavailable."""
    opened = await asyncio.to_thread(files.open, key)
    headers = {
        "content-disposition": disposition(name),
        "content-type": content_type,
        "content-length": str(opened.size),
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
    }
    return StreamingResponse(_parts(opened), headers=headers)


def disposition(name: str) -> str:
    """Content-Disposition (RFC 6266): a plain name for old readers, the whole of it for the others; never a path."""
    whole = _NOT_IN_A_NAME.sub("-", unicodedata.normalize("NFC", name))[-NAME_CHARACTERS:].strip(" .-")
    whole = whole or "file"
    plain = _NOT_PLAIN.sub("_", whole).strip(" _")
    if not plain or plain.startswith("."):
        plain = f"file{plain}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"


async def _parts(opened: SealedFile) -> AsyncIterator[bytes]:
    for number in range(opened.parts):
        yield await asyncio.to_thread(opened.part, number)
