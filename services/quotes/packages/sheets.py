"""Tables of a package as rows of text: CSV in UTF-8, or workbooks, which a process of their own unfolds."""

import asyncio
import contextlib
import csv
import sys
from pathlib import Path
from typing import Final

from services.quotes.domain.problems import packages as problems
from services.quotes.domain.problems.sheets import TableUnreadable
from services.quotes.domain.sheet_checks import Sheet
from shared import unfolding
from shared.problems import Problem

WORKBOOKS_AT_MOST: Final = 40
WORKBOOK_BYTES: Final = 33_554_432
WORKBOOK_SECONDS: Final = 30
ROWS_AT_MOST: Final = 50_000
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> str | tuple[Problem, int]:
    """The text of a file in UTF-8, with or without its mark; else the problem, and the line on which it begins."""
    if content.startswith(_UTF16):
        return problems.NotUtf8(looks_like="UTF-16"), 1
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return problems.NotUtf8(looks_like="?"), line
    return problems.NotUtf8(looks_like="GBK"), line


def read_sheet(file: str, text: str) -> Sheet | Problem:
    """The table in a text of CSV; blank lines are no rows, and cells are taken without the spaces around them."""
    reader = csv.reader(text.splitlines())
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                rows.append((reader.line_num, trimmed))
            if len(rows) > ROWS_AT_MOST:
                return TableUnreadable(limit=ROWS_AT_MOST)
    except csv.Error:
        return TableUnreadable(limit=ROWS_AT_MOST)
    if not rows:
        return TableUnreadable(limit=ROWS_AT_MOST)
    return Sheet(file, rows[0][1], rows[1:])


async def unfolded(workbook: bytes) -> bytes | Problem:
    """The first sheet of a workbook as CSV: the values of its cells, never their formulas."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(Path(unfolding.__file__)),
        str(WORKBOOK_BYTES),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(WORKBOOK_SECONDS):
            rows = await _rows(process, workbook)
            return problems.WorkbookUnreadable() if rows is None or await process.wait() else rows
    except TimeoutError:
        return problems.WorkbookUnreadable()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _rows(process: asyncio.subprocess.Process, workbook: bytes) -> bytes | None:
    """What the process writes; None where that is more than is taken."""
    assert process.stdin is not None  # noqa: S101 it was asked for
    assert process.stdout is not None  # noqa: S101 it was asked for
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(workbook)
        await process.stdin.drain()
    process.stdin.close()
    rows = bytearray()
    while piece := await process.stdout.read(262_144):
        rows += piece
        if len(rows) > WORKBOOK_BYTES:
            return None
    return bytes(rows)
