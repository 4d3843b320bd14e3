"""The states of a claim, every step that is not allowed, and what a client sees of them."""

from datetime import date

import pytest

from services.claims.domain.lifecycle import FOLLOWING, State, advance, progress, steps_to
from services.claims.domain.problems import ClaimState
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
INCIDENT = date(2026, 9, 17)

LEGAL = {
    ("reported", "collecting"),
    ("reported", "withdrawn"),
    ("collecting", "submitted"),
    ("collecting", "withdrawn"),
    ("submitted", "supplement_requested"),
    ("submitted", "investigating"),
    ("submitted", "disputed"),
    ("submitted", "withdrawn"),
    ("supplement_requested", "submitted"),
    ("supplement_requested", "disputed"),
    ("supplement_requested", "withdrawn"),
    ("investigating", "decided_pay"),
    ("investigating", "decided_partial"),
    ("investigating", "decided_refuse"),
    ("investigating", "disputed"),
    ("investigating", "withdrawn"),
    ("decided_pay", "agreed"),
    ("decided_pay", "disputed"),
    ("decided_partial", "agreed"),
    ("decided_partial", "disputed"),
    ("decided_refuse", "closed"),
    ("decided_refuse", "disputed"),
    ("agreed", "paid"),
    ("agreed", "disputed"),
    ("paid", "closed"),
    ("disputed", "decided_pay"),
    ("disputed", "decided_partial"),
    ("disputed", "decided_refuse"),
    ("disputed", "agreed"),
    ("disputed", "closed"),
    ("disputed", "withdrawn"),
}


@pytest.mark.parametrize(("state", "following"), sorted(LEGAL))
def test_a_legal_step_is_taken(state: str, following: str) -> None:
    assert advance(State(state), State(following)) == following


@pytest.mark.parametrize(
    ("state", "following"),
    [(state, following) for state in State for following in State if (state, following) not in LEGAL],
)
def test_every_other_step_is_refused(state: State, following: State) -> None:
    with pytest.raises(ClaimState) as refused:
        advance(state, following)
    assert refused.value.values == {"state": state.value, "following": following.value}


def test_a_claim_goes_its_way_to_the_end() -> None:
    way = [
        "reported",
        "collecting",
        "submitted",
        "supplement_requested",
        "submitted",
        "investigating",
        "decided_pay",
        "agreed",
        "paid",
        "closed",
    ]
    state = State(way[0])
    for following in way[1:]:
        state = advance(state, State(following))
    assert state.final


def test_final_states_are_those_that_nothing_leaves() -> None:
    assert {state for state in State if state.final} == {State.CLOSED, State.WITHDRAWN}
    assert set(FOLLOWING) == set(State)


def test_an_insurer_may_decide_without_saying_that_it_looked() -> None:
    assert steps_to(State.SUBMITTED, State.DECIDED_PAY) == (State.INVESTIGATING, State.DECIDED_PAY)
    assert steps_to(State.INVESTIGATING, State.DECIDED_PAY) == (State.DECIDED_PAY,)


def test_an_insurer_may_pay_what_it_decided_without_waiting_for_a_word() -> None:
    assert steps_to(State.DECIDED_PARTIAL, State.PAID) == (State.AGREED, State.PAID)


@pytest.mark.parametrize(
    ("state", "reported"),
    [
        (State.SUBMITTED, State.PAID),
        (State.DECIDED_REFUSE, State.PAID),
        (State.REPORTED, State.DECIDED_PAY),
        (State.CLOSED, State.PAID),
        (State.PAID, State.PAID),
    ],
)
def test_more_than_that_an_insurer_cannot_skip(state: State, reported: State) -> None:
    with pytest.raises(ClaimState):
        steps_to(state, reported)


@pytest.mark.parametrize("state", list(State))
def test_a_client_sees_exactly_one_current_step_in_both_languages(state: State) -> None:
    steps = progress(CN, state, incident_on=INCIDENT)
    statuses = [step.status for step in steps]
    assert statuses.count("current") == 1
    here = statuses.index("current")
    assert set(statuses[:here]) <= {"done"}
    assert set(statuses[here + 1 :]) <= {"ahead"}
    assert all(set(step.text) == {"zh-CN", "en"} for step in steps)


def test_a_request_for_documents_is_part_of_being_submitted() -> None:
    steps = progress(CN, State.SUPPLEMENT_REQUESTED, incident_on=INCIDENT)
    assert next(step.code for step in steps if step.status == "current") == "submitted"
