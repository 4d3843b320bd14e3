"""Rows of an uploaded file, a few at a time: what it is encoded in, what separates its cells, and where its lines are.

A file of a hundred thousand rows is never in memory: it is opened part by part from the file store, and a process keeps
only its place in it. A place that was lost with a process is found again by reading up to it.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from services.leads.domain.import_problems import FileUnreadable, NoRows, TooManyRows
from services.leads.domain.imports import Header
from shared.encryption import CannotOpen
from shared.file_store import FileKey, FileStore
from shared.problems import NotFound

ROWS_AT_MOST: Final = 500_000
CELL_CHARACTERS: Final = 10_000
COMMENT: Final = "#"
SEPARATORS: Final = (",", "\t", ";", "|", "，")
_BUFFER_BYTES: Final = 65_536

csv.field_size_limit(CELL_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text of a file is to be read, and how many rows are below its header."""

    encoding: str
    separator: str
    rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its line, counted from 1, and its cells."""

    number: int
    cells: list[str]


def survey(files: FileStore, key: FileKey) -> Layout:
    """How the file is to be read; takes one pass over it. Waits for the store: call it in a thread.

    Raises FileUnreadable, NoRows, TooManyRows, ColumnMissing, ColumnTwice.
    """
    encoding = _encoding(files, key)
    separator = _separator(files, key, encoding)
    opened = Rows(files, key, Layout(encoding, separator, 0))
    rows = 0
    for _ in opened:
        rows += 1
        if rows > ROWS_AT_MOST:
            raise TooManyRows(limit=ROWS_AT_MOST)
    if not rows:
        raise NoRows
    return Layout(encoding, separator, rows)


class Rows(Iterator[Line]):
    """The rows below the header, one by one; `passed` says how many were read.

    Rows without any cell, and comments (`#` before all else), are no rows. Raises FileUnreadable, ColumnMissing,
    ColumnTwice.
    """

    def __init__(self, files: FileStore, key: FileKey, layout: Layout) -> None:
        self._reader = csv.reader(
            _text(files, key, layout.encoding, newline=""), delimiter=layout.separator, strict=False
        )
        self.passed = 0
        first = self._next_line()
        if first is None:
            raise NoRows
        self.header = Header.read(first.cells)

    def __next__(self) -> Line:
        line = self._next_line()
        if line is None:
            raise StopIteration
        self.passed += 1
        return line

    def take(self, at_most: int) -> list[Line]:
        """The next rows, fewer only at the end."""
        lines = []
        for line in self:
            lines.append(line)
            if len(lines) == at_most:
                break
        return lines

    def _next_line(self) -> Line | None:
        try:
            while True:
                number = self._reader.line_num + 1
                cells = next(self._reader, None)
                if cells is None:
                    return None
                if any(cells) and not cells[0].lstrip().startswith(COMMENT) and any(map(str.strip, cells)):
                    return Line(number, cells)
        except (csv.Error, UnicodeError, CannotOpen):
            raise FileUnreadable from None


def _text(files: FileStore, key: FileKey, encoding: str, newline: str | None = None) -> io.TextIOWrapper:
    try:
        opened = files.open(key)
    except NotFound:
        raise FileUnreadable from None
    return io.TextIOWrapper(io.BufferedReader(opened, _BUFFER_BYTES), encoding, newline=newline)


def _encoding(files: FileStore, key: FileKey) -> str:
    """UTF-8 where all of it is, else what Chinese spreadsheets write; by its mark where it has one."""
    with files.open(key) as opened:
        head = opened.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeError):
            text = _text(files, key, encoding)
            while text.read(_BUFFER_BYTES):
                pass
            return encoding
    raise FileUnreadable


def _separator(files: FileStore, key: FileKey, encoding: str) -> str:
    """Whichever of the separators the header has most of."""
    text = _text(files, key, encoding)
    while line := text.readline(_BUFFER_BYTES):
        if line.strip() and not line.lstrip('" \t').startswith(COMMENT):
            return max(SEPARATORS, key=line.count)
    raise NoRows
