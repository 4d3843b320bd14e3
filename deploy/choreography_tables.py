"""The choreography for readers: a diagram of who tells whom, and tables of events, reactions and due work.

What every service does alike (following whose client a client is) is said once, not once a service.
"""

import inspect
from collections.abc import Iterable, Sequence

from shared.choreography import Choreography, Publishes, Reacts
from shared.client_directory import FOLLOWS_CLIENTS
from shared.events import Event

EVERYBODY = "every other service"


def publisher_of(event: type[Event]) -> str:
    """The service whose contract module holds the event."""
    return event.__module__.rpartition(".")[2]


def business_reactions(choreography: Choreography) -> list[Reacts]:
    """What a service reacts to, without what every service does alike."""
    return [line for line in choreography.reacts_to if line not in FOLLOWS_CLIENTS]


def cycle_part(choreographies: Sequence[Choreography]) -> str:
    """The generated part of the project's README: the diagram and the table of all events."""
    rows = [
        _event_row(choreography, line, choreographies)
        for choreography in choreographies
        for line in choreography.publishes
    ]
    return "\n\n".join(
        [
            _fenced("mermaid", diagram(choreographies)),
            table(("event", "published by", "when", "read by, because"), rows),
        ]
    )


def service_part(choreography: Choreography, choreographies: Sequence[Choreography]) -> str:
    """The generated part of one service's README: what it publishes, reacts to, and does when its time comes."""
    parts = [
        ("Publishes", _published(choreography, choreographies)),
        ("Reacts to", _reacted(choreography)),
        ("Does when its time comes", _scheduled(choreography)),
    ]
    return "\n\n".join(f"### {title}\n\n{text}" for title, text in parts if text)


def diagram(choreographies: Sequence[Choreography]) -> str:
    """A Mermaid flowchart: an arrow from each publisher to each service that reacts, labelled with the events."""
    lines = ["flowchart TB", *(f'    {one.service}(["{one.service}"])' for one in choreographies)]
    for publisher in choreographies:
        for reader in choreographies:
            told = [
                line.event.name
                for line in business_reactions(reader)
                if publisher_of(line.event) == publisher.service
            ]
            if told:
                label = "<br/>".join(dict.fromkeys(told))
                lines.append(f'    {publisher.service} -->|"{label}"| {reader.service}')
    follows = _followed(choreographies)
    if follows:
        lines.append(f'    everybody["{EVERYBODY}"]')
        lines += [
            f'    {publisher} -.->|"{"<br/>".join(names)}"| everybody' for publisher, names in follows.items()
        ]
        lines.append("    style everybody stroke-dasharray: 4 4")
    return "\n".join(lines)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; cells may hold Markdown, and line breaks as `<br>`."""
    heads = list(heads)
    lines = [heads, ["-"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _followed(choreographies: Sequence[Choreography]) -> dict[str, list[str]]:
    """The events by which every service follows its clients, by publisher; none where nobody does."""
    followed: dict[str, list[str]] = {}
    for line in FOLLOWS_CLIENTS:
        if any(line in choreography.reacts_to for choreography in choreographies):
            followed.setdefault(publisher_of(line.event), []).append(line.event.name)
    return followed


def _event_row(
    choreography: Choreography, line: Publishes, choreographies: Sequence[Choreography]
) -> tuple[str, ...]:
    event = f"`{line.event.name}`" + (f" v{line.event.version}" if line.event.version > 1 else "")
    publisher = f"[{choreography.service}](services/{choreography.service}/README.md)"
    return event, publisher, line.reason, _readers(line, choreographies) or "–"


def _readers(line: Publishes, choreographies: Sequence[Choreography]) -> str:
    """Who reacts to an event and why, a line each."""
    readers = [
        f"{choreography.service}: {reaction.reason}"
        for choreography in choreographies
        for reaction in business_reactions(choreography)
        if reaction.event is line.event
    ]
    readers += [
        f"{EVERYBODY}: {followed.reason}"
        for followed in FOLLOWS_CLIENTS
        if followed.event is line.event and any(followed in one.reacts_to for one in choreographies)
    ]
    readers += ["*partners*"] if line.public else []
    return "<br>".join(readers)


def _published(choreography: Choreography, choreographies: Sequence[Choreography]) -> str:
    rows = [
        (f"`{line.event.name}`", line.reason, _readers(line, choreographies) or "–")
        for line in choreography.publishes
    ]
    return table(("event", "when", "read by, because"), rows) if rows else ""


def _reacted(choreography: Choreography) -> str:
    rows = [
        (f"`{line.event.name}`", publisher_of(line.event), f"`{line.reaction.__name__}`", line.reason)
        for line in business_reactions(choreography)
    ]
    follows = [f"`{line.event.name}`" for line in choreography.reacts_to if line in FOLLOWS_CLIENTS]
    note = f"Like every service, it follows whose client a client is ({', '.join(follows)})."
    parts = [table(("event", "of", "reaction", "because"), rows)] if rows else []
    return "\n\n".join([*parts, note] if follows else parts)


def _scheduled(choreography: Choreography) -> str:
    rows = [(f"`{line.kind}`", _first_sentence(line.work), line.reason) for line in choreography.scheduled]
    return table(("due work", "what is done", "because"), rows) if rows else ""


def _first_sentence(function: object) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"
