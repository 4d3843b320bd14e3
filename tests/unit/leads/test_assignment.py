"""Who gets a lead, decided without a database."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.leads.domain.assignment import AssignmentRule, Candidate, Newcomer, choose, fits

TODAY = date(2026, 3, 2)
ANYBODY = AssignmentRule("anybody")


def make_agent(number: int, **different: Any) -> Candidate:
    facts: dict[str, Any] = {
        "id": UUID(int=number),
        "team_id": None,
        "level": 3,
        "territories": (),
        "segments": (),
        "open_leads": 0,
        "most_open_leads": 10,
        "last_assigned_at": None,
        "valid_from": date(2025, 1, 1),
        "valid_to": None,
    }
    return Candidate(**(facts | different))


def chosen(agents: list[Candidate], lead: Newcomer | None = None, *rules: AssignmentRule) -> int | None:
    choice = choose(rules or (ANYBODY,), lead or Newcomer("person"), agents, on=TODAY)
    return None if choice is None else choice.agent.id.int


def at(hour: int) -> datetime:
    return datetime(2026, 3, 1, hour, tzinfo=UTC)


def test_the_fewest_open_leads_decide_then_who_has_waited_longest_then_the_id() -> None:
    busy = make_agent(1, open_leads=3)
    lately = make_agent(2, open_leads=2, last_assigned_at=at(9))
    earlier = make_agent(3, open_leads=2, last_assigned_at=at(8))
    never = make_agent(4, open_leads=2)
    assert chosen([busy, lately]) == 2
    assert chosen([busy, lately, earlier]) == 3
    assert chosen([busy, lately, earlier, never]) == 4
    assert chosen([make_agent(9), make_agent(5), make_agent(7)]) == 5


@pytest.mark.parametrize(
    "different",
    [
        {"open_leads": 10},
        {"most_open_leads": 0},
        {"level": 2},
        {"territories": ("31",)},
        {"segments": ("firm",)},
        {"valid_from": date(2026, 3, 3)},
        {"valid_to": date(2026, 3, 1)},
        {"team_id": UUID(int=8)},
    ],
)
def test_an_agent_who_may_not_take_a_lead_is_passed_over(different: dict[str, Any]) -> None:
    lead = Newcomer("person", "110105", team_id=UUID(int=7))
    rule = AssignmentRule("third level", least_level=3)
    fitting = make_agent(2, team_id=UUID(int=7), open_leads=5)
    unfit = make_agent(1, **({"team_id": UUID(int=7)} | different))
    assert chosen([unfit, fitting], lead, rule) == 2
    assert chosen([unfit], lead, rule) is None


def test_the_first_rule_that_fits_and_has_an_agent_decides() -> None:
    beijing = AssignmentRule("Beijing", regions=("11",))
    campaign = AssignmentRule("campaign", campaigns=(UUID(int=50),))
    agents = [make_agent(1)]
    for lead, place in (
        (Newcomer("person", "110105", UUID(int=50)), 1),
        (Newcomer("person", "310101", UUID(int=50)), 2),
        (Newcomer("person", "310101"), 3),
        (Newcomer("person"), 3),
    ):
        choice = choose((beijing, campaign, ANYBODY), lead, agents, on=TODAY)
        assert choice is not None
        assert choice.place == place
    assert choose((), Newcomer("person"), agents, on=TODAY) is None


def test_a_lead_without_a_region_lies_in_no_territory() -> None:
    assert not fits(AssignmentRule("Beijing", regions=("11",)), Newcomer("person"))
    assert chosen([make_agent(1, territories=("11",))], Newcomer("person")) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_nobody_is_chosen_over_one_with_room_who_has_less_to_do(loads: list[tuple[int, int]]) -> None:
    agents = [
        make_agent(number, open_leads=load, most_open_leads=most) for number, (load, most) in enumerate(loads)
    ]
    room = [agent for agent in agents if agent.open_leads < agent.most_open_leads]
    found = chosen(agents)
    assert (found is None) == (not room)
    if found is not None:
        assert agents[found].open_leads == min(agent.open_leads for agent in room)
