"""Files: kept sealed in a folder or an S3-compatible store, written and read piece by piece.

A file is kept under a key made of a folder and two ids, so that nothing that a person sent is part of a path. What it
is, is told by its content, never by its name. It is sealed in parts of one size, each for its number, its file and
whether it is the last: parts cannot be swapped or cut off unseen, and reading may begin anywhere.

Invariant: no file is in memory whole, and none is on a disk unsealed.
"""

import asyncio
import hashlib
import io
import re
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from typing_extensions import Buffer

from shared.encryption import CannotOpen, Cipher, added_by_sealing
from shared.problems import Malformed, NotFound, TooLarge, Unavailable

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PART_BYTES: Final = 262_144
HEAD_BYTES: Final = 4_096
S3_PART_BYTES: Final = 5_242_880
_FOLDER = re.compile(r"[a-z][a-z0-9-]{0,39}")

TEXT = "text/plain"
ZIP = "application/zip"
"""Also what Office Open XML files are: a workbook, a document and a presentation begin alike."""
UNKNOWN = "application/octet-stream"
_BEGINNINGS: Final = (
    (b"PK\x03\x04", ZIP),
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class ContentNotAccepted(Malformed):
    """The content of this file is of another kind than is accepted here."""

    code = "CONTENT_NOT_ACCEPTED"
    zh = "文件内容的类型不被接受。"


class UnknownStore(ValueError):
    """The setting `files` names neither a folder nor s3://bucket/prefix."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """Where a file is kept. Raises ValueError for a folder that is not a plain word."""

    folder: str
    agency_id: UUID
    file_id: UUID

    def __post_init__(self) -> None:
        if not _FOLDER.fullmatch(self.folder):
            raise ValueError(f"{self.folder!r} cannot be a folder of files")

    def __str__(self) -> str:
        return f"{self.folder}/{self.agency_id}/{self.file_id}"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was put: its size in bytes, what its content is, and the SHA-256 of it."""

    key: FileKey
    size: int
    content_type: str
    sha256: bytes


def content_type_of(head: bytes) -> str:
    """What a file is by its first bytes: text of any encoding, or one of the kinds that are known; else UNKNOWN."""
    for beginning, content_type in _BEGINNINGS:
        if head.startswith(beginning):
            return content_type
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    return UNKNOWN if not head or _BINARY.search(head) else TEXT


class FileStore:
    """Puts, reads and deletes files. Raises Unavailable while the store is away."""

    def __init__(self, place: str, cipher: Cipher, *, s3_endpoint: str | None = None) -> None:
        """`place` is a folder or s3://bucket/prefix, with the credentials that AWS's own tools would find.

        Raises UnknownStore for any other address.
        """
        if "://" in place and not place.startswith("s3://"):
            raise UnknownStore("COVERLOOP_FILES must be a folder or s3://bucket/prefix")
        self._place, self._cipher, self._s3_endpoint = place, cipher, s3_endpoint

    @cached_property
    def _store(self) -> "ObjectStore":
        """Opened at the first use: most services keep no files."""
        from obstore.store import LocalStore, S3Store

        if not self._place.startswith("s3://"):
            return LocalStore(Path(self._place).absolute(), mkdir=True)
        if self._s3_endpoint is None:
            return S3Store.from_url(self._place)
        plain = {"allow_http": True} if self._s3_endpoint.startswith("http://") else {}
        return S3Store.from_url(self._place, endpoint=self._s3_endpoint, client_options=plain)  # type: ignore[arg-type]

    async def put(
        self, key: FileKey, content: AsyncIterator[bytes], *, at_most: int, accepted: Collection[str]
    ) -> StoredFile:
        """Keep `content` under `key`: all of it, or nothing.

        Raises TooLarge over `at_most` bytes, ContentNotAccepted where it is none of the types in `accepted`.
        """
        import obstore

        sealing = _Sealing(self._cipher, key, at_most, accepted)
        try:
            await obstore.put_async(
                self._store, str(key), sealing.parts_of(content), chunk_size=S3_PART_BYTES, max_concurrency=2
            )
        except (obstore.exceptions.BaseError, OSError) as error:
            raise Unavailable from error
        return StoredFile(key, sealing.size, sealing.content_type, sealing.digest.digest())

    async def read(self, key: FileKey) -> AsyncIterator[bytes]:
        """The content from its beginning, part by part; raises NotFound, CannotOpen."""
        opened = await asyncio.to_thread(self.open, key)
        for number in range(opened.parts):
            yield await asyncio.to_thread(opened.part, number)

    def open(self, key: FileKey) -> "SealedFile":
        """The file for reading anywhere in it, in a thread that may wait; raises NotFound."""
        import obstore

        try:
            return SealedFile(self._store, self._cipher, key)
        except (FileNotFoundError, obstore.exceptions.NotFoundError):
            raise NotFound from None
        except (obstore.exceptions.BaseError, OSError) as error:
            raise Unavailable from error

    async def delete(self, key: FileKey) -> None:
        """Forget the file; nothing happens where there is none."""
        import obstore

        try:
            await obstore.delete_async(self._store, str(key))
        except (FileNotFoundError, obstore.exceptions.NotFoundError):
            return
        except (obstore.exceptions.BaseError, OSError) as error:
            raise Unavailable from error

    async def older_than(self, folder: str, agency_id: UUID, instant: datetime) -> list[FileKey]:
        """The files of an agency in a folder that were put before `instant` (by the store's own clock)."""
        import obstore

        found: list[FileKey] = []
        try:
            async for listed in obstore.list(self._store, f"{folder}/{agency_id}"):
                found += [
                    FileKey(folder, agency_id, UUID(kept["path"].rpartition("/")[2]))
                    for kept in listed
                    if kept["last_modified"] < instant
                ]
        except (obstore.exceptions.BaseError, OSError) as error:
            raise Unavailable from error
        return found


class _Sealing:
    """Seals a file on its way into the store, and learns on that way how large it is and what it is."""

    def __init__(self, cipher: Cipher, key: FileKey, at_most: int, accepted: Collection[str]) -> None:
        self._cipher, self._key, self._at_most, self._accepted = cipher, key, at_most, accepted
        self.size = 0
        self.content_type = UNKNOWN
        self.digest = hashlib.sha256()

    async def parts_of(self, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Parts of one size, the last one shorter; each is held back until it is known whether it is the last."""
        waiting, number, known = bytearray(), 0, False
        async for piece in content:
            self.size += len(piece)
            if self.size > self._at_most:
                raise TooLarge(limit=self._at_most)
            self.digest.update(piece)
            waiting += piece
            if not known and len(waiting) >= HEAD_BYTES:
                self._recognise(waiting)
                known = True
            while len(waiting) > PART_BYTES:
                yield self._seal(bytes(waiting[:PART_BYTES]), number, last=False)
                del waiting[:PART_BYTES]
                number += 1
        if not known:
            self._recognise(waiting)
        yield self._seal(bytes(waiting), number, last=True)

    def _recognise(self, content: bytearray) -> None:
        self.content_type = content_type_of(bytes(content[:HEAD_BYTES]))
        if self.content_type not in self._accepted:
            raise ContentNotAccepted("/file")

    def _seal(self, content: bytes, number: int, *, last: bool) -> bytes:
        return self._cipher.seal_part(content, _about(self._key, number, last=last))


class SealedFile(io.RawIOBase):
    """A kept file, read as a seekable one; one part of it is in memory at a time. Raises CannotOpen, Unavailable."""

    def __init__(self, store: "ObjectStore", cipher: Cipher, key: FileKey) -> None:
        import obstore

        self._store, self._cipher, self._key = store, cipher, key
        self._sealed_size = obstore.head(store, str(key))["size"]
        first = bytes(obstore.get_range(store, str(key), start=0, end=1))
        if not first:
            raise CannotOpen("too short to have been sealed")
        added = added_by_sealing(first[0])
        self._stride = PART_BYTES + added
        self.parts = max(1, -(-self._sealed_size // self._stride))
        self.size = self._sealed_size - self.parts * added
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; as every seekable file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Where it is read next."""
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        """As much as is left of the part at hand; 0 at the end."""
        if self._at >= self.size:
            return 0
        number, offset = divmod(self._at, PART_BYTES)
        if self._held[0] != number:
            self._held = (number, self.part(number))
        target = memoryview(buffer).cast("B")
        piece = self._held[1][offset : offset + len(target)]
        target[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def part(self, number: int) -> bytes:
        """The content of one part, opened."""
        import obstore

        start = number * self._stride
        end = min(start + self._stride, self._sealed_size)
        try:
            sealed = bytes(obstore.get_range(self._store, str(self._key), start=start, end=end))
        except (obstore.exceptions.BaseError, OSError) as error:
            raise Unavailable from error
        return self._cipher.open_part(sealed, _about(self._key, number, last=number == self.parts - 1))


def _about(key: FileKey, number: int, *, last: bool) -> bytes:
    return f"{key} {number} {'last' if last else 'more'}".encode()
