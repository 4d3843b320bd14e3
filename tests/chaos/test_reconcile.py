"""The reckoning finds each kind of disagreement, and nothing where everything agrees."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import Envelope
from tests.chaos.evidence import Evidence, Logged
from tests.chaos.ledger import Accepted, Ledger
from tests.chaos.reconcile import redelivered, violations

CLIENT, AGENT, TEAM, ASSESSMENT, CONSENT = (UUID(int=number) for number in (1, 2, 3, 4, 5))
CAPTURE, WITHDRAWAL, CHANGE = "aaaa", "bbbb", "cccc"


def make_event(kind: str, source: str, *, offset: int, **changes: Any) -> Logged:
    """An event about the client, at `offset` of its topic's only partition."""
    envelope = Envelope(
        id=uuid4(),
        source=source,
        type=kind,
        version=1,
        subject=str(CLIENT),
        time=datetime(2026, 9, 1, tzinfo=UTC),
        agency_id=uuid4(),
        actor_id="x",
        correlation_id=CAPTURE,
        causation_id=None,
        partition_key=str(CLIENT),
        aggregate_version=1,
        traceparent=None,
    )
    data = {"client_id": str(CLIENT), "assessment_id": str(ASSESSMENT)}
    return Logged(replace(envelope, **changes), f"coverloop.{source}", 0, offset, data)


def make_account() -> tuple[Ledger, Evidence]:
    """One lead who stated his household and withdrew a consent; `needs` has invited him and knows it: everything agrees."""
    captured = make_event("lead-captured", "leads", offset=0)
    submitted = make_event("self-assessment-submitted", "leads", offset=1)
    withdrawn = make_event("consent-withdrawn", "leads", offset=2, correlation_id=WITHDRAWAL)
    withdrawn = replace(withdrawn, data={**withdrawn.data, "purpose": "marketing"})
    logged = [captured, submitted, withdrawn]
    path = "/leads/campaigns/key/self-assessment"
    body = {"outcome": "captured", "client_id": str(CLIENT)}
    consents = f"/leads/{CLIENT}/consents/marketing/withdraw"
    ledger = Ledger(
        [
            Accepted("POST", path, CAPTURE, "key", body, {"household": {}}),
            Accepted("POST", consents, WITHDRAWAL, "other", {"id": str(CONSENT)}),
        ],
        {CAPTURE, WITHDRAWAL},
    )
    stopped = {"client_id": CLIENT, "purpose": "marketing"}
    directory = {"id": CLIENT, "agent_id": AGENT, "team_id": TEAM}
    tables: dict[tuple[str, str], list[Any]] = {
        ("leads", "lead"): [{**directory, "status": "new"}],
        ("leads", "client_directory"): [directory],
        ("leads", "consent"): [{"id": CONSENT}],
        ("leads", "stopped_purpose"): [stopped],
        ("leads", "inbox"): [],
        ("needs", "client_directory"): [directory],
        ("needs", "inbox"): [{"id": one.envelope.id} for one in logged],
        ("needs", "stopped_purpose"): [stopped],
        ("needs", "household"): [{"client_id": CLIENT}],
        ("needs", "assessment"): [{"id": ASSESSMENT, "client_id": CLIENT, "occasion": "invited"}],
    }
    return ledger, Evidence(["leads", "needs"], logged, tables)


def changed_household() -> Accepted:
    """The second version of the household, as the agent was answered."""
    body = {"client_id": str(CLIENT), "version": 2}
    return Accepted("PUT", f"/needs/clients/{CLIENT}/household", CHANGE, None, body)


def told_of_change(code: str) -> Logged:
    """What the second version of the household changed, by a request that was sent before and never answered."""
    told = make_event(
        "household-changed", "needs", offset=5, correlation_id="unanswered", aggregate_version=2
    )
    return replace(told, data={**told.data, "change_code": code})


def gap_after_change() -> Logged:
    return make_event("gap-computed", "needs", offset=6, correlation_id="unanswered", aggregate_version=2)


def nothing_answered(ledger: Ledger, evidence: Evidence) -> None:
    ledger.accepted.clear()


def event_lost(ledger: Ledger, evidence: Evidence) -> None:
    evidence.logged.clear()


def row_lost(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["leads", "lead"].clear()


def not_taken(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "inbox"].clear()


def not_invited(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "assessment"].clear()


def household_lost(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "household"].clear()


def goes_on(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "stopped_purpose"] = []


def stopped_for_nothing(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "stopped_purpose"] = [
        *evidence.tables["needs", "stopped_purpose"],
        {"client_id": CLIENT, "purpose": "contact"},
    ]


def change_untold(ledger: Ledger, evidence: Evidence) -> None:
    ledger.accepted.append(changed_household())


def change_told_twice(ledger: Ledger, evidence: Evidence) -> None:
    ledger.accepted.append(changed_household())
    evidence.logged += [told_of_change("debts"), told_of_change("debts"), gap_after_change()]


def invited_twice(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "assessment"] *= 2


def recorded_twice(ledger: Ledger, evidence: Evidence) -> None:
    evidence.logged.append(make_event("lead-captured", "leads", offset=1))


def told_twice(ledger: Ledger, evidence: Evidence) -> None:
    cause = str(evidence.logged[0].envelope.id)
    evidence.logged += [make_event("gap-computed", "needs", offset=n, causation_id=cause) for n in (0, 1)]


def cause_unknown(ledger: Ledger, evidence: Evidence) -> None:
    evidence.logged.append(make_event("gap-computed", "needs", offset=0, causation_id=str(uuid4())))


def request_unknown(ledger: Ledger, evidence: Evidence) -> None:
    evidence.logged.append(make_event("lead-merged", "leads", offset=1, correlation_id="never-sent"))


def older_after_newer(ledger: Ledger, evidence: Evidence) -> None:
    ledger.asked.add("b")
    evidence.logged += [
        make_event("gap-confirmed", "needs", offset=n, correlation_id="b", aggregate_version=version)
        for n, version in enumerate((3, 2))
    ]


def key_in_two_partitions(ledger: Ledger, evidence: Evidence) -> None:
    evidence.logged.append(replace(make_event("lead-merged", "leads", offset=0), partition=1))


def known_otherwise(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["needs", "client_directory"] = [{"id": CLIENT, "agent_id": None, "team_id": TEAM}]


def set_aside(ledger: Ledger, evidence: Evidence) -> None:
    row = {"id": uuid4(), "event": "lead-captured", "status": "parked", "error": "NOT_FOUND"}
    evidence.tables["needs", "held_event"] = [row]


def clock_on_nothing(ledger: Ledger, evidence: Evidence) -> None:
    evidence.tables["servicing", "due_work"] = [{"kind": "coverage-end", "subject_id": uuid4()}]


def test_an_account_that_agrees_has_no_violation() -> None:
    found = violations(*make_account())
    assert found == {kind: [] for kind in found}
    assert set(found) == {
        *("lost", "applied_twice", "without_cause", "out_of_order", "clocks", "projections", "parked")
    }


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (event_lost, "lost"),
        (row_lost, "lost"),
        (not_taken, "lost"),
        (not_invited, "lost"),
        (household_lost, "lost"),
        (change_untold, "lost"),
        (nothing_answered, "applied_twice"),
        (invited_twice, "applied_twice"),
        (recorded_twice, "applied_twice"),
        (told_twice, "applied_twice"),
        (change_told_twice, "applied_twice"),
        (cause_unknown, "without_cause"),
        (request_unknown, "without_cause"),
        (older_after_newer, "out_of_order"),
        (key_in_two_partitions, "out_of_order"),
        (known_otherwise, "projections"),
        (goes_on, "projections"),
        (stopped_for_nothing, "projections"),
        (set_aside, "parked"),
        (clock_on_nothing, "clocks"),
    ],
)
def test_what_does_not_agree_is_found(spoil: Callable[[Ledger, Evidence], None], kind: str) -> None:
    ledger, evidence = make_account()
    spoil(ledger, evidence)
    assert violations(ledger, evidence)[kind]


def test_a_record_that_comes_again_is_counted_and_is_no_violation() -> None:
    ledger, evidence = make_account()
    evidence.logged.append(replace(evidence.logged[0], offset=1))
    assert redelivered(evidence) == 1
    assert not any(violations(ledger, evidence).values())


def test_a_change_whose_first_answer_was_lost_is_told_once_by_the_request_that_made_it() -> None:
    ledger, evidence = make_account()
    ledger.accepted.append(changed_household())
    ledger.asked.add("unanswered")
    evidence.logged += [told_of_change("debts"), told_of_change("income"), gap_after_change()]
    evidence.tables["leads", "inbox"] = [{"id": evidence.logged[-1].envelope.id}]
    (lead,) = evidence.tables["leads", "lead"]
    evidence.tables["leads", "lead"] = [{**lead, "status": "qualified"}]
    found = violations(ledger, evidence)
    assert found == {kind: [] for kind in found}
