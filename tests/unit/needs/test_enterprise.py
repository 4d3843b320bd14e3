"""A firm's gaps, and what insurance takes off its hands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.needs.domain import caveats
from services.needs.domain.enterprise import AnnuityPlan, GroupCover, Property
from services.needs.domain.enterprise_assessment import EnterpriseAssessment, assess_enterprise
from services.needs.domain.gap import Gap
from services.needs.domain.problems import AnnuityCeiling, FigureTooLarge
from shared import risk_transfer
from shared.because import Answer
from shared.money import Money
from shared.risk_transfer import Exposure, transfer_row
from tests.unit.needs.households import TODAY, make_enterprise, make_rules


def make_exposure(loss: int = 800_000, limit: int = 700_000, **others: object) -> Exposure:
    return Exposure.model_validate({"loss": Money.of(loss), "limit": Money.of(limit), **others})


def assessed(on: date = TODAY, **facts: object) -> EnterpriseAssessment:
    return assess_enterprise(make_enterprise(**facts), make_rules(on), on=on)


def only(assessment: EnterpriseAssessment, risk: str) -> Answer[Gap]:
    (found,) = [answer for answer in assessment.gaps if answer.result.risk == risk]
    return found


def test_of_a_loss_of_800_000_a_limit_of_700_000_leaves_100_000_with_the_firm() -> None:
    answer = transfer_row(make_exposure(), make_rules(), on=TODAY)
    row = answer.result
    assert (str(row.insurer_pays), str(row.retained), str(row.ratio)) == ("700000.00", "100000.00", "0.8750")


def test_a_limit_below_the_grant_of_2025_is_told_and_so_is_that_2026_is_not_known() -> None:
    answer = transfer_row(make_exposure(), make_rules(), on=TODAY)
    assert answer.caveats == [
        risk_transfer.EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS,
        risk_transfer.LIMIT_BELOW_DEATH_GRANT,
        risk_transfer.GRANT_OF_AN_EARLIER_YEAR,
    ]
    grant = answer.because[1]
    assert (grant.rule, grant.inputs) == (
        "enterprise.work_death_grant",
        {"year": 2025, "amount": "1083760.00"},
    )


def test_the_grant_is_that_of_the_year_of_the_loss() -> None:
    for on, limit, told in [
        (date(2023, 6, 1), 985_660, []),
        (date(2024, 6, 1), 985_660, [risk_transfer.LIMIT_BELOW_DEATH_GRANT]),
        (date(2025, 6, 1), 1_083_760, []),
    ]:
        answer = transfer_row(make_exposure(limit=limit), make_rules(on), on=on)
        assert answer.caveats[1:] == told, on


def test_an_employer_that_has_not_enrolled_is_told_that_everything_is_his() -> None:
    exposure = make_exposure(limit=2_000_000, enrolled_in_work_injury_fund=False)
    told = transfer_row(exposure, make_rules(), on=TODAY).caveats
    assert risk_transfer.EMPLOYER_BEARS_EVERYTHING_UNTIL_FILED in told
    assert risk_transfer.EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS not in told


def test_the_deductible_comes_off_the_loss_and_never_below_nothing() -> None:
    for deductible, pays, retained in [
        (50_000, "700000.00", "100000.00"),
        (150_000, "650000.00", "150000.00"),
        (900_000, "0.00", "800000.00"),
    ]:
        row = transfer_row(make_exposure(deductible=Money.of(deductible)), make_rules(), on=TODAY).result
        assert (str(row.insurer_pays), str(row.retained)) == (pays, retained)


def test_a_loss_of_nothing_is_no_loss() -> None:
    with pytest.raises(ValidationError):
        make_exposure(loss=0)


def test_each_head_needs_1_200_000_of_employer_liability() -> None:
    gap = only(assessed(liability_limit_per_head="800000"), "employer_liability").result
    assert (str(gap.need), str(gap.gap)) == ("1200000.00", "400000.00")


def test_once_the_grant_exceeds_that_it_is_the_need() -> None:
    rules = make_rules()
    grown = replace(rules.work_death_grant, values={"year": 2027, "amount": Decimal("1250000.00")})
    found = assess_enterprise(make_enterprise(), replace(rules, work_death_grant=grown), on=TODAY)
    assert str(only(found, "employer_liability").result.need) == "1250000.00"


def test_group_cover_is_heads_times_target_less_what_there_is() -> None:
    found = assessed(
        headcount=40,
        group_accident=GroupCover(target_per_head=Money.of(500_000), existing_total=Money.of(2_000_000)),
        group_medical=GroupCover(target_per_head=Money.of(20_000)),
    )
    assert str(only(found, "group_accident").result.gap) == "18000000.00"
    assert str(only(found, "group_medical").result.gap) == "800000.00"


def test_under_insured_property_is_paid_pro_rata_and_excess_cover_is_void() -> None:
    for insured, gap, told in [
        (6_000_000, "4000000.00", [caveats.UNDER_INSURED_PRO_RATA]),
        (10_000_000, "0.00", []),
        (12_000_000, "0.00", [caveats.OVER_INSURED_VOID]),
    ]:
        plant = Property(replacement_value=Money.of(10_000_000), sum_insured=Money.of(insured))
        answer = only(assessed(plant=plant), "property")
        assert (str(answer.result.gap), answer.caveats) == (gap, told)


def make_plan(employer: str, employee: str) -> AnnuityPlan:
    return AnnuityPlan.model_validate({"employer_rate": employer, "employee_rate": employee})


def test_an_enterprise_annuity_lacks_what_the_plan_asks_beyond_today() -> None:
    gap = only(assessed(annual_wages="4000000", annuity=make_plan("0.08", "0.04")), "enterprise_annuity")
    assert str(gap.result.gap) == "320000.00"


@pytest.mark.parametrize(
    ("employer", "employee", "ceiling"), [("0.0801", "0", "8%"), ("0.08", "0.0401", "12%")]
)
def test_an_enterprise_annuity_above_the_ceilings_is_refused(
    employer: str, employee: str, ceiling: str
) -> None:
    with pytest.raises(AnnuityCeiling) as refused:
        assessed(annuity=make_plan(employer, employee))
    assert refused.value.values["ceiling"] == ceiling


def test_a_firms_list_is_ordered_by_the_share_that_is_missing() -> None:
    found = assessed(
        liability_limit_per_head="800000",
        group_accident=GroupCover(target_per_head=Money.of(500_000)),
        plant=Property(replacement_value=Money.of(10_000_000), sum_insured=Money.of(6_000_000)),
    )
    assert [item.risk for item in found.priorities.result] == [
        "group_accident",
        "property",
        "employer_liability",
    ]
    assert found.priorities.caveats == [caveats.ENTERPRISE_ORDER_IS_BY_SIZE]


def test_what_a_firm_gave_no_facts_for_is_not_assessed() -> None:
    assert [answer.result.risk for answer in assessed().gaps] == ["employer_liability"]


def test_a_firm_too_large_for_any_amount_is_a_clear_problem() -> None:
    cover = GroupCover(target_per_head=Money.of(9_000_000_000_000))
    with pytest.raises(FigureTooLarge):
        assessed(group_accident=cover)
