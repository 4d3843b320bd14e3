"""A firm's plan as a rule: sums in steps, heads by class, the ceiling of an annuity, what a budget carries."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.quotes.domain import caveats
from services.quotes.domain.enterprise_offer import EnterpriseOffer, make_enterprise_offer
from services.quotes.domain.facts import SumRange
from services.quotes.domain.firm import Firm, FirmNeeds, only_heads_changed
from services.quotes.domain.firm_limits import (
    AnnuityRates,
    InsuredProperty,
    annuity_ceilings,
    property_cover,
)
from services.quotes.domain.group_pricing import fitted
from services.quotes.domain.headcount_change import HeadcountChange, headcount_premium
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems import LineNotOffered, NotChargedByHeads, OccupationNotAccepted
from services.quotes.product_folder import sample_catalogue
from shared.contracts import Line
from shared.contracts.needs import EnterpriseChanged
from shared.ids import new_id
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.services.quotes.firms import make_firm_changed, make_firm_confirmed
from tests.unit.quotes.products import TODAY

RULES = Jurisdiction.load("cn")
CATALOGUE = {
    tariff.product.line: OnSale(product_id=new_id(), carrier_id=new_id(), tariff=tariff)
    for tariff in sample_catalogue()
}


def make_firm(**changed: Any) -> Firm:
    facts: dict[str, Any] = {"headcount": 40, "industry": "C", "annual_wages": "4000000"}
    return Firm.model_validate(facts | changed)


def offered(firm: Firm, *, budget: str | None = None, **needs: Any) -> EnterpriseOffer:
    return make_enterprise_offer(
        CATALOGUE,
        firm,
        FirmNeeds.model_validate(needs),
        budget=None if budget is None else Money.of(budget),
        jurisdiction=RULES,
        on=TODAY,
    )


@pytest.mark.parametrize(
    ("asked", "sold"),
    [
        ("0.00", "100000.00"),
        ("100000.00", "100000.00"),
        ("100000.01", "110000.00"),
        ("475000.00", "480000.00"),
        ("9000000.00", "2000000.00"),
    ],
)
def test_a_sum_is_the_next_step_that_is_sold(asked: str, sold: str) -> None:
    sums = SumRange.model_validate({"minimum": "100000", "maximum": "2000000", "step": "10000"})
    assert str(fitted(Money.of(asked), sums)) == sold


def test_what_is_lacking_is_kept_per_head_and_as_a_part_of_wages() -> None:
    needs = FirmNeeds.of(make_firm_confirmed())
    assert (str(needs.limit_per_head), str(needs.accident_per_head)) == ("1200000.00", "475000.00")
    assert needs.annuity_rate == Decimal("0.05")
    assert needs.medical_per_head is None
    assert list(needs.asked()) == [
        Line.EMPLOYER_LIABILITY,
        Line.GROUP_ACCIDENT,
        Line.PROPERTY,
        Line.ENTERPRISE_ANNUITY,
    ]


@given(
    heads=st.dictionaries(st.integers(1, 6), st.integers(0, 400), min_size=1).filter(
        lambda mix: sum(mix.values()) >= 5
    ),
    limit=st.integers(30, 200),
)
def test_a_premium_is_the_sum_of_its_heads_and_one_head_more_never_costs_less(
    heads: dict[int, int], limit: int
) -> None:
    firm = make_firm(headcount=sum(heads.values()), occupation_mix=heads)
    (cover,) = offered(firm, limit_per_head=str(limit * 10_000)).covers
    assert cover.annual_premium == sum(
        (one.premium_per_head * one.heads for one in cover.classes), Money.zero()
    )
    assert sum(one.heads for one in cover.classes) == firm.headcount
    more = heads | {1: heads.get(1, 0) + 1}
    bigger = make_firm(headcount=firm.headcount + 1, occupation_mix=more)
    assert offered(bigger, limit_per_head=str(limit * 10_000)).annual_premium > cover.annual_premium


def test_heads_of_a_class_that_is_not_taken_are_counted_and_told() -> None:
    firm = make_firm(occupation_mix={2: 30, 5: 10})
    (cover,) = offered(firm, medical_per_head="50000").covers
    assert (cover.heads, cover.heads_not_taken) == (30, {5: 10})
    assert caveats.SOME_HEADS_NOT_TAKEN in cover.caveats
    only_miners = offered(make_firm(occupation_mix={6: 40}), medical_per_head="50000")
    assert [(one.line, one.problem) for one in only_miners.missing] == [
        (Line.GROUP_MEDICAL, "OCCUPATION_NOT_ACCEPTED")
    ]


def test_a_contribution_stops_at_eight_percent_of_wages_together_with_what_is_contributed_already() -> None:
    firm = make_firm(annuity_contribution="300000")
    (cover,) = offered(firm, annuity_rate="0.10").covers
    assert str(cover.annual_premium) == "20000.00"
    assert caveats.ANNUITY_AT_THE_CEILING in cover.caveats
    full = offered(make_firm(annuity_contribution="320000"), annuity_rate="0.10")
    assert [one.problem for one in full.missing] == ["ANNUITY_CEILING_REACHED"]
    within = offered(make_firm(), annuity_rate="0.08").covers[0]
    assert str(within.annual_premium) == "320000.00"
    assert caveats.ANNUITY_AT_THE_CEILING not in within.caveats


@pytest.mark.parametrize(
    ("budget", "carried"),
    [
        ("1799.99", ()),
        ("1800.00", (Line.PROPERTY,)),
        ("49919.99", (Line.PROPERTY,)),
        ("49920.00", (Line.EMPLOYER_LIABILITY,)),
        ("51720.00", (Line.EMPLOYER_LIABILITY, Line.PROPERTY)),
    ],
)
def test_a_budget_carries_the_customary_first_lines_that_fit_together(
    budget: str, carried: tuple[Line, ...]
) -> None:
    firm = make_firm(occupation_mix={3: 40})
    offer = offered(firm, budget=budget, limit_per_head="1200000", property_sum="2000000")
    assert offer.carried == carried
    assert (caveats.BUDGET_CARRIES_NOT_EVERY_LINE in offer.caveats) is (len(carried) < 2)


def test_what_is_chosen_must_be_offered() -> None:
    offer = offered(make_firm(), property_sum="2000000")
    assert offer.chosen(None) == offer.chosen([Line.PROPERTY]) == offer.covers
    with pytest.raises(LineNotOffered):
        offer.chosen([Line.PROPERTY, Line.ANNUITY])


def test_property_of_a_firm_that_is_insured_beyond_its_value_is_told() -> None:
    exact = make_firm(replacement_value="5000000", property_insured="3000000")
    assert caveats.OVER_INSURED_VOID not in offered(exact, property_sum="2000000").caveats
    assert caveats.OVER_INSURED_VOID in offered(exact, property_sum="2500000").caveats
    assert caveats.UNDER_INSURED_PRO_RATA in offered(exact, property_sum="1000000").caveats


@given(value=st.integers(1, 10**7), insured=st.integers(0, 2 * 10**7), loss=st.integers(0, 2 * 10**7))
def test_of_a_loss_of_property_no_more_is_paid_than_is_lost_or_insured(
    value: int, insured: int, loss: int
) -> None:
    asked = InsuredProperty(
        replacement_value=Money.of(value), sum_insured=Money.of(insured), loss=Money.of(loss)
    )
    found = property_cover(asked, RULES.rule("enterprise.property", on=TODAY)).result
    assert found.insurer_pays is not None
    assert found.retained is not None
    assert found.insurer_pays <= min(Money.of(loss), Money.of(insured), Money.of(value))
    assert found.insurer_pays + found.retained == Money.of(loss)
    assert not (found.missing and found.void_excess)


def test_both_ceilings_of_an_annuity_are_looked_at() -> None:
    rule = RULES.rule("enterprise.annuity", on=TODAY)
    for employer, employee, passed in [
        ("0.08", "0.04", ()),
        ("0.08", "0.0401", ("JOINT_CEILING",)),
        ("0.09", "0", ("EMPLOYER_CEILING",)),
        ("0.09", "0.04", ("EMPLOYER_CEILING", "JOINT_CEILING")),
    ]:
        rates = AnnuityRates.model_validate(
            {"annual_wages": "1000000", "employer_rate": employer, "employee_rate": employee}
        )
        found = annuity_ceilings(rates, rule).result
        assert (found.passed, found.allowed) == (passed, not passed)


def test_a_firm_follows_what_is_told_of_its_heads_and_ignores_what_is_not() -> None:
    firm = Firm.of(make_firm_confirmed())
    assert firm.after(make_firm_changed()).headcount == 50
    silent = EnterpriseChanged(
        client_id=new_id(), enterprise_id=new_id(), change_code="headcount", effective_on=TODAY
    )
    assert firm.after(silent) == firm
    assert only_heads_changed([])
    assert only_heads_changed(["headcount", "wages"])
    assert not only_heads_changed(["headcount", "liability"])
    with pytest.raises(ValidationError):
        make_firm(occupation_mix={1: 39})


def test_joiners_pay_and_leavers_get_back_the_days_that_are_left() -> None:
    tariff = CATALOGUE[Line.GROUP_ACCIDENT].tariff
    facts: dict[str, Any] = {
        "sum_per_head": "100000",
        "average_age": 35,
        "joined": {1: 1},
        "left": {},
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2027, 2, 28),
        "changed_on": date(2026, 3, 1),
    }
    whole = headcount_premium(tariff, HeadcountChange.model_validate(facts), on=TODAY).result
    assert (str(whole.charged), str(whole.difference), whole.days_left) == ("24.00", "24.00", 365)
    last = facts | {"joined": {}, "left": {1: 10}, "changed_on": date(2027, 2, 28)}
    refund = headcount_premium(tariff, HeadcountChange.model_validate(last), on=TODAY).result
    assert (str(refund.refunded), str(refund.difference), refund.days_left) == ("0.66", "-0.66", 1)
    with pytest.raises(ValidationError):
        HeadcountChange.model_validate(facts | {"changed_on": date(2027, 3, 1)})
    medical = CATALOGUE[Line.GROUP_MEDICAL].tariff
    miner = facts | {"joined": {6: 1}, "sum_per_head": "50000"}
    with pytest.raises(OccupationNotAccepted):
        headcount_premium(medical, HeadcountChange.model_validate(miner), on=TODAY)
    for line in (Line.TERM_LIFE, Line.PROPERTY, Line.ENTERPRISE_ANNUITY):
        with pytest.raises(NotChargedByHeads):
            headcount_premium(CATALOGUE[line].tariff, HeadcountChange.model_validate(facts), on=TODAY)


def test_an_amount_beyond_what_a_product_is_sold_for_is_offered_up_to_its_largest_sum() -> None:
    """Gaps may be edited to any amount: what is asked is kept as it was."""
    needs = {"limit_per_head": "19999999999.00", "property_sum": "9999999999.99"}
    firm = make_firm(replacement_value="9999999999.99", property_insured="9999999999.99")
    liability, plant = offered(firm, **needs).covers
    assert (str(liability.asked), str(liability.sum_insured)) == ("19999999999.00", "2000000.00")
    assert caveats.SUM_BELOW_WHAT_IS_LACKING in liability.caveats
    assert str(plant.sum_insured) == "500000000.00"
    assert caveats.OVER_INSURED_VOID in plant.caveats
