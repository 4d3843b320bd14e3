"""Sends a carrier's products, folders or archives, to a running Coverloop, and shows what became of them."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import rich.progress
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.refusal import Refusal

FAULTS_SHOWN: Final = 50
SEND_SECONDS: Final = 300.0
REFUSED_CODE: Final = "PACKAGE_REFUSED"

ALL_LOADED: Final = 0
SOME_REFUSED: Final = 3


class NotLoaded(Refusal):
    """A package could not be sent, or was not answered as a package is."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue of one Coverloop, written to with one token."""

    url: str
    token: str
    language: str

    def send(self, name: str, archive: Any, fields: Mapping[str, str]) -> dict[str, Any]:
        """What became of an archive, or of a dry run with it; raises NotLoaded."""
        headers = {"authorization": f"Bearer {self.token}", "accept-language": self.language}
        try:
            answer = httpx.post(
                f"{self.url.rstrip('/')}/quotes/products/packages",
                headers=headers,
                data=dict(fields),
                files={"file": (f"{name}.zip", archive)},
                timeout=SEND_SECONDS,
                trust_env=False,
            )
            said: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotLoaded(f"{self.url} does not answer: {type(error).__name__}") from None
        if answer.is_error and said.get("code") != REFUSED_CODE:
            places = "".join(f"\n  {part['pointer']}: {part['message']}" for part in said.get("errors", ()))
            raise NotLoaded(f"{said.get('title', answer.status_code)}{places}")
        return {"outcome": "refused", "products": []} | said


def load_products(
    catalogue: Catalogue, paths: Sequence[Path], fields: Mapping[str, str], console: Console
) -> int:
    """Send each folder or archive by itself; gives the exit status. Raises NotLoaded."""
    refused = 0
    for path in paths:
        with _archive(path) as packed:
            described = f"sending {path.name}"
            with rich.progress.open(packed, "rb", description=described, console=console) as content:
                said = catalogue.send(path.stem, content, fields)
        refused += said["outcome"] == "refused"
        _show(path, said, console, dry_run=fields["dry_run"] == "true")
    return SOME_REFUSED if refused else ALL_LOADED


@contextmanager
def _archive(path: Path) -> Iterator[Path]:
    """The archive at `path`, or one made of the folder there; raises NotLoaded."""
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise NotLoaded(f"{path} is neither a folder nor an archive")
    with tempfile.TemporaryDirectory() as place:
        packed = Path(place) / "products.zip"
        try:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in sorted(path.rglob("*")):
                    if file.is_file() and not file.is_symlink() and not _is_hidden(file, path):
                        archive.write(file, file.relative_to(path).as_posix())
        except (OSError, ValueError) as error:
            raise NotLoaded(f"{path} cannot be packed: {error}") from None
        yield packed


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _show(path: Path, said: Mapping[str, Any], console: Console, *, dry_run: bool) -> None:
    dry = "dry run, " if dry_run else ""
    console.print(f"{path}: {dry}{said['outcome']}", highlight=False, markup=False)
    for one in said["products"]:
        told = f"  {one['code']} {one['product_version']}: {one['outcome']}"
        console.print(told, highlight=False, markup=False)
    faults = said.get("faults") or []
    if not faults:
        return
    table = Table("file", "line", "column", "code", "message", box=None)
    for fault in faults[:FAULTS_SHOWN]:
        places = (fault["file"], fault["line"], fault["column"], fault["code"], fault["message"])
        table.add_row(*(Text("" if place is None else str(place)) for place in places))
    console.print(table)
    left = len(faults) + said.get("faults_left_out", 0) - FAULTS_SHOWN
    if left > 0:
        console.print(f"and {left} more", highlight=False)
