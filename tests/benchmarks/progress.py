"""How a measurement says where it is: in place on a terminal, line by line into a file or a pipe."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Tell = Callable[[str], None]
WIDTH_OF_A_FILE = 140


def console() -> Console:
    """Where it is said: standard error; wide enough for tables where nobody's window bounds it."""
    found = Console(stderr=True)
    return found if found.is_terminal else Console(stderr=True, width=WIDTH_OF_A_FILE)


@contextmanager
def progress_of(names: list[str], console: Console) -> Iterator[Callable[[str], Tell]]:
    """Gives what is called at the start of each of `names`; that gives what is told each state of it."""
    yield from (_in_place if console.is_terminal else _line_by_line)(names, console)


def _in_place(names: list[str], console: Console) -> Iterator[Callable[[str], Tell]]:
    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(names))

        def begin(name: str) -> Tell:
            progress.update(task, completed=names.index(name), description=name)
            return lambda state: progress.update(task, description=f"{name}: {state}")

        yield begin


def _line_by_line(names: list[str], console: Console) -> Iterator[Callable[[str], Tell]]:
    started = time.monotonic()

    def begin(name: str) -> Tell:
        def say(state: str) -> None:
            passed = int(time.monotonic() - started)
            where = f"{passed // 60:3}:{passed % 60:02}  {names.index(name) + 1}/{len(names)}"
            console.print(f"{where}  {name}: {state}", markup=False, highlight=False)

        return say

    yield begin
