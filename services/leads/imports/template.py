"""The annotated example file: every column with its header in the reader's language, and what may stand in it."""

import csv
import io
from typing import Literal

from services.leads.domain.imports import REQUIRED, Column
from services.leads.texts import TEXTS
from shared.language import Language

Format = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make_template(format_: Format, language: Language) -> bytes:
    """The file; the lines of explanation and the example begin with # and are no rows."""
    return _csv(language) if format_ == "csv" else _xlsx(language)


def _header(column: Column, language: Language) -> str:
    return TEXTS.say(f"import.column.{column}", language)


def _note(column: Column, language: Language) -> str:
    needed = TEXTS.say("import.required" if column in REQUIRED else "import.optional", language)
    return f"{needed}{TEXTS.say(f'import.note.{column}', language)}"


def _example(column: Column, language: Language) -> str:
    return TEXTS.say(f"import.example.{column}", language)


def _csv(language: Language) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([f"# {TEXTS.say('import.hint', language)}"])
    for column in Column:
        writer.writerow([f"# {_header(column, language)}: {_note(column, language)}"])
    example = [_example(column, language) for column in Column]
    writer.writerow([f"# {example[0]}", *example[1:]])
    writer.writerow([_header(column, language) for column in Column])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(language: Language) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        text = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"bold": True})
        rows = workbook.add_worksheet(TEXTS.say("import.sheet.rows", language))
        rows.set_column(0, len(Column) - 1, 20, text)
        notes = workbook.add_worksheet(TEXTS.say("import.sheet.notes", language))
        notes.set_column(0, 0, 20, bold)
        notes.set_column(1, 2, 60)
        notes.write_row(0, 0, [TEXTS.say("import.hint", language)])
        for place, column in enumerate(Column):
            rows.write_string(0, place, _header(column, language), bold)
            rows.write_comment(0, place, _note(column, language))
            notes.write_row(
                place + 1,
                0,
                [_header(column, language), _note(column, language), _example(column, language)],
            )
        rows.freeze_panes(1, 0)
    return out.getvalue()
