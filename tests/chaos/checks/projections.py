"""Projections: whatever a service keeps of another's aggregate is what that one became in the end."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from shared.contracts.leads import Purpose
from tests.chaos.evidence import Evidence, Row
from tests.chaos.ledger import Ledger

RUNNING = ("in_force", "grace", "suspended")
CLOCKS = {"premium-overdue", "grace-end", "reinstatement-end", "cooling-off-end", "coverage-end"}


def clocks_of_policies(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """Every policy has exactly the clocks that are to run on it, and one that has ended has none."""
    del ledger
    running: dict[UUID, list[str]] = {}
    for row in evidence.rows("servicing", "due_work"):
        if row["kind"] in CLOCKS:
            running.setdefault(row["subject_id"], []).append(row["kind"])
    for policy in evidence.rows("servicing", "policy"):
        expected, found = sorted(_clocks(policy)), sorted(running.pop(policy["id"], []))
        if found != expected:
            yield f"policy {policy['id']} ({policy['status']}): clocks {found}, expected {expected}"
    yield from (f"clocks {kinds} on {policy_id}, which is no policy" for policy_id, kinds in running.items())


def that_differ(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """Everybody knows the same of a client, a policy and a claim."""
    del ledger
    yield from _directories(evidence)
    yield from _leads(evidence)
    yield from _stopped(evidence)
    yield from _policies(evidence)
    yield from _claims(evidence)
    yield from _timeline(evidence)


def progress_told_twice(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """A claim's client was told each step once."""
    del ledger
    told = Counter((row["claim_id"], row["code"]) for row in evidence.rows("claims", "progress_entry"))
    for (claim_id, code), times in told.items():
        if times > 1:
            yield f"claim {claim_id} was {code} {times} times"


def _clocks(policy: Row) -> set[str]:
    if policy["status"] not in RUNNING:
        return set()
    clocks = {"coverage-end"}
    if policy["next_due_on"] is not None:
        clocks.add("premium-overdue")
    if policy["cooling_off_last_day"] is not None:
        clocks.add("cooling-off-end")
    return clocks


def _directories(evidence: Evidence) -> Iterator[str]:
    leads = {row["id"]: (row["agent_id"], row["team_id"]) for row in evidence.rows("leads", "lead")}
    for service in evidence.services:
        known = {
            row["id"]: (row["agent_id"], row["team_id"]) for row in evidence.rows(service, "client_directory")
        }
        for client_id in leads.keys() | known.keys():
            if leads.get(client_id) != known.get(client_id):
                yield f"{service} knows client {client_id} as {known.get(client_id)}, leads as {leads.get(client_id)}"


def _leads(evidence: Evidence) -> Iterator[str]:
    won = _clients_told(evidence, "policy-issued")
    qualified = _clients_told(evidence, "gap-computed") - won
    for row in evidence.rows("leads", "lead"):
        expected = "won" if row["id"] in won else "qualified" if row["id"] in qualified else "new"
        if row["status"] != expected:
            yield f"lead {row['id']} is {row['status']}, expected {expected}"


def _stopped(evidence: Evidence) -> Iterator[str]:
    """Every service does nothing for exactly the purposes that the client last withdrew his consent to: all when he left."""
    expected: set[tuple[UUID, str]] = set()
    for one in evidence.events:
        if one.envelope.type == "consent-withdrawn":
            expected.add((UUID(one.data["client_id"]), one.data["purpose"]))
        elif one.envelope.type == "erasure-requested":
            expected |= {(UUID(one.data["client_id"]), purpose.value) for purpose in Purpose}
        elif one.envelope.type == "consent-granted":
            expected.discard((UUID(one.data["client_id"]), one.data["purpose"]))
    for service in evidence.services:
        known = {(row["client_id"], row["purpose"]) for row in evidence.rows(service, "stopped_purpose")}
        for client_id, purpose in expected - known:
            yield f"{service} goes on with {purpose} of client {client_id}, who withdrew"
        for client_id, purpose in known - expected:
            yield f"{service} does nothing for {purpose} of client {client_id}, who consents"


def _clients_told(evidence: Evidence, event: str) -> set[UUID]:
    return {UUID(one.data["client_id"]) for one in evidence.events if one.envelope.type == event}


def _policies(evidence: Evidence) -> Iterator[str]:
    """What was issued is held, covered and counted alike, and has ended everywhere on the same day."""
    ended = {row["id"]: row["ended_on"] for row in evidence.rows("servicing", "policy")}
    issued = {
        row["policy_id"]: row for row in evidence.rows("underwriting", "application") if row["policy_id"]
    }
    for service, table in (("claims", "covered_policy"), ("needs", "policy_cover")):
        for row in evidence.rows(service, table):
            application = issued.get(row["id"], {})
            expected = (application.get("line"), application.get("sum_insured"), ended.get(row["id"]))
            if (row["line"], row["sum_insured"], row["ended_on"]) != expected:
                yield f"{service}: {table} {dict(row)}, expected {expected}"


def _claims(evidence: Evidence) -> Iterator[str]:
    claims = {row["id"]: row for row in evidence.rows("claims", "claim")}
    for row in evidence.rows("servicing", "policy_claim"):
        claim: Mapping[str, Any] = claims.get(row["id"], {})
        if (row["status"] == "paid") != (claim.get("status") == "paid"):
            yield f"servicing: claim {row['id']} is {row['status']}, in claims {claim.get('status')}"


def _timeline(evidence: Evidence) -> Iterator[str]:
    if not evidence.has("servicing"):
        return
    entries = {row["id"] for row in evidence.rows("servicing", "timeline_entry")}
    told = {one.envelope.id for one in evidence.events if "client_id" in one.data}
    yield from (f"event {event_id} is not on the timeline" for event_id in told - entries)
    yield from (f"event {event_id} is on the timeline only" for event_id in entries - told)
