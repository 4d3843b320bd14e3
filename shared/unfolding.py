"""A workbook becomes rows of text, in a process of its own: `python -I shared/unfolding.py LIMIT`.

The workbook comes in on standard input, the rows of its first sheet go out on standard output as CSV in UTF-8, one line
a row of the sheet. A sheet has to be held whole to be read, and one can be made that fills any memory: here it ends
nothing but this process, whose memory is limited and given back.

Ends with 0, with UNREADABLE, or with TOO_LARGE, which is told by the directory of the archive before anything is unpacked.
"""

import csv
import io
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, load_workbook

UNREADABLE = 3
TOO_LARGE = 4
MEMORY_BYTES = 1_073_741_824
SECONDS = 120


def main(unpacked_at_most: int) -> int:
    """Unfold standard input to standard output."""
    _confine()
    workbook = io.BytesIO(sys.stdin.buffer.read())
    try:
        with zipfile.ZipFile(workbook) as archive:
            if sum(part.file_size for part in archive.infolist()) > unpacked_at_most:
                return TOO_LARGE
        workbook.seek(0)
        _write_rows(workbook)
    except (CalamineError, zipfile.BadZipFile, MemoryError, ValueError, IndexError):
        return UNREADABLE
    return 0


def _confine() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_rows(workbook: io.BytesIO) -> None:
    sheet = load_workbook(workbook).get_sheet_by_index(0)
    first_row = (sheet.start or (0, 0))[0]
    with io.TextIOWrapper(sys.stdout.buffer, "utf-8", errors="replace", newline="") as out:
        out.write("\n" * first_row)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([_text(cell) for cell in row] for row in sheet.iter_rows())


def _text(cell: Any) -> str:
    """A cell as it reads: whole numbers without a point (phones are often numbers), dates by ISO 8601, one line."""
    if isinstance(cell, str):
        return " ".join(cell.split("\n")).replace("\r", " ").replace("\0", "")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return "" if isinstance(cell, timedelta) else str(cell)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
