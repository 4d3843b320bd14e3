"""The account: what clients were answered against what the log and the databases say. Pure; nothing is asked again.

Each check yields one sentence for each thing that does not agree, with the ids to look it up by.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from tests.chaos.checks import events, projections, requests, webhooks
from tests.chaos.evidence import Evidence
from tests.chaos.ledger import Ledger

Check = Callable[[Ledger, Evidence], Iterator[str]]

CHECKS: Mapping[str, Sequence[Check]] = {
    "lost": (
        requests.without_event,
        requests.without_row,
        events.not_applied,
        events.without_effect,
        webhooks.never_arrived,
    ),
    "applied_twice": (
        requests.with_more_events,
        requests.never_made,
        events.caused_twice,
        events.with_more_effects,
        projections.progress_told_twice,
        webhooks.taken_twice,
    ),
    "without_cause": (events.without_cause,),
    "out_of_order": (events.out_of_order,),
    "clocks": (projections.clocks_of_policies,),
    "projections": (projections.that_differ,),
    "parked": (events.parked,),
}


def violations(ledger: Ledger, evidence: Evidence) -> dict[str, list[str]]:
    """What does not agree, by kind; every list empty where all of it holds."""
    return {
        kind: list(chain.from_iterable(check(ledger, evidence) for check in of_kind))
        for kind, of_kind in CHECKS.items()
    }


def redelivered(evidence: Evidence) -> int:
    """How many records of the log repeat an event that is there already."""
    times = Counter(one.envelope.id for one in evidence.logged)
    return sum(times.values()) - len(times)
