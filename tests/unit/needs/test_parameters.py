"""Parameters come from the rules in force, and a case may override them by name, with a reason."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.needs.domain.parameters import Override, Parameters
from services.needs.domain.problems import InvalidParameter, UnknownParameter
from shared.jurisdictions import Jurisdiction, NoRuleInForce
from tests.unit.needs.households import TODAY, make_parameters


def test_the_versions_name_every_rule_once() -> None:
    versions = make_parameters().versions()
    assert "gap.death@2000-01-01" in versions
    assert "minors.death_cap@2016-01-01" in versions
    assert len(set(versions)) == len(versions) == 10


def test_before_the_rules_begin_there_are_no_parameters() -> None:
    with pytest.raises(NoRuleInForce):
        Parameters.of(Jurisdiction.load("cn"), on=date(1999, 12, 31))


@pytest.mark.parametrize(
    "name", ["gap__death__expense_yeers", "gap__deaths__expense_years", "minors__death_cap__caps"]
)
def test_a_parameter_that_does_not_exist_or_is_law_cannot_be_overridden(name: str) -> None:
    with pytest.raises(UnknownParameter):
        make_parameters(**{name: 3})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gap__death__expense_years", -1),
        ("gap__death__expense_years", "1.5"),
        ("gap__death__discount_rate", "0.21"),
        ("gap__death__discount_rate", "NaN"),
        ("gap__death__final_costs", "-1.00"),
        ("gap__death__method", "guess"),
        ("gap__rounding__step", 0),
        ("gap__assessed_risks__child", "medical"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(name: str, value: str | int) -> None:
    with pytest.raises(InvalidParameter) as refused:
        make_parameters(**{name: value})
    assert refused.value.values["parameter"] == name.replace("__", ".")


def test_an_override_needs_a_reason() -> None:
    with pytest.raises(ValidationError):
        Override(parameter="gap.death.expense_years", value=3, reason="  ")


def test_an_override_is_told_only_by_the_figures_that_use_it() -> None:
    basis = make_parameters(gap__death__expense_years=3).death
    assert basis.caveats(used={"premium_ceiling"}) == ["ADVISERS_CONVENTION"]
    assert basis.because(used={"premium_ceiling"}).inputs["overridden"] == []


def test_the_reason_given_for_an_override_stays_out_of_what_is_shown() -> None:
    chosen = Override(parameter="gap.death.expense_years", value=3, reason="Ms Li asked")
    basis = Parameters.of(Jurisdiction.load("cn"), on=TODAY, overrides=[chosen]).death
    assert basis.values.expense_years == 3
    assert "Li" not in basis.because().model_dump_json()
