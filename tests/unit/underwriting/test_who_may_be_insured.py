"""Minors, insurable interest, consent, and how much cover an income carries."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.underwriting.domain.financial import financial_limit
from services.underwriting.domain.interest import (
    insurable_interest,
    require_death_cover_consent,
    require_insurable_interest,
)
from services.underwriting.domain.minors import DeathBenefit, minor_allowance, require_within_minor_cap
from services.underwriting.domain.occupations import occupation_change
from services.underwriting.domain.problems import (
    InsuredConsentRequired,
    MinorDeathCap,
    NoInsurableInterest,
    ParentConsentRequired,
)
from shared.jurisdictions import Jurisdiction
from shared.money import Money

CN = Jurisdiction.load("cn")
ON = date(2026, 6, 1)
BORN = date(2018, 3, 10)


def make_benefit(amount: str, **facts: Any) -> DeathBenefit:
    return DeathBenefit(amount=Money.of(amount), **facts)


def test_an_eight_year_old_with_150_000_of_cover_may_have_50_000_more() -> None:
    answer = minor_allowance(
        CN, birth_date=BORN, on=ON, held=[make_benefit("150000.00")], asked=[make_benefit("100000.00")]
    )
    assert answer.result.age == 8
    assert answer.result.cap == Money.of("200000.00")
    assert answer.result.max_new == Money.of("50000.00")
    assert not answer.result.within
    with pytest.raises(MinorDeathCap) as refused:
        require_within_minor_cap(answer.result, at="/sum_insured")
    assert refused.value.values["max_new"] == "50000.00"
    assert refused.value.pointer == "/sum_insured"
    assert "50000.00" in refused.value.message("zh-CN")


def test_exactly_the_cap_may_be_taken() -> None:
    allowance = minor_allowance(
        CN, birth_date=BORN, on=ON, held=[make_benefit("150000.00")], asked=[make_benefit("50000.00")]
    ).result
    assert allowance.within
    require_within_minor_cap(allowance)


@pytest.mark.parametrize("kind", ["air_accident", "natural_disaster", "premiums_paid", "account_value"])
def test_what_the_rule_does_not_count_is_ignored(kind: str) -> None:
    extra = make_benefit("1000000.00", kind=kind)
    answer = minor_allowance(
        CN,
        birth_date=BORN,
        on=ON,
        held=[make_benefit("150000.00"), extra],
        asked=[make_benefit("50000.00"), extra],
    )
    assert answer.result.within
    assert answer.result.held == Money.of("150000.00")


@pytest.mark.parametrize(
    ("on", "cap"),
    [
        (date(2028, 3, 9), "200000.00"),
        (date(2028, 3, 10), "500000.00"),
        (date(2036, 3, 9), "500000.00"),
        (date(2036, 3, 10), None),
    ],
)
def test_the_cap_rises_at_ten_and_ends_at_eighteen(on: date, cap: str | None) -> None:
    allowance = minor_allowance(CN, birth_date=BORN, on=on, asked=[make_benefit("9000000.00")]).result
    assert allowance.cap == (None if cap is None else Money.of(cap))
    assert allowance.within is (cap is None)


def test_a_cap_that_is_already_exceeded_leaves_nothing() -> None:
    allowance = minor_allowance(CN, birth_date=BORN, on=ON, held=[make_benefit("300000.00")]).result
    assert allowance.max_new == Money.zero()
    assert allowance.within


def test_a_negative_benefit_cannot_make_room() -> None:
    with pytest.raises(ValidationError):
        make_benefit("-1.00")


def test_a_grandparent_needs_a_parents_consent() -> None:
    with pytest.raises(ParentConsentRequired):
        require_death_cover_consent(CN, birth_date=BORN, on=ON, insured_is="dependant")
    accepted = require_death_cover_consent(
        CN, birth_date=BORN, on=ON, insured_is="dependant", parent_consents=True
    )
    assert accepted.because[0].rule == "minors.death_cover"


def test_a_parent_needs_nobodys_consent_for_a_minor_child() -> None:
    assert require_death_cover_consent(CN, birth_date=BORN, on=ON, insured_is="child").result


def test_an_adult_consents_to_death_cover_on_him_unless_he_takes_it_himself() -> None:
    adult = date(1990, 1, 1)
    assert require_death_cover_consent(CN, birth_date=adult, on=ON, insured_is="self").result
    with pytest.raises(InsuredConsentRequired):
        require_death_cover_consent(CN, birth_date=adult, on=ON, insured_is="child")
    assert require_death_cover_consent(
        CN, birth_date=adult, on=ON, insured_is="child", insured_consents=True
    ).result


def test_on_the_eighteenth_birthday_a_parents_word_is_no_longer_enough() -> None:
    born = date(2008, 6, 2)
    assert require_death_cover_consent(CN, birth_date=born, on=date(2026, 6, 1), insured_is="child").result
    with pytest.raises(InsuredConsentRequired):
        require_death_cover_consent(
            CN, birth_date=born, on=date(2026, 6, 2), insured_is="child", parent_consents=True
        )


@pytest.mark.parametrize("insured_is", ["self", "spouse", "child", "parent", "dependant", "employee"])
def test_family_and_employees_may_be_insured(insured_is: Any) -> None:
    assert insurable_interest(CN, insured_is=insured_is, insured_consents=False, on=ON).result


def test_anybody_else_must_consent() -> None:
    with pytest.raises(NoInsurableInterest):
        require_insurable_interest(CN, insured_is="other", insured_consents=False, on=ON)
    assert require_insurable_interest(CN, insured_is="other", insured_consents=True, on=ON).result


@pytest.mark.parametrize(
    ("age", "limit"),
    [
        (35, "6000000.00"),
        (36, "4500000.00"),
        (45, "4500000.00"),
        (46, "3000000.00"),
        (55, "3000000.00"),
        (56, "1500000.00"),
        (65, "1500000.00"),
    ],
)
def test_life_cover_is_a_multiple_of_income_by_age(age: int, limit: str) -> None:
    answer = financial_limit(
        CN,
        column="life",
        age=age,
        annual_income=Money.of("300000.00"),
        held=Money.zero(),
        asked=Money.of(limit),
        on=ON,
    )
    assert answer.result.limit == Money.of(limit)
    assert answer.result.outcome == "STANDARD"


@pytest.mark.parametrize(
    ("column", "age", "income", "limit"),
    [
        ("critical_illness", 30, "300000.00", "3000000.00"),
        ("accident", 30, "300000.00", "6000000.00"),
        ("life", 30, "0.00", "500000.00"),
        ("critical_illness", 30, "0.00", "0.00"),
        ("life", 66, "300000.00", None),
        ("life", 66, "0.00", "500000.00"),
    ],
)
def test_more_than_an_income_carries_goes_to_a_person(
    column: str, age: int, income: str, limit: str | None
) -> None:
    over = Money.of(limit or "0.00") + Money.of("0.01")
    answer = financial_limit(
        CN, column=column, age=age, annual_income=Money.of(income), held=over, asked=Money.zero(), on=ON
    )
    assert answer.result.limit == (None if limit is None else Money.of(limit))
    assert answer.result.outcome == "MANUAL"
    assert answer.result.documents == ("income_proof",)


def test_medical_cover_has_no_financial_limit() -> None:
    answer = financial_limit(
        CN,
        column="medical",
        age=30,
        annual_income=Money.zero(),
        held=Money.zero(),
        asked=Money.of("6000000.00"),
        on=ON,
    )
    assert (answer.result.limit, answer.result.outcome) == (None, "STANDARD")


def test_a_riskier_occupation_is_notified_and_underwritten_anew() -> None:
    change = occupation_change(CN, before="1", after="5", on=ON).result
    assert (change.notify_insurer, change.risk_rose) == (True, True)
    assert change.verdicts["life"].rating_percent == 50
    same = occupation_change(CN, before="4", after="4", on=ON).result
    assert (same.notify_insurer, same.risk_rose) == (False, False)
    safer = occupation_change(CN, before="uninsurable", after="1", on=ON).result
    assert (safer.notify_insurer, safer.risk_rose) == (True, False)


@given(st.integers(0, 30_000_000), st.integers(0, 30_000_000))
def test_what_a_minor_may_still_have_never_passes_the_cap(held: int, asked: int) -> None:
    allowance = minor_allowance(
        CN, birth_date=BORN, on=ON, held=[make_benefit(str(held))], asked=[make_benefit(str(asked))]
    ).result
    assert allowance.cap is not None
    assert allowance.within is (asked == 0 or held + asked <= 200_000)
