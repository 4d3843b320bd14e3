"""Workbooks are unfolded by a process of their own, which knows none of our secrets and may fail."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from services.leads.domain.import_problems import FileTooWide, FileUnreadable, NoRows
from shared import unfolding
from shared.file_store import TEXT, ContentNotAccepted, FileKey, FileStore
from shared.problems import TooLarge

UNPACKED_AT_MOST: Final = 268_435_456
SECONDS_AT_MOST: Final = 180
_PIECE_BYTES: Final = 262_144


async def unfold(files: FileStore, workbook: FileKey, rows: FileKey) -> None:
    """Put the rows of a workbook under the key `rows`, as text; done again, it replaces them.

    Raises FileUnreadable, FileTooWide, NoRows, NotFound.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(Path(unfolding.__file__)),
        str(UNPACKED_AT_MOST),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(SECONDS_AT_MOST):
            await _send(process, files, workbook)
            await files.put(rows, _received(process), at_most=UNPACKED_AT_MOST, accepted={TEXT})
    except ContentNotAccepted:
        raise NoRows from None
    except TooLarge:
        raise FileTooWide(limit=UNPACKED_AT_MOST) from None
    except TimeoutError:
        raise FileUnreadable from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _send(process: asyncio.subprocess.Process, files: FileStore, workbook: FileKey) -> None:
    assert process.stdin is not None  # noqa: S101 it was asked for
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        async for part in files.read(workbook):
            process.stdin.write(part)
            await process.stdin.drain()
    process.stdin.close()


async def _received(process: asyncio.subprocess.Process) -> AsyncIterator[bytes]:
    """What the process writes; raises FileUnreadable, FileTooWide at its end if it says so."""
    assert process.stdout is not None  # noqa: S101 it was asked for
    while piece := await process.stdout.read(_PIECE_BYTES):
        yield piece
    status = await process.wait()
    if status == unfolding.TOO_LARGE:
        raise FileTooWide(limit=UNPACKED_AT_MOST)
    if status:
        raise FileUnreadable
