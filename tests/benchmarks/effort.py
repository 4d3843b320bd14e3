"""How much a measurement takes on: enough for a figure to quote, or just enough to see that it still runs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Sample = TypeVar("Sample")


@dataclass(frozen=True, slots=True)
class Effort:
    """Rounds of each side, seconds of load in a round, and the share of the full number of rows."""

    rounds: int
    seconds: float
    scale: float
    tell: Callable[[str], None]

    def rows(self, full: int) -> int:
        """How many rows to make where a full measurement has `full`."""
        return max(100, int(full * self.scale))

    async def interleaved(
        self, sides: Mapping[str, Callable[[], Awaitable[Sample]]]
    ) -> dict[str, list[Sample]]:
        """Every side once a round, each round beginning with another one; the rounds' samples by side."""
        samples: dict[str, list[Sample]] = {name: [] for name in sides}
        order = list(sides)
        for number in range(self.rounds):
            for name in order:
                self.tell(f"round {number + 1} of {self.rounds}: {name}")
                samples[name].append(await sides[name]())
            order.append(order.pop(0))
        return samples


def full(tell: Callable[[str], None]) -> Effort:
    """For figures to quote."""
    return Effort(rounds=5, seconds=3.0, scale=1.0, tell=tell)


def quick(tell: Callable[[str], None]) -> Effort:
    """For seeing in a few minutes that everything can be measured."""
    return Effort(rounds=2, seconds=0.5, scale=0.02, tell=tell)
