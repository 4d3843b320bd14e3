"""Which way a household changed: told with the change, so that others know what it asks for (capability 28)."""

from typing import Any

import pytest

from services.needs.domain.recorded_household import RecordedHousehold, trend


def make_recorded(**changed: Any) -> RecordedHousehold:
    """A man who earns 240,000, owes 1,000,000 and has one child."""
    facts: dict[str, Any] = {
        "members": [
            {"key": "he", "role": "breadwinner", "annual_income": "240000.00"},
            {"key": "kid", "role": "child", "birth_date": "2020-01-01"},
        ],
        "annual_expenses": "200000.00",
        "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
    }
    return RecordedHousehold.model_validate(facts | changed)


HE = {"key": "he", "role": "breadwinner", "annual_income": "240000.00"}


@pytest.mark.parametrize(
    ("code", "changed", "expected"),
    [
        ("income", {"members": [HE | {"annual_income": "300000.00"}]}, "up"),
        ("income", {"members": [HE | {"annual_income": "200000.00"}]}, "down"),
        ("debts", {"liabilities": [{"kind": "mortgage", "outstanding": "2000000.00"}]}, "up"),
        ("debts", {"liabilities": []}, "down"),
        ("child", {"members": [HE]}, "down"),
        ("member", {"members": [HE, {"key": "she", "role": "partner"}]}, "up"),
        ("expenses", {"annual_expenses": "250000.00"}, "up"),
        ("elder_support", {"annual_elder_support": "10000.00"}, "up"),
        ("assets", {"liquid_assets": "1.00"}, "up"),
        ("income", {}, None),
        ("cover", {"members": [HE]}, None),
    ],
)
def test_an_amount_or_a_number_that_changed_rose_or_fell(
    code: str, changed: dict[str, Any], expected: str | None
) -> None:
    assert trend(code, make_recorded(), make_recorded(**changed)) == expected


def test_a_household_that_was_not_known_before_neither_rose_nor_fell() -> None:
    assert trend("income", None, make_recorded()) is None
