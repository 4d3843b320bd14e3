"""Office files are told from other archives by their directory, and a damaged or hostile one is none."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from shared.office_files import DOCUMENT, PRESENTATION, WORKBOOK, office_type_of


def make_archive(*parts: str, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, "content")
        archive.comment = comment
    return out.getvalue()


TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (make_archive(TYPES, "word/document.xml"), DOCUMENT),
        (make_archive("xl/workbook.xml", TYPES), WORKBOOK),
        (make_archive(TYPES, "ppt/presentation.xml", comment=b"c" * 60_000), PRESENTATION),
        (make_archive("word/document.xml"), None),
        (make_archive(TYPES), None),
        (make_archive(TYPES, "word/document.xml", "xl/workbook.xml"), None),
        (make_archive(TYPES, "word/document.xml", "word/vbaProject.bin"), None),
        (make_archive(TYPES, "xl/workbook.xml", "xl/VBAPROJECT.BIN"), None),
        (make_archive(TYPES, "word/document.xml")[:-30], None),
        (b"PK\x03\x04", None),
        (b"PK\x05\x06", None),
        (b"", None),
        (struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 500, 0, 0), None),
        (struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 0, 0, 0), None),
        (struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 2**31, 2**31, 0), None),
    ],
)
def test_an_office_file_is_known_by_what_its_directory_lists(
    tmp_path: Path, content: bytes, expected: str | None
) -> None:
    (tmp_path / "file").write_bytes(content)
    with (tmp_path / "file").open("rb", buffering=0) as opened:
        assert office_type_of(opened) == expected
