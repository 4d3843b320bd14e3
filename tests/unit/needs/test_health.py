"""Gaps for critical illness, medical costs and accidents, against figures worked out by hand."""

from collections.abc import Sequence
from datetime import date

from services.needs.domain import caveats
from services.needs.domain.gap import Gap
from services.needs.domain.health import accident_gap, critical_illness_gap, medical_gap
from services.needs.domain.household import Cover, Member
from shared.because import Answer
from tests.unit.needs.households import TODAY, make_cover, make_member, make_parameters

CRITICAL_ILLNESS = make_cover("critical_illness", 500_000)
MEDICAL = make_cover("medical_million", 2_000_000)


def critical(covers: Sequence[Cover], income: int | None = 240_000) -> Answer[Gap]:
    parameters = make_parameters()
    return critical_illness_gap(
        make_member(income=income, covers=covers), parameters.critical_illness, parameters.rounding
    )


def medical(*covers: Cover) -> Answer[Gap]:
    parameters = make_parameters()
    return medical_gap(make_member(covers=covers), parameters.medical, parameters.rounding)


def accident(member: Member) -> Answer[Gap]:
    parameters = make_parameters()
    return accident_gap(
        member, parameters.accident, parameters.minor_death_cap, parameters.rounding, on=TODAY
    )


def test_with_two_millions_of_medical_cover_the_critical_illness_gap_is_320_000() -> None:
    assert str(critical([CRITICAL_ILLNESS, MEDICAL]).result.gap) == "320000.00"


def test_without_medical_cover_it_is_520_000() -> None:
    assert str(critical([CRITICAL_ILLNESS]).result.gap) == "520000.00"


def test_a_reimbursement_policy_below_a_million_does_not_pay_most_of_the_treatment() -> None:
    below = make_cover("medical_million", "999999.99")
    assert str(critical([CRITICAL_ILLNESS, below]).result.gap) == "520000.00"
    exactly = make_cover("medical_million", 1_000_000)
    assert str(critical([CRITICAL_ILLNESS, exactly]).result.gap) == "320000.00"


def test_an_income_that_nobody_stated_counts_as_none_and_is_told() -> None:
    answer = critical([], income=None)
    assert str(answer.result.gap) == "300000.00"
    assert caveats.INCOME_NOT_STATED in answer.caveats
    assert caveats.INCOME_NOT_STATED not in critical([], income=0).caveats


def test_without_medical_cover_two_millions_are_missing() -> None:
    assert str(medical().result.gap) == "2000000.00"


def test_one_reimbursement_policy_of_a_million_is_enough() -> None:
    answer = medical(make_cover("medical_million", 1_000_000))
    assert str(answer.result.gap) == "0.00"
    assert [(part.code, str(part.amount)) for part in answer.result.offsets] == [
        ("own_cover", "1000000.00"),
        ("accepted_as_sufficient", "1000000.00"),
    ]
    assert caveats.DUPLICATE_INDEMNITY not in answer.caveats


def test_reimbursement_policies_never_stack_and_a_second_one_is_told() -> None:
    answer = medical(make_cover("medical_million", 600_000), make_cover("group_medical", 500_000))
    assert str(answer.result.gap) == "1400000.00"
    assert caveats.DUPLICATE_INDEMNITY in answer.caveats


def test_a_covered_person_with_two_reimbursement_policies_is_told_too() -> None:
    answer = medical(MEDICAL, MEDICAL)
    assert str(answer.result.gap) == "0.00"
    assert caveats.DUPLICATE_INDEMNITY in answer.caveats


def test_an_adult_needs_ten_incomes_against_accidents() -> None:
    member = make_member(income=240_000, covers=[make_cover("accident", 300_000)])
    assert str(accident(member).result.gap) == "2100000.00"


def test_a_child_needs_no_more_than_may_be_insured_on_his_death() -> None:
    for born, most in [
        (date(2016, 11, 24), "200000.00"),
        (date(2016, 11, 23), "500000.00"),
        (date(2008, 11, 24), "500000.00"),
    ]:
        answer = accident(make_member("c", "child", born=born))
        assert str(answer.result.gap) == most, born
        assert answer.because[0].rule == "minors.death_cap"
        assert caveats.MINOR_DEATH_BENEFIT_IS_LIMITED in answer.caveats


def test_life_cover_on_a_child_uses_up_the_same_limit() -> None:
    covers = [make_cover("accident", 100_000), make_cover("term_life", 50_000)]
    assert (
        str(accident(make_member("c", "child", born=date(2018, 3, 10), covers=covers)).result.gap)
        == "50000.00"
    )


def test_a_child_of_age_is_an_adult_without_income() -> None:
    answer = accident(make_member("c", "child", born=date(2008, 11, 23)))
    assert str(answer.result.need) == "0.00"
    assert caveats.MINOR_DEATH_BENEFIT_IS_LIMITED not in answer.caveats


def test_what_a_minor_may_still_be_insured_for_is_not_rounded_up_beyond_the_cap() -> None:
    child = make_member("c", "child", born=date(2018, 3, 10), covers=[make_cover("accident", 195_000)])
    result = accident(child).result
    assert (str(result.gap), str(result.rounded_up)) == ("5000.00", "5000.00")


def test_cover_that_pays_in_an_air_accident_only_neither_uses_up_the_cap_nor_closes_a_gap() -> None:
    """A13, the gap side: 150,000 of death cover leave 50,000, whatever an air accident would pay beside it."""
    in_the_air = make_cover("accident", 1_000_000, pays_only_for="air_accident")
    covers = [make_cover("term_life", 150_000), in_the_air]
    child = make_member("c", "child", born=date(2018, 3, 10), covers=covers)
    assert str(accident(child).result.gap) == "50000.00"
    adult = make_member(income=240_000, covers=[in_the_air])
    assert str(accident(adult).result.gap) == "2400000.00"


def test_whoever_is_known_to_be_under_age_is_insured_like_a_child() -> None:
    nephew = make_member("n", "other_adult", born=date(2010, 1, 1), income=50_000)
    assert str(accident(nephew).result.gap) == "500000.00"
