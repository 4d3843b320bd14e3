"""The demonstration on a terminal: each request, each event as it is seen on the log, each document's link."""

from collections.abc import Sequence

import httpx
from rich.console import Console
from rich.markup import escape

from shared.events import Envelope


class Terminal:
    """Tells whoever watches."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)
        self._step = 0

    def story(self, title: str) -> None:
        """A story begins."""
        self._console.print(f"\n[bold magenta]{escape(title)}[/]")

    def step(self, title: str) -> None:
        """A step begins."""
        self._step += 1
        self._console.print(f"\n[bold cyan]{self._step:>2}[/]  [bold]{escape(title)}[/]")

    def request(self, who: str, method: str, path: str, answer: httpx.Response) -> None:
        """A request was answered."""
        self._console.print(f"    [dim]{who:<10}[/]{method:<5}{escape(path)} [green]{answer.status_code}[/]")

    def event(self, envelope: Envelope) -> None:
        """An event was seen on the log."""
        about = f"of {envelope.source} about {envelope.subject}"
        self._console.print(f"    [yellow]event[/]   [bold]{envelope.type}[/] [dim]{about}[/]")

    def fact(self, text: str) -> None:
        """Something worth seeing."""
        self._console.print(f"            {escape(text)}")

    def document(self, title: str, url: str) -> None:
        """A document was rendered."""
        self._console.print(f"    [magenta]page[/]    {escape(title)} {url}")

    def finish(self, seconds: float, events: int, documents: Sequence[tuple[str, str]]) -> None:
        """What is left to look at."""
        self._console.print(
            f"\n[bold green]All of it was as expected[/]: {events} events in {seconds:.1f} s."
        )
        for title, url in documents:
            self._console.print(f"  {escape(title):<32} {url}")
