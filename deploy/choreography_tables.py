"""The choreography for readers: a diagram of who tells whom, and tables of events, reactions and due work.

What every service does alike (following whose client a client is) and what one service does with nearly every event (a
timeline, partners' subscriptions) is said once, so that the arrows that are drawn are those that move the business.
"""

import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.choreography import Choreography, Publishes, Reacts
from shared.client_directory import FOLLOWS_CLIENTS
from shared.events import Event
from shared.privacy.following import FOLLOWS_PRIVACY

FOLLOWED_BY_ALL = (*FOLLOWS_CLIENTS, *FOLLOWS_PRIVACY)
EVERYBODY = "every other service"
EVERYTHING = "every event"
MANY = 6
"""One reaction to more events than this, for one reason, is no step of the cycle but a reading of all of it."""


@dataclass(frozen=True)
class Reading:
    """One reaction of a service to a great many events, for one reason."""

    service: str
    reaction: str
    reason: str
    events: tuple[type[Event], ...]

    def described(self, choreographies: Sequence[Choreography]) -> str:
        """Which events, in the fewest words."""
        left_out = [
            f"`{line.event.name}`"
            for one in choreographies
            for line in one.publishes
            if line.event not in self.events and line.event.__module__ != f"shared.contracts.{self.service}"
        ]
        if len(left_out) <= MANY:
            return f"{EVERYTHING} of the others" + (f" but {', '.join(left_out)}" if left_out else "")
        return ", ".join(f"`{event.name}`" for event in self.events)


def publisher_of(event: type[Event]) -> str:
    """The service whose contract module holds the event."""
    return event.__module__.rpartition(".")[2]


def broad_readings(choreography: Choreography) -> list[Reading]:
    """What a service does with nearly every event."""
    found: dict[tuple[str, str], list[type[Event]]] = {}
    for line in choreography.reacts_to:
        found.setdefault((line.reaction.__name__, line.reason), []).append(line.event)
    return [
        Reading(choreography.service, reaction, reason, tuple(events))
        for (reaction, reason), events in found.items()
        if len(events) > MANY
    ]


def business_reactions(choreography: Choreography) -> list[Reacts]:
    """What moves the business: without what every service does alike, and without what is done with every event."""
    broad = {(reading.reaction, reading.reason) for reading in broad_readings(choreography)}
    return [
        line
        for line in choreography.reacts_to
        if line not in FOLLOWED_BY_ALL and (line.reaction.__name__, line.reason) not in broad
    ]


def cycle_part(choreographies: Sequence[Choreography]) -> str:
    """The generated part of the project's README: the diagram and the table of all events."""
    rows = [
        _event_row(choreography, line, choreographies)
        for choreography in choreographies
        for line in choreography.publishes
    ]
    readings = [
        f"- {reading.service} reads {reading.described(choreographies)}: {reading.reason} (`{reading.reaction}`)"
        for one in choreographies
        for reading in broad_readings(one)
    ]
    parts = [
        _fenced("mermaid", diagram(choreographies)),
        table(("event", "published by", "when", "read by, because"), rows),
    ]
    if readings:
        parts.append("Beside these readers:\n\n" + "\n".join(readings))
    return "\n\n".join(parts)


def service_part(choreography: Choreography, choreographies: Sequence[Choreography]) -> str:
    """The generated part of one service's README: what it publishes, reacts to, and does when its time comes."""
    parts = [
        ("Publishes", _published(choreography, choreographies)),
        ("Reacts to", _reacted(choreography, choreographies)),
        ("Does when its time comes", _scheduled(choreography)),
    ]
    return "\n\n".join(f"### {title}\n\n{text}" for title, text in parts if text)


def diagram(choreographies: Sequence[Choreography]) -> str:
    """A Mermaid flowchart: an arrow from each publisher to each service that reacts, labelled with the events.

    Dashed: what all services follow, and who reads everything.
    """
    lines = ["flowchart TB", *(f'    {one.service}(["{one.service}"])' for one in choreographies)]
    for publisher in choreographies:
        for reader in choreographies:
            told = [
                line.event.name
                for line in business_reactions(reader)
                if publisher_of(line.event) == publisher.service
            ]
            if told:
                lines.append(_arrow(publisher.service, "-->", told, reader.service))
    return "\n".join([*lines, *_dashed(choreographies)])


def _dashed(choreographies: Sequence[Choreography]) -> list[str]:
    follows, readings = (
        _followed(choreographies),
        [one for all_of in choreographies for one in broad_readings(all_of)],
    )
    lines = []
    if follows:
        lines.append(f'    everybody["{EVERYBODY}"]')
        lines += [_arrow(publisher, "-.->", names, "everybody") for publisher, names in follows.items()]
        lines.append("    style everybody stroke-dasharray: 4 4")
    if readings:
        lines.append(f'    everything["{EVERYTHING}"]')
        lines += [_arrow("everything", "-.->", [reading.reason], reading.service) for reading in readings]
        lines.append("    style everything stroke-dasharray: 4 4")
    return lines


def _arrow(origin: str, arrow: str, label: Iterable[str], target: str) -> str:
    return f'    {origin} {arrow}|"{"<br/>".join(dict.fromkeys(label))}"| {target}'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; cells may hold Markdown, and line breaks as `<br>`."""
    heads = list(heads)
    lines = [heads, ["-"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _followed(choreographies: Sequence[Choreography]) -> dict[str, list[str]]:
    """The events by which every service follows its clients, by publisher; none where nobody does."""
    followed: dict[str, list[str]] = {}
    for line in FOLLOWED_BY_ALL:
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
        for followed in FOLLOWED_BY_ALL
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


def _reacted(choreography: Choreography, choreographies: Sequence[Choreography]) -> str:
    rows = [
        (f"`{line.event.name}`", publisher_of(line.event), f"`{line.reaction.__name__}`", line.reason)
        for line in business_reactions(choreography)
    ]
    parts = [table(("event", "of", "reaction", "because"), rows)] if rows else []
    parts += [
        f"`{reading.reaction}` reads {reading.described(choreographies)}: {reading.reason}."
        for reading in broad_readings(choreography)
    ]
    if follows := [f"`{line.event.name}`" for line in choreography.reacts_to if line in FOLLOWS_CLIENTS]:
        parts.append(f"Like every service, it follows whose client a client is ({', '.join(follows)}).")
    if wishes := [f"`{line.event.name}`" for line in choreography.reacts_to if line in FOLLOWS_PRIVACY]:
        parts.append(f"Like every service, it follows what its clients wish ({', '.join(wishes)}).")
    return "\n\n".join(parts)


def _scheduled(choreography: Choreography) -> str:
    rows = [(f"`{line.kind}`", _first_sentence(line.work), line.reason) for line in choreography.scheduled]
    return table(("due work", "what is done", "because"), rows) if rows else ""


def _first_sentence(function: object) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"
