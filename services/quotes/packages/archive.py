"""Unpacks an archive that anybody may have made: nothing is written anywhere, and no more is unpacked than is sensible.

Invariant: what comes out are small files by clean relative names; whatever else was in there is a fault.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, Final

from services.quotes.domain.faults import Fault
from services.quotes.domain.problems import packages as problems
from shared.problems import Problem

FILES_AT_MOST: Final = 500
FILE_BYTES: Final = 16_777_216
UNPACKED_BYTES: Final = 67_108_864
TIMES_SMALLER: Final = 200
_TELLS_NOTHING: Final = 65_536
"""Up to so many bytes anything may be packed as tightly as it likes."""
_NAME_CHARACTERS: Final = 200
_CLEAN = re.compile(r"[^\x00-\x1f\x7f\\:\ud800-\udfff]+")
_ENCRYPTED: Final = 0x1
_READ_PIECEWISE: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others are unpacked whole before anybody can say that it is enough."""
_DIRECTORY_BYTES: Final = 524_288
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_BYTES, _END_64_BYTES, _COMMENT_BYTES = 22, 20, 65_535
_IGNORED: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


Readable = IO[bytes] | io.BufferedReader


@dataclass(slots=True)
class Unpacked:
    """Files by their names, and what was wrong with the others."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def unpack(content: Readable) -> Unpacked:
    """Every file of the archive, by name; what is not to be read is among the faults."""
    found = Unpacked()
    try:
        if not _directory_is_small(content):
            found.faults.append(Fault(problems.TooManyFiles(limit=FILES_AT_MOST)))
            return found
        with zipfile.ZipFile(content) as archive:
            _unpack(archive, found)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RecursionError):
        found.faults.append(Fault(problems.NotAnArchive()))
    return found


def _directory_is_small(content: Readable) -> bool:
    """Whether the list of files can be read without filling the memory; what has no list is left to the reader."""
    size = content.seek(0, io.SEEK_END)
    start = content.seek(max(0, size - _END_BYTES - _COMMENT_BYTES - _END_64_BYTES))
    tail = content.read(size - start)
    content.seek(0)
    end = tail.rfind(_END)
    if end < 0 or end + _END_BYTES > len(tail):
        return True
    is_64 = tail[max(0, end - _END_64_BYTES) : end].startswith(_END_64)
    (directory,) = struct.unpack_from("<L", tail, end + 12)
    return not is_64 and directory <= _DIRECTORY_BYTES


def _unpack(archive: zipfile.ZipFile, found: Unpacked) -> None:
    entries = [
        entry for entry in archive.infolist() if not entry.is_dir() and not _is_ignored(entry.filename)
    ]
    if len(entries) > FILES_AT_MOST:
        found.faults.append(Fault(problems.TooManyFiles(limit=FILES_AT_MOST)))
        return
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        found.faults.append(Fault(problems.UnpackedTooLarge(limit=UNPACKED_BYTES)))
        return
    seen: set[str] = set()
    for entry in entries:
        problem = _refusal(entry, seen)
        seen.add(entry.filename.casefold())
        content = problem or _content(archive, entry)
        if isinstance(content, Problem):
            found.faults.append(Fault(content, shown_name(entry.filename)))
        else:
            found.files[entry.filename] = content


def shown_name(name: str) -> str:
    """A name as it can be repeated in a report, whatever somebody put there."""
    clean = name.encode(errors="replace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in clean[:_NAME_CHARACTERS])


def _is_ignored(name: str) -> bool:
    """Whether it is what systems leave in archives by themselves."""
    return name.startswith(_IGNORED[0]) or name.rpartition("/")[2] in _IGNORED


def _refusal(entry: zipfile.ZipInfo, seen: set[str]) -> Problem | None:
    """Why the entry is not even opened."""
    name = entry.filename
    parts = name.split("/")
    if len(name) > _NAME_CHARACTERS or not _CLEAN.fullmatch(name) or {"", ".", ".."} & set(parts):
        return problems.PathEscapes()
    if stat.S_ISLNK(entry.external_attr >> 16):
        return problems.LinkInArchive()
    if entry.flag_bits & _ENCRYPTED:
        return problems.FileEncrypted()
    if entry.compress_type not in _READ_PIECEWISE:
        return problems.FileCorrupt()
    if name.casefold() in seen:
        return problems.FileTwice()
    if entry.file_size > FILE_BYTES:
        return problems.UnpackedTooLarge(limit=FILE_BYTES)
    if entry.file_size > max(_TELLS_NOTHING, TIMES_SMALLER * entry.compress_size):
        return problems.PackedTooTightly(limit=TIMES_SMALLER)
    return None


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | Problem:
    try:
        with archive.open(entry) as opened:
            content = opened.read(FILE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return problems.FileCorrupt()
    return content if len(content) == entry.file_size else problems.FileCorrupt()
