"""The law of disclosure: what may still be done about a breach, and until when."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.underwriting.domain.disclosure import (
    Rescission,
    cross_check,
    misstated_age,
    recall_from,
    rescission,
    suicide_exclusion_last_day,
)
from shared.jurisdictions import Jurisdiction
from shared.money import Money

CN = Jurisdiction.load("cn")
CONCLUDED = date(2024, 2, 29)


def rescinding(**facts: Any) -> Rescission:
    given_facts = {"concluded_on": CONCLUDED, "known_on": date(2025, 1, 10), "on": date(2025, 1, 20)}
    return rescission(CN, **{**given_facts, **facts}).result


def test_an_insurer_may_rescind_within_thirty_days_of_knowing() -> None:
    assert rescinding(on=date(2025, 2, 9)).may_rescind
    assert rescinding().last_day == date(2025, 2, 9)
    lapsed = rescinding(on=date(2025, 2, 10))
    assert (lapsed.may_rescind, lapsed.reason, lapsed.pays_earlier_loss) == (False, "LAPSED", True)


def test_two_years_after_conclusion_nothing_can_be_contested() -> None:
    late = rescinding(known_on=date(2026, 2, 20), on=date(2026, 2, 28))
    assert (late.may_rescind, late.last_day) == (True, date(2026, 2, 28))
    assert not rescinding(known_on=date(2026, 2, 20), on=date(2026, 3, 1)).may_rescind


def test_knowing_of_it_only_after_two_years_is_too_late() -> None:
    too_late = rescinding(known_on=date(2026, 3, 1), on=date(2026, 3, 1))
    assert (too_late.may_rescind, too_late.reason, too_late.last_day) == (False, "KNOWN_TOO_LATE", None)


def test_an_insurer_that_does_not_know_yet_has_two_years() -> None:
    assert rescinding(known_on=None).last_day == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"known_at_conclusion": True}, "KNOWN_AT_CONCLUSION"),
        ({"premium_taken_knowingly": True}, "PREMIUM_TAKEN_KNOWINGLY"),
        ({"fault": "none"}, "NO_FAULT"),
        ({"fault": "gross_negligence", "influenced_seriously": False}, "NO_FAULT"),
    ],
)
def test_some_insurers_never_may(facts: dict[str, Any], reason: str) -> None:
    refused = rescinding(**facts)
    assert (refused.may_rescind, refused.reason, refused.last_day) == (False, reason, None)
    assert refused.pays_earlier_loss


def test_intent_forfeits_the_premium_and_gross_negligence_does_not() -> None:
    assert not rescinding(fault="intent").refunds_premium
    assert not rescinding(fault="intent").pays_earlier_loss
    assert rescinding(fault="gross_negligence").refunds_premium
    assert not rescinding(fault="gross_negligence").pays_earlier_loss


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 2000), st.integers(0, 2000))
def test_the_right_to_rescind_never_outlives_two_years(concluded: date, known: int, later: int) -> None:
    def day(n: int) -> date:
        return date.fromordinal(concluded.toordinal() + n)

    answer = rescinding(concluded_on=concluded, known_on=day(known), on=day(known + later))
    assert not answer.may_rescind or known + later <= 731


def test_the_suicide_clock_starts_again_at_reinstatement() -> None:
    first = suicide_exclusion_last_day(CN, concluded_on=date(2026, 3, 1))
    assert first.result == date(2028, 3, 1)
    again = suicide_exclusion_last_day(CN, concluded_on=date(2026, 3, 1), reinstated_on=date(2027, 1, 5))
    assert again.result == date(2029, 1, 5)


@pytest.mark.parametrize(
    ("paid", "due", "benefit", "refund"),
    [
        ("800.00", "1000.00", "400000.00", "0.00"),
        ("1000.00", "3000.00", "166666.67", "0.00"),
        ("1200.00", "1000.00", "500000.00", "200.00"),
        ("1000.00", "1000.00", "500000.00", "0.00"),
    ],
)
def test_a_misstated_age_within_the_limits_is_made_good_in_proportion(
    paid: str, due: str, benefit: str, refund: str
) -> None:
    answer = misstated_age(
        CN,
        concluded_on=CONCLUDED,
        within_age_limits=True,
        rescission_open=True,
        benefit=Money.of("500000.00"),
        premium_paid=Money.of(paid),
        premium_due=Money.of(due),
    ).result
    assert not answer.may_rescind
    assert answer.benefit == Money.of(benefit)
    assert answer.premium_to_refund == Money.of(refund)


@pytest.mark.parametrize(("within", "still_open", "may"), [(False, True, True), (False, False, False)])
def test_a_misstated_age_outside_the_limits_may_rescind_while_that_is_open(
    within: bool, still_open: bool, may: bool
) -> None:
    answer = misstated_age(
        CN,
        concluded_on=CONCLUDED,
        within_age_limits=within,
        rescission_open=still_open,
        benefit=Money.of("500000.00"),
        premium_paid=Money.of("1000.00"),
        premium_due=Money.of("1000.00"),
    ).result
    assert answer.may_rescind is may


def test_abnormal_examinations_are_recalled_for_two_years() -> None:
    assert recall_from(CN, on=date(2026, 6, 1)).result == date(2024, 6, 1)


def test_a_questionnaire_is_checked_against_the_reports_both_ways() -> None:
    answer = cross_check(
        CN,
        asked=["thyroid_nodule", "blood_pressure", "common_cold"],
        declared=["blood_pressure", "common_cold", "family_history"],
        reported=["thyroid_nodule", "blood_pressure", "fever", "gastritis"],
        on=date(2026, 6, 1),
    )
    assert answer.result.concealed == ("thyroid_nodule",)
    assert answer.result.over_disclosed == ("common_cold", "family_history")
