"""Sends a file of leads to a running Coverloop, and shows how its import goes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from deploy.refusal import Refusal

ASK_AGAIN_SECONDS: Final = 0.3
ERRORS_SHOWN: Final = 20
SEND_SECONDS: Final = 300.0
UNDER_WAY: Final = ("waiting", "running")

ALL_IMPORTED: Final = 0
NOT_DONE: Final = 1
SOME_REFUSED: Final = 3


class NotImported(Refusal):
    """The import could not begin, or could not be followed."""


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of one Coverloop, asked with one token."""

    url: str
    token: str
    language: str

    def send(self, file: Path, fields: Mapping[str, str]) -> dict[str, Any]:
        """Begin the import of `file`, which is read piece by piece; raises NotImported."""
        try:
            with file.open("rb") as content:
                return self._ask(
                    "POST", "/leads/imports", data=dict(fields), files={"file": (file.name, content)}
                )
        except OSError as error:
            raise NotImported(f"{file} cannot be read: {error.strerror}") from None

    def read(self, import_id: str) -> dict[str, Any]:
        """How far it is; raises NotImported."""
        return self._ask("GET", f"/leads/imports/{import_id}")

    def errors(self, import_id: str) -> list[dict[str, Any]]:
        """The first cells that were refused; raises NotImported."""
        page = self._ask("GET", f"/leads/imports/{import_id}/errors?limit={ERRORS_SHOWN}")
        return list(page["items"])

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}", "accept-language": self.language}
        try:
            answer = httpx.request(
                method,
                f"{self.url.rstrip('/')}{path}",
                headers=headers,
                timeout=SEND_SECONDS,
                trust_env=False,
                **content,
            )
            said: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotImported(f"{self.url} does not answer: {type(error).__name__}") from None
        if answer.is_error:
            places = "".join(f"\n  {part['pointer']}: {part['message']}" for part in said.get("errors", ()))
            raise NotImported(f"{said.get('title', answer.status_code)}{places}")
        return said


def import_file(imports: Imports, file: Path, fields: Mapping[str, str], console: Console) -> int:
    """Send the file and follow its import to the end; gives the exit status. Raises NotImported."""
    started = imports.send(file, fields)
    ended = _followed(imports, started, console)
    _show_counts(ended, console)
    if ended["refused"]:
        _show_errors(imports.errors(ended["id"]), ended["refused"], console)
    if ended["status"] != "done":
        return NOT_DONE
    return SOME_REFUSED if ended["refused"] else ALL_IMPORTED


def _followed(imports: Imports, going: dict[str, Any], console: Console) -> dict[str, Any]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(going["status"], total=None)
        while going["status"] in UNDER_WAY:
            time.sleep(ASK_AGAIN_SECONDS)
            going = imports.read(going["id"])
            progress.update(bar, description=going["status"], total=going["total"], completed=going["rows"])
    return going


def _show_counts(ended: Mapping[str, Any], console: Console) -> None:
    dry = "dry run, " if ended["dry_run"] else ""
    console.print(
        f"{dry}{ended['status']}: {ended['rows']} rows, {ended['captured']} captured,"
        f" {ended['merged']} merged, {ended['refused']} refused",
        highlight=False,
    )
    if ended["failure"] is not None:
        console.print(f"{ended['failure']['code']}: {ended['failure']['message']}", markup=False)


def _show_errors(errors: list[dict[str, Any]], refused: int, console: Console) -> None:
    table = Table("line", "column", "code", "message", box=None)
    for cell in errors:
        table.add_row(str(cell["line"]), cell["column"], cell["code"], cell["message"])
    console.print(table)
    if refused > len(errors):
        console.print(f"The first of them; {refused} rows were refused.", highlight=False)
