"""What is covered on which day."""

from datetime import date, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.claims.domain.cover import (
    CoverDecision,
    OverduePremium,
    PolicyFacts,
    Suspension,
    cover_on,
    payable_amount,
    waiting_last_day,
)
from shared.jurisdictions import Jurisdiction
from shared.money import Money

CN = Jurisdiction.load("cn")
OVERDUE = OverduePremium(
    due_on=date(2026, 5, 31), grace_last_day=date(2026, 7, 30), amount=Money.of("3796.50")
)


def make_policy(**facts: Any) -> PolicyFacts:
    policy: dict[str, Any] = {
        "line": "critical_illness",
        "effective_on": date(2026, 3, 1),
        "ends_on": None,
    }
    return PolicyFacts(**{**policy, **facts})


def deciding(on: date, cause: Literal["illness", "accident"] = "illness", **facts: Any) -> CoverDecision:
    return cover_on(CN, make_policy(**facts), cause=cause, happened_on=on).result


def test_an_illness_of_29_may_pays_nothing_refunds_the_premiums_and_ends_the_contract() -> None:
    assert deciding(date(2026, 5, 29)) == CoverDecision(
        payable=False, reason="WAITING_PERIOD", refund_premiums=True, contract_ends=True
    )


def test_an_accident_of_10_march_is_payable() -> None:
    assert deciding(date(2026, 3, 10), "accident") == CoverDecision(payable=True, reason="COVERED")


def test_an_illness_of_31_may_is_payable() -> None:
    assert deciding(date(2026, 5, 31)) == CoverDecision(payable=True, reason="COVERED")


def test_an_illness_of_30_may_is_not_payable_until_a_person_decides() -> None:
    answer = cover_on(CN, make_policy(), cause="illness", happened_on=date(2026, 5, 30))
    assert answer.result == CoverDecision(payable=False, reason="WAITING_BOUNDARY_DAY", manual_review=True)
    assert answer.because[0].version == "waiting_period@1995-10-01"
    assert answer.because[0].inputs["last_day"] == "2026-05-30"
    assert answer.caveats == ["BOUNDARY_DAY_IS_AMBIGUOUS", "NO_PROMISE"]


def test_a_claim_of_30_july_is_payable_less_arrears() -> None:
    decision = deciding(date(2026, 7, 30), effective_on=date(2025, 5, 31), overdue=(OVERDUE,))
    assert decision == CoverDecision(payable=True, reason="COVERED_IN_GRACE", arrears=Money.of("3796.50"))
    assert payable_amount(Money.of("500000.00"), decision) == Money.of("496203.50")


def test_a_claim_of_31_july_is_not_covered() -> None:
    decision = deciding(date(2026, 7, 31), effective_on=date(2025, 5, 31), overdue=(OVERDUE,))
    assert decision == CoverDecision(payable=False, reason="SUSPENDED")
    assert payable_amount(Money.of("500000.00"), decision) == Money.zero()


def test_on_the_due_date_nothing_is_overdue_yet() -> None:
    decision = deciding(date(2026, 5, 31), effective_on=date(2025, 5, 31), overdue=(OVERDUE,))
    assert (decision.reason, decision.arrears) == ("COVERED", Money.zero())


def test_a_premium_paid_within_grace_leaves_no_arrears_and_no_gap() -> None:
    paid = OVERDUE.model_copy(update={"paid_on": date(2026, 7, 20)})
    for day in (date(2026, 7, 10), date(2026, 7, 31)):
        decision = deciding(day, effective_on=date(2025, 5, 31), overdue=(paid,))
        assert (decision.reason, decision.arrears) == ("COVERED", Money.zero())


def test_a_premium_paid_after_grace_covers_again_only_by_reinstatement() -> None:
    late = OVERDUE.model_copy(update={"paid_on": date(2026, 9, 5)})
    facts: dict[str, Any] = {"effective_on": date(2025, 5, 31), "overdue": (late,)}
    assert deciding(date(2026, 10, 1), "accident", **facts).reason == "SUSPENDED"
    back = Suspension(suspended_on=date(2026, 7, 31), reinstated_on=date(2026, 9, 5))
    assert deciding(date(2026, 9, 4), "accident", **facts, suspensions=(back,)).reason == "SUSPENDED"
    assert deciding(date(2026, 9, 5), "accident", **facts, suspensions=(back,)).reason == "COVERED"


def test_reinstatement_starts_the_waiting_period_again_for_what_comes_after_it() -> None:
    back = Suspension(suspended_on=date(2027, 1, 1), reinstated_on=date(2027, 2, 1))
    assert deciding(date(2026, 8, 1), suspensions=(back,)).reason == "COVERED"
    assert deciding(date(2027, 3, 1), suspensions=(back,)).reason == "WAITING_PERIOD"
    assert deciding(date(2027, 5, 2), suspensions=(back,)).reason == "WAITING_BOUNDARY_DAY"
    assert deciding(date(2027, 5, 3), suspensions=(back,)).reason == "COVERED"


@pytest.mark.parametrize(
    ("facts", "on", "reason"),
    [
        ({}, date(2026, 2, 28), "NOT_YET_IN_FORCE"),
        ({"ends_on": date(2027, 2, 28)}, date(2027, 2, 28), "COVERED"),
        ({"ends_on": date(2027, 2, 28)}, date(2027, 3, 1), "EXPIRED"),
        ({"ended_on": date(2026, 9, 1)}, date(2026, 8, 31), "COVERED"),
        ({"ended_on": date(2026, 9, 1)}, date(2026, 9, 1), "ENDED"),
        ({"suspensions": (Suspension(suspended_on=date(2026, 8, 1)),)}, date(2026, 8, 1), "SUSPENDED"),
        ({"line": "medical_million"}, date(2026, 3, 31), "WAITING_BOUNDARY_DAY"),
        ({"line": "medical_million", "renewal": True}, date(2026, 3, 2), "COVERED"),
        ({"waiting_days": 0}, date(2026, 3, 1), "COVERED"),
        ({"waiting_days": 180}, date(2026, 8, 28), "WAITING_BOUNDARY_DAY"),
        ({"waiting_counts_start_day": True}, date(2026, 5, 30), "COVERED"),
        ({"line": "property"}, date(2026, 3, 1), "COVERED"),
    ],
)
def test_each_day_has_its_reason(facts: dict[str, Any], on: date, reason: str) -> None:
    assert deciding(on, **facts).reason == reason


def test_arrears_never_make_a_benefit_negative() -> None:
    decision = CoverDecision(payable=True, reason="COVERED_IN_GRACE", arrears=Money.of("3796.50"))
    assert payable_amount(Money.of("1000.00"), decision) == Money.zero()


def test_the_waiting_day_can_be_asked_for() -> None:
    answer = waiting_last_day(CN, make_policy(), happened_on=date(2026, 4, 1))
    assert answer.result == date(2026, 5, 30)
    accident = make_policy(line="accident")
    assert waiting_last_day(CN, accident, happened_on=date(2026, 4, 1)).result is None


@given(st.integers(-30, 1200), st.sampled_from(["illness", "accident"]), st.booleans(), st.booleans())
def test_what_is_not_payable_never_deducts_and_what_is_never_refunds(
    day: int, cause: Literal["illness", "accident"], overdue: bool, suspended: bool
) -> None:
    facts: dict[str, Any] = {
        "overdue": (OVERDUE,) if overdue else (),
        "suspensions": (Suspension(suspended_on=date(2027, 6, 1), reinstated_on=date(2027, 9, 1)),)
        if suspended
        else (),
    }
    decision = deciding(date(2026, 3, 1) + timedelta(days=day), cause, **facts)
    assert decision.payable or not decision.arrears
    assert not (decision.payable and (decision.refund_premiums or decision.contract_ends))
    assert not (decision.payable and decision.manual_review)
    assert decision.payable is (decision.reason in {"COVERED", "COVERED_IN_GRACE"})
