"""Uploads: a multipart body read piece by piece, its one file straight into the file store.

A route that takes one is marked `@streamed`, so that nothing reads its body before. When the work of the request is done
again, the upload is not: it was received once.
"""

from collections import deque
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from shared.file_store import FileKey, FileStore, StoredFile
from shared.problems import Malformed, TooLarge
from shared.routing import UPLOADED

FIELDS_AT_MOST: Final = 40
FIELD_BYTES: Final = 4_096
_RECEIVED = "received_upload"


class BadUpload(Malformed):
    """Send multipart/form-data with one file, in the part called file, and each other part once."""

    code = "BAD_UPLOAD"
    zh = "请以 multipart/form-data 提交一个文件（字段名 file），其他字段各一次。"


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent: the file, kept, and the fields beside it."""

    file: StoredFile
    fields: dict[str, str]


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)

    def option(self, name: bytes) -> str | None:
        """One option of its Content-Disposition."""
        _, options = parse_options_header(self.headers.get(b"content-disposition", b""))
        found = options.get(name)
        return None if found is None else found.decode(errors="replace")


class _End:
    """A part ends."""


class _Parts:
    """What the parser of multipart bodies finds, in order: a part begins, pieces of its content, it ends."""

    def __init__(self, boundary: bytes) -> None:
        self._found: deque[_Part | bytes | _End] = deque()
        self._part = _Part()
        self._name = self._value = b""
        self._whole = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_part_data": lambda data, start, end: self._found.append(bytes(data[start:end])),
                "on_part_end": lambda: self._found.append(_End()),
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": lambda: self._found.append(self._part),
                "on_end": self._end,
            },
        )

    async def of(self, request: Request) -> AsyncIterator[_Part | bytes | _End]:
        """Everything that is found while the body comes in; raises BadUpload."""
        try:
            async for chunk in request.stream():
                self._parser.write(chunk)
                while self._found:
                    yield self._found.popleft()
            self._parser.finalize()
        except (FormParserError, ClientDisconnect):
            raise BadUpload from None
        if not self._whole:
            raise BadUpload

    def _begin(self) -> None:
        self._part = _Part()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._part.headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _end(self) -> None:
        self._whole = True


async def received(
    request: Request, files: FileStore, key: FileKey, *, at_most: int, accepted: Collection[str]
) -> Upload:
    """The upload in this request, its file put under `key` the first time this is asked.

    Raises BadUpload, TooLarge, ContentNotAccepted, Unavailable, and then no file is kept.
    """
    if _RECEIVED not in request.scope:
        upload = await _receive(request, files, key, at_most, accepted)
        told = "\n".join(f"{name}={value}" for name, value in sorted(upload.fields.items()))
        request.scope[UPLOADED] = upload.file.sha256 + told.encode()
        request.scope[_RECEIVED] = upload
    found: Upload = request.scope[_RECEIVED]
    return found


async def _receive(
    request: Request, files: FileStore, key: FileKey, at_most: int, accepted: Collection[str]
) -> Upload:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise BadUpload
    found = _Parts(options[b"boundary"]).of(request)
    stored: StoredFile | None = None
    fields: dict[str, str] = {}
    try:
        async for part in found:
            if not isinstance(part, _Part):
                raise BadUpload
            name = part.option(b"name") or ""
            if part.option(b"filename") is not None:
                if stored is not None or name != "file":
                    raise BadUpload
                stored = await files.put(key, _content(found), at_most=at_most, accepted=accepted)
            else:
                if name in fields or len(fields) >= FIELDS_AT_MOST:
                    raise BadUpload
                fields[name] = await _text(found)
    except BaseException:
        if stored is not None:
            await files.delete(key)
        raise
    if stored is None:
        raise BadUpload("/file")
    return Upload(stored, fields)


async def _content(found: AsyncIterator[_Part | bytes | _End]) -> AsyncIterator[bytes]:
    async for piece in found:
        if not isinstance(piece, bytes):
            return
        yield piece


async def _text(found: AsyncIterator[_Part | bytes | _End]) -> str:
    content = bytearray()
    async for piece in _content(found):
        content += piece
        if len(content) > FIELD_BYTES:
            raise TooLarge(limit=FIELD_BYTES)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise BadUpload from None
