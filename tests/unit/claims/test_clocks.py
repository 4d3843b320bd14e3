"""The insurer's clocks on a claim, to the day, with and without a pause."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.claims.domain.caveats import CAVEATS
from services.claims.domain.clocks import (
    ClaimClocks,
    ClaimFacts,
    Supplement,
    asked_too_late,
    claim_clocks,
    limitation_last_day,
)
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
RECEIVED = date(2026, 4, 1)


def make_supplement(arrived: int, materials: int | None, *items: str) -> Supplement:
    return Supplement(
        items=items or ("first_visit_record",),
        notice_arrived_on=RECEIVED + timedelta(days=arrived),
        materials_arrived_on=None if materials is None else RECEIVED + timedelta(days=materials),
    )


def running(**facts: Any) -> ClaimClocks:
    return claim_clocks(CN, ClaimFacts(**{"received_on": RECEIVED, **facts})).result


def due(**facts: Any) -> dict[str, date | None]:
    return {clock.name.value: clock.due_on for clock in running(**facts).clocks}


def test_a_claim_with_all_materials_on_1_april_starts_three_clocks() -> None:
    # 2026-04-04 to 04-06 are the Qingming holiday.
    assert due() == {
        "simple_decision": date(2026, 4, 9),
        "complex_decision": date(2026, 5, 1),
        "interim_payment": date(2026, 5, 31),
    }


def test_a_refusal_of_20_april_is_explained_in_writing_by_the_23rd() -> None:
    assert due(refused_on=date(2026, 4, 20))["refusal_letter"] == date(2026, 4, 23)


def test_what_was_agreed_on_22_april_is_paid_by_2_may() -> None:
    assert due(agreed_on=date(2026, 4, 22))["payment"] == date(2026, 5, 2)


def test_each_clock_names_its_rule() -> None:
    answer = claim_clocks(CN, ClaimFacts(received_on=RECEIVED, refused_on=date(2026, 4, 20)))
    assert [reason.rule for reason in answer.because] == [
        "claim.decision.simple",
        "claim.decision.complex",
        "claim.interim_payment",
        "claim.refusal_letter",
        "claim.supplement",
    ]
    assert "NO_PROMISE" in answer.caveats


def test_clocks_stand_still_from_the_notice_to_the_materials() -> None:
    # Out from 04-05 to 04-15: ten of the thirty days, and three working days that were left.
    paused = due(supplements=(make_supplement(4, 14),))
    assert paused["complex_decision"] == date(2026, 5, 11)
    assert paused["simple_decision"] == date(2026, 4, 20)
    assert paused["interim_payment"] == date(2026, 5, 31)


def test_two_pauses_add_up_and_overlapping_ones_count_once() -> None:
    apart = due(supplements=(make_supplement(2, 5), make_supplement(10, 20)))
    assert apart["complex_decision"] == date(2026, 5, 14)
    overlapping = due(supplements=(make_supplement(2, 8), make_supplement(5, 12)))
    assert overlapping["complex_decision"] == date(2026, 5, 11)


def test_while_materials_are_out_a_decision_has_no_last_day() -> None:
    clocks = running(supplements=(make_supplement(4, None),))
    assert clocks.paused
    assert due(supplements=(make_supplement(4, None),))["complex_decision"] is None
    assert not any(clock.overdue(date(2030, 1, 1)) for clock in clocks.clocks if clock.due_on is None)


def test_a_notice_after_the_last_day_pauses_nothing() -> None:
    late = due(supplements=(make_supplement(30, None),))
    assert late["complex_decision"] == date(2026, 5, 1)
    assert due(supplements=(make_supplement(29, None),))["complex_decision"] is None


def test_a_clock_is_overdue_the_day_after_its_last() -> None:
    simple = next(clock for clock in running().clocks if clock.name == "simple_decision")
    assert not simple.overdue(date(2026, 4, 9))
    assert simple.overdue(date(2026, 4, 10))


def test_an_item_first_asked_for_in_a_second_notice_is_flagged() -> None:
    supplements = (
        make_supplement(2, 5, "first_visit_record", "diagnosis"),
        make_supplement(10, None, "diagnosis", "itemised_bill"),
    )
    answer = claim_clocks(CN, ClaimFacts(received_on=RECEIVED, supplements=supplements))
    assert answer.result.supplement_not_once == ("itemised_bill",)
    assert "SUPPLEMENT_NOT_ONCE" in answer.caveats
    assert answer.because[-1].rule == "claim.supplement"


def test_the_order_in_which_notices_are_listed_does_not_matter() -> None:
    first = make_supplement(2, 5, "diagnosis")
    second = make_supplement(10, None, "itemised_bill")
    assert asked_too_late([second, first], notices=1) == ("itemised_bill",)


def test_one_notice_or_a_repeated_item_is_not_flagged() -> None:
    once = make_supplement(2, 5, "diagnosis", "itemised_bill")
    assert asked_too_late([], notices=1) == ()
    assert asked_too_late([once], notices=1) == ()
    assert asked_too_late([once, make_supplement(10, None, "diagnosis")], notices=1) == ()
    answer = claim_clocks(CN, ClaimFacts(received_on=RECEIVED, supplements=(once,)))
    assert "SUPPLEMENT_NOT_ONCE" not in answer.caveats


def test_materials_cannot_arrive_before_they_were_asked_for() -> None:
    with pytest.raises(ValidationError):
        make_supplement(5, 4)


def test_an_unpublished_year_is_marked_provisional() -> None:
    answer = claim_clocks(CN, ClaimFacts(received_on=date(2035, 4, 2)))
    assert answer.result.clocks[0].calendar_provisional
    assert not answer.result.clocks[1].calendar_provisional
    assert "CALENDAR_PROVISIONAL" in answer.caveats


@pytest.mark.parametrize(
    ("line", "last_day"),
    [
        ("term_life", date(2031, 4, 1)),
        ("annuity", date(2031, 4, 1)),
        ("critical_illness", date(2028, 4, 1)),
        ("accident", date(2028, 4, 1)),
    ],
)
def test_life_claims_lapse_after_five_years_and_others_after_two(line: str, last_day: date) -> None:
    assert limitation_last_day(CN, line=line, known_on=RECEIVED).result == last_day


@given(st.dates(date(2015, 1, 1), date(2026, 6, 1)), st.integers(0, 29), st.integers(0, 60))
def test_a_pause_moves_the_thirty_days_by_exactly_its_length(received: date, after: int, long: int) -> None:
    arrived = received + timedelta(days=after)
    out = Supplement(
        items=("diagnosis",), notice_arrived_on=arrived, materials_arrived_on=arrived + timedelta(days=long)
    )
    clocks = claim_clocks(CN, ClaimFacts(received_on=received, supplements=(out,))).result.clocks
    assert clocks[1].due_on == received + timedelta(days=30 + long)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_pauses_only_ever_lengthen_and_in_any_order(pauses: list[tuple[int, int]], chance: Any) -> None:
    supplements = [make_supplement(start, start + length) for start, length in pauses]
    shuffled = list(supplements)
    chance.shuffle(shuffled)
    assert due(supplements=tuple(shuffled)) == due(supplements=tuple(supplements))
    for name, day in due(supplements=tuple(supplements)).items():
        without = due()[name]
        assert day is not None
        assert without is not None
        assert day >= without


def test_every_caveat_speaks_both_languages() -> None:
    assert all(set(texts) == {"zh-CN", "en"} for texts in CAVEATS.values())
