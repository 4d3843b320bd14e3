"""What a service publishes, reacts to, and does when its time comes: data, from which everything else is derived.

Consumers, the scheduler, the outbox's guard, the diagrams and the AsyncAPI document all read these; there is no other
list. A reaction gets a unit of work and the event; due work gets a unit of work and the `DueWork` row.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

from shared.events import Event

Reaction = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Publishes:
    """One event that a service publishes, and what has happened when it does. `public`: made for partners too."""

    event: type[Event]
    reason: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Reacts:
    """One event that a service reacts to, with what, and why."""

    event: type[Event]
    reaction: Reaction
    reason: str


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One kind of due work, what does it, and why."""

    kind: str
    work: Reaction
    reason: str


@dataclass(frozen=True)
class Choreography:
    """One service's part in the cycle."""

    service: str
    publishes: tuple[Publishes, ...] = ()
    reacts_to: tuple[Reacts, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()

    @cached_property
    def published(self) -> frozenset[type[Event]]:
        """The events that this service may record."""
        return frozenset(line.event for line in self.publishes)

    @cached_property
    def reactions(self) -> dict[str, list[Reacts]]:
        """Reactions by event name, in the order they are listed."""
        found: dict[str, list[Reacts]] = {}
        for line in self.reacts_to:
            found.setdefault(line.event.name, []).append(line)
        return found

    @cached_property
    def due(self) -> dict[str, Scheduled]:
        """Due work by kind."""
        return {line.kind: line for line in self.scheduled}


def events_of(*contracts: ModuleType) -> tuple[type[Event], ...]:
    """Every event that these modules of `shared.contracts` declare, by name of its class within each."""
    return tuple(
        kind
        for module in contracts
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Event) and kind.__module__ == module.__name__
    )


def choreography_of(module: Any) -> Choreography:
    """The choreography that a service's `choreography.py` declares (SERVICE, PUBLISHES, REACTS_TO, SCHEDULED)."""
    return Choreography(
        service=module.SERVICE,
        publishes=tuple(module.PUBLISHES),
        reacts_to=tuple(module.REACTS_TO),
        scheduled=tuple(module.SCHEDULED),
    )
