"""Builders of packages of products."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from services.quotes.product_folder import SAMPLES, SECOND_SAMPLES


def files_of(folder: Path, *, home: str = "") -> dict[str, bytes]:
    """The files of a product as they would be packed under `home`."""
    return {f"{home}{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}


def term_life() -> dict[str, bytes]:
    """The sample term life, for tests that spoil it."""
    return files_of(SAMPLES / "sample-term-life", home="term-life/")


def both_catalogues() -> dict[str, bytes]:
    """Every sample product of both carriers."""
    found: dict[str, bytes] = {}
    for folder in (*SAMPLES.iterdir(), *SECOND_SAMPLES.iterdir()):
        found |= files_of(folder, home=f"{folder.name}/")
    return found


def packed(files: Mapping[str, bytes | str]) -> bytes:
    """An archive of the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_of(csv_text: str) -> bytes:
    """The same table as a workbook; what begins with = is a formula there, whose value is 7."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for row, line in enumerate(csv_text.splitlines()):
            for column, cell in enumerate(line.split(",")):
                if cell.startswith("="):
                    sheet.write_formula(row, column, cell, None, 7)
                elif cell.replace(".", "", 1).isdigit():
                    sheet.write_number(row, column, float(cell))
                elif cell:
                    sheet.write_string(row, column, cell)
    return out.getvalue()
