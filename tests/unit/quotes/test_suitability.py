"""When a statement must be signed, and when a sale should stop."""

from datetime import date
from typing import Any

import pytest

from services.quotes.domain import caveats
from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.suitability import Sale, Suitability, assess_suitability
from services.quotes.domain.suitability_statement import Signed
from shared.because import Answer
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.products import TODAY


def make_sale(**changes: Any) -> Sale:
    """A participating annuity: 50,000 a year for ten years at 66, family income 200,000, budget 30,000."""
    facts = {
        "line": "annuity",
        "design_type": "participating",
        "annual_premium": "50000",
        "payment_years": 10,
        "age": 66,
        "family_income": "200000",
        "budget": "30000",
    }
    return Sale.model_validate(facts | changes)


def assessed(on: date = TODAY, *, confirmed: bool = False, **changes: Any) -> Answer[Suitability]:
    return assess_suitability(
        make_sale(**changes), Jurisdiction.load("cn"), on=on, confirmed_in_writing=confirmed
    )


def triggers(**changes: Any) -> list[str]:
    return list(assessed(**changes).result.triggers)


def test_a_participating_annuity_beyond_a_familys_means_needs_a_signed_statement() -> None:
    answer = assessed()
    assert answer.result.triggers == ("PREMIUM_20PCT", "AGE_TERM_75", "BUDGET_150")
    assert answer.result.statement_required
    assert answer.caveats == [
        caveats.STATEMENT_TO_BE_SIGNED,
        caveats.CARE_IS_OWED,
        caveats.PLAIN_DISCLOSURE_IS_OWED,
    ]
    assert answer.because[0].version == "suitability.triggers@2026-02-01"


def test_the_same_money_in_ordinary_term_life_triggers_nothing() -> None:
    answer = assessed(line="term_life", design_type="ordinary")
    assert answer.result.triggers == ()
    assert not answer.result.statement_required


@pytest.mark.parametrize("design_type", ["participating", "universal", "unit_linked"])
def test_every_type_without_certain_benefits_is_watched(design_type: str) -> None:
    assert "PREMIUM_20PCT" in triggers(design_type=design_type)


CALM = {"age": 30, "budget": None}


@pytest.mark.parametrize(("premium", "expected"), [("40000", []), ("40000.01", ["PREMIUM_20PCT"])])
def test_a_premium_counts_above_a_fifth_of_the_income(premium: str, expected: list[str]) -> None:
    assert triggers(annual_premium=premium, **CALM) == expected


@pytest.mark.parametrize(("premium", "expected"), [("800000", []), ("800000.01", ["SINGLE_4X"])])
def test_a_single_premium_counts_above_four_incomes(premium: str, expected: list[str]) -> None:
    assert triggers(annual_premium=premium, single_premium=True, payment_years=1, **CALM) == expected


@pytest.mark.parametrize(("age", "expected"), [(64, []), (65, ["AGE_TERM_75"])])
def test_age_and_payment_years_count_from_75_on(age: int, expected: list[str]) -> None:
    assert triggers(annual_premium="1000", age=age, budget=None) == expected


@pytest.mark.parametrize(("budget", "expected"), [("20000.01", []), ("20000", ["BUDGET_150"])])
def test_a_premium_counts_from_one_and_a_half_budgets_on(budget: str, expected: list[str]) -> None:
    assert triggers(annual_premium="30000", age=30, budget=budget) == expected


def test_without_any_income_any_premium_is_too_much() -> None:
    assert triggers(annual_premium="0.01", family_income="0", **CALM) == ["PREMIUM_20PCT"]


def test_before_the_measures_were_in_force_nothing_is_triggered() -> None:
    assert assessed(date(2026, 1, 31)).result.triggers == ()
    assert assessed(date(2026, 2, 1)).result.triggers


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"gap": "1"}, ()),
        ({"gap": "0"}, ("NEED_MISMATCH",)),
        ({"annual_premium": "200000"}, ()),
        ({"annual_premium": "200000.01"}, ("PREMIUM_UNAFFORDABLE",)),
        ({"annual_premium": "800000", "single_premium": True, "payment_years": 1}, ()),
        ({"family_expenses": "150000"}, ()),
        ({"family_expenses": "150000.01"}, ("PREMIUM_UNAFFORDABLE",)),
        ({"family_expenses": "900000"}, ("PREMIUM_UNAFFORDABLE",)),
        ({"reimbursement_policies_held": 1}, ()),
        ({"line": "medical_million", "reimbursement_policies_held": 1}, ("DUPLICATE_INDEMNITY",)),
        ({"line": "group_medical", "reimbursement_policies_held": 2}, ("DUPLICATE_INDEMNITY",)),
        ({"line": "medical_million"}, ()),
        (
            {
                "line": "medical_million",
                "reimbursement_policies_held": 1,
                "gap": "0",
                "annual_premium": "300000",
            },
            ("NEED_MISMATCH", "PREMIUM_UNAFFORDABLE", "DUPLICATE_INDEMNITY"),
        ),
    ],
)
def test_a_sale_should_stop_for_these_reasons(changes: dict[str, Any], expected: tuple[str, ...]) -> None:
    result = assessed(design_type="ordinary", **changes).result
    assert result.stop_for == expected
    assert result.may_proceed is (not expected)


def test_a_sale_that_should_stop_goes_on_only_with_written_confirmation() -> None:
    stopped = assessed(gap="0")
    assert not stopped.result.may_proceed
    assert caveats.STOP_UNLESS_CONFIRMED_IN_WRITING in stopped.caveats
    confirmed = assessed(gap="0", confirmed=True)
    assert confirmed.result.may_proceed
    assert confirmed.result.stop_for == ("NEED_MISMATCH",)
    (gate,) = [reason for reason in confirmed.because if reason.rule == "suitability.gate"]
    assert gate.inputs["confirmed_in_writing"] is True


@pytest.mark.parametrize(
    ("changes", "steps", "must_sign"),
    [
        ({"age": 65}, 6, True),
        ({"age": 64}, 1, False),
        ({"age": 60}, 1, False),
        ({"age": 59}, 0, False),
        ({"age": 90, "design_type": "ordinary"}, 1, False),
    ],
)
def test_special_care_is_owed_from_65_on_for_uncertain_benefits_and_plain_words_from_60_on(
    changes: dict[str, Any], steps: int, must_sign: bool
) -> None:
    result = assessed(
        annual_premium="100", budget=None, single_premium=True, payment_years=1, **changes
    ).result
    assert (len(result.care_steps), result.statement_required) == (steps, must_sign)


def test_before_the_measures_were_in_force_no_special_care_was_owed() -> None:
    assert assessed(date(2026, 1, 31)).result.care_steps == ()


def make_tier(premium: str = "5000.00") -> OfferedTier:
    """A tier as it was offered, as far as a statement looks at it."""
    return OfferedTier.model_construct(tier="basic", annual_premium=Money.of(premium), covers=(), missing=())


def make_signed(**changes: Any) -> Signed:
    facts = {
        "tier": "basic",
        "annual_premium": "5000.00",
        "triggers": ["PREMIUM_20PCT"],
        "stop_for": [],
        "care_steps": [],
        "goes_on": False,
    }
    return Signed.model_validate(facts | changes)


@pytest.mark.parametrize(
    ("signed", "found", "holds"),
    [
        ({}, {"triggers": ("PREMIUM_20PCT",)}, True),
        ({"annual_premium": "4999.99"}, {"triggers": ("PREMIUM_20PCT",)}, False),
        ({"tier": "advanced"}, {"triggers": ("PREMIUM_20PCT",)}, False),
        ({}, {"triggers": ("PREMIUM_20PCT", "BUDGET_150")}, False),
        ({"stop_for": ["NEED_MISMATCH"], "goes_on": True}, {"stop_for": ("NEED_MISMATCH",)}, True),
        ({"stop_for": ["NEED_MISMATCH"]}, {"stop_for": ("NEED_MISMATCH",)}, False),
        ({"goes_on": True}, {"stop_for": ("NEED_MISMATCH",)}, False),
        ({}, {"care_steps": ("ASKED_MORE",)}, False),
    ],
)
def test_a_signed_statement_holds_for_what_it_names(
    signed: dict[str, Any], found: dict[str, Any], holds: bool
) -> None:
    nothing: dict[str, Any] = {"triggers": (), "stop_for": (), "care_steps": ()}
    suitability = Suitability(statement_required=True, may_proceed=False, **(nothing | found))
    assert make_signed(**signed).holds_for(make_tier(), suitability) is holds
