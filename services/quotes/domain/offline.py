"""When a catalogue is another: the days between which what a phone keeps is what the service would answer.

Invariant: on every day of a period the same versions are on sale and the same rules are in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.jurisdictions import Rule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sale:
    """From when until when a version is sold, both days included; None: until further notice."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day, both included; None where no change is known."""

    first: date | None
    last: date | None


def unchanged_around(on: date, sales: Iterable[Sale], rules: Iterable[Rule]) -> Period:
    """The period around the day in which none of the sales begins or ends and none of the rules does."""
    spans = [(sale.first, sale.last) for sale in sales if sale.last is None or sale.first <= sale.last]
    spans += [(rule.effective_from, rule.effective_to) for rule in rules]
    changes = {first for first, _ in spans} | {last + _DAY for _, last in spans if last is not None}
    before = [day for day in changes if day <= on]
    after = [day for day in changes if day > on]
    return Period(max(before, default=None), min(after) - _DAY if after else None)
