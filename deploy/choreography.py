"""The documents that are made from the choreography: the diagram, the tables, and the AsyncAPI document.

They are written into the project and checked to be fresh; nobody edits them. What stands outside the two markers of a
README is written by hand and stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.asyncapi import render_asyncapi
from deploy.choreography_tables import cycle_part, service_part
from deploy.refusal import Refusal
from shared.choreography import Choreography

PROJECT = Path(__file__).parent.parent
BEGIN, END = "<!-- choreography -->", "<!-- /choreography -->"
_GENERATED = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)


class NoMarkers(Refusal):
    """A README has lost one of the markers between which its generated part lies, or has too many."""


def stale_documents(choreographies: Sequence[Choreography], project: Path = PROJECT) -> list[Path]:
    """The documents that do not say what `choreographies` say, relative to `project`. Raises NoMarkers."""
    return [
        path.relative_to(project)
        for path, text in _documents(choreographies, project)
        if not path.exists() or path.read_text("utf-8") != text
    ]


def write_documents(choreographies: Sequence[Choreography], project: Path = PROJECT) -> list[Path]:
    """Bring every document up to date; gives those that have changed, relative to `project`. Raises NoMarkers."""
    changed = stale_documents(choreographies, project)
    texts = dict(_documents(choreographies, project))
    for path in changed:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(texts[project / path], "utf-8")
    return changed


def _documents(choreographies: Sequence[Choreography], project: Path) -> Iterator[tuple[Path, str]]:
    """Each document by its place, as it should be."""
    yield project / "docs" / "asyncapi.yaml", render_asyncapi(choreographies)
    yield _readme(project / "README.md", "Coverloop", cycle_part(choreographies))
    for one in choreographies:
        path = project / "services" / one.service / "README.md"
        yield _readme(path, one.service, service_part(one, choreographies))


def _readme(path: Path, title: str, generated: str) -> tuple[Path, str]:
    """The README at `path` with its generated part replaced; one that has none yet gets it at its end."""
    text = path.read_text("utf-8") if path.exists() else f"# {title}\n"
    if BEGIN not in text and END not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    if len(_GENERATED.findall(text)) != 1:
        raise NoMarkers(f"{path} needs one pair of {BEGIN} and {END}")
    return path, _GENERATED.sub(lambda _: f"{BEGIN}\n{generated}\n{END}", text)
