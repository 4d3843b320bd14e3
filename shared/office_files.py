"""Office Open XML files, told from other archives by what their directory lists; nothing is unpacked."""

import io
import struct
from typing import Final

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_MAIN_PARTS: Final = {
    b"word/document.xml": DOCUMENT,
    b"xl/workbook.xml": WORKBOOK,
    b"ppt/presentation.xml": PRESENTATION,
}
_CONTENT_TYPES: Final = b"[Content_Types].xml"
_MACROS: Final = b"vbaproject.bin"
_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_TAIL_BYTES: Final = _END.size + 65_535
_DIRECTORY_BYTES: Final = 1_048_576


def office_type_of(archive: io.RawIOBase) -> str | None:
    """Which kind of document, workbook or presentation a seekable ZIP file is; None for any other, or with macros."""
    names = _names(archive)
    if _CONTENT_TYPES not in names or any(name.lower().endswith(_MACROS) for name in names):
        return None
    kinds = {kind for part, kind in _MAIN_PARTS.items() if part in names}
    return kinds.pop() if len(kinds) == 1 else None


def _names(archive: io.RawIOBase) -> frozenset[bytes]:
    """What the directory of the archive lists; nothing where it has none, or one larger than any document needs."""
    reader = io.BufferedReader(archive)
    try:
        return _directory(reader)
    finally:
        reader.detach()


def _directory(reader: "io.BufferedReader[io.RawIOBase]") -> frozenset[bytes]:
    size = reader.seek(0, io.SEEK_END)
    reader.seek(max(0, size - _TAIL_BYTES))
    tail = reader.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return frozenset()
    _, _, _, _, entries, length, offset, _ = _END.unpack_from(tail, at)
    if length > _DIRECTORY_BYTES or offset + length > size:
        return frozenset()
    reader.seek(offset)
    return _listed(reader.read(length), entries)


def _listed(directory: bytes, entries: int) -> frozenset[bytes]:
    names, at = set(), 0
    for _ in range(entries):
        if at + _ENTRY.size > len(directory):
            return frozenset()
        signature, *_, name, extra, comment, _, _, _, _ = _ENTRY.unpack_from(directory, at)
        if signature != b"PK\x01\x02":
            return frozenset()
        at += _ENTRY.size
        names.add(directory[at : at + name])
        at += name + extra + comment
    return frozenset(names)
