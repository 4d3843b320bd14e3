"""Webhooks: each letter reached the carrier at least once and took effect once, and so did each of its callbacks."""

from collections import Counter
from collections.abc import Iterator

from deploy.own_databases import SANDBOX
from tests.chaos.evidence import Evidence
from tests.chaos.ledger import Ledger

TOLD = ("application-submitted", "material-received", "claim-submitted")


def never_arrived(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """What is for the carrier was written, reached it, and was acted on; what it called back was taken."""
    del ledger
    if not evidence.has("carriers"):
        return
    deliveries = [row for row in evidence.rows("carriers", "delivery") if row["carrier_id"] is not None]
    letters = {row["webhook_id"]: row for row in evidence.rows(SANDBOX, "letter")}
    written = {row["event_id"] for row in deliveries}
    for one in evidence.events:
        if one.envelope.type in TOLD and one.envelope.id not in written:
            yield f"no delivery of {one.envelope.type} {one.envelope.id}"
    for row in deliveries:
        letter = letters.get(str(row["id"]))
        if row["status"] != "delivered" or letter is None or letter["planned_at"] is None:
            yield f"delivery {row['id']} is {row['status']}; at the carrier: {letter}"
    callbacks = {row["webhook_id"] for row in evidence.rows("carriers", "carrier_callback")}
    for answer in evidence.rows(SANDBOX, "answer"):
        if answer["taken_at"] is None or str(answer["id"]) not in callbacks:
            yield f"callback {answer['id']} ({answer['report']}) about {answer['case_id']} was not taken"


def taken_twice(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """However often a letter or a callback came, it counts once, and nobody takes one that was not sent."""
    del ledger
    if not evidence.has("carriers"):
        return
    per_event = Counter(
        row["event_id"] for row in evidence.rows("carriers", "delivery") if row["carrier_id"] is not None
    )
    yield from (f"{times} deliveries of event {event}" for event, times in per_event.items() if times > 1)
    ids = {str(row["id"]) for row in evidence.rows("carriers", "delivery")}
    for letter in evidence.rows(SANDBOX, "letter"):
        if letter["webhook_id"] not in ids:
            yield f"the carrier has letter {letter['webhook_id']}, which nobody wrote"
    sent = Counter((row["case_id"], row["report"]) for row in evidence.rows(SANDBOX, "answer"))
    taken = Counter((row["case_id"], row["report"]) for row in evidence.rows("carriers", "carrier_callback"))
    told = Counter(
        (one.data["case_id"], one.data["report"])
        for one in evidence.events
        if one.envelope.type == "carrier-reported"
    )
    for (case_id, report), times in sent.items():
        if (taken[case_id, report], told[str(case_id), report]) != (times, times):
            yield (
                f"{report} about {case_id}: called back {times} times, taken {taken[case_id, report]} times,"
                f" told {told[str(case_id), report]} times"
            )
