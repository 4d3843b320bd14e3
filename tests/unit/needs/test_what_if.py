"""What if: each path of the closed list changes its own input and nothing else."""

import pytest

from services.needs.domain.household_changes import FactChange, fact_changes
from services.needs.domain.recorded_household import Person, RecordedHousehold
from services.needs.domain.what_if import Change, changed
from shared.money import Money
from tests.unit.needs.households import make_cover


def make_family() -> RecordedHousehold:
    covers = (
        make_cover("term_life", 200_000),
        make_cover("term_life", 100_000),
        make_cover("term_life", 300_000, provided_by="employer"),
        make_cover("critical_illness", 500_000),
    )
    he = Person(key="he", role="breadwinner", annual_income=Money.of(240_000), covers=covers)
    return RecordedHousehold.model_validate(
        {
            "members": (he, Person(key="she", role="partner")),
            "annual_expenses": Money.of(200_000),
            "liabilities": [
                {"kind": "mortgage", "outstanding": Money.of(600_000)},
                {"kind": "mortgage", "outstanding": Money.of(400_000)},
            ],
        }
    )


def moved(path: str, value: int | None) -> list[tuple[str, str | None, str | None, str, str]]:
    """What changes in the family: fact, member, line, and its amounts."""
    family = make_family()
    change = Change(path=path, value=None if value is None else Money.of(value))
    return [_told(fact) for fact in fact_changes(family, changed(family, [change]))]


def _told(fact: FactChange) -> tuple[str, str | None, str | None, str, str]:
    return fact.fact, fact.member, fact.line, str(fact.earlier), str(fact.later)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("annual_expenses", 250_000, [("annual_expenses", None, None, "200000.00", "250000.00")]),
        ("liquid_assets", 5, [("liquid_assets", None, None, "0.00", "5.00")]),
        ("liabilities.mortgage", 800_000, [("mortgage", None, None, "1000000.00", "800000.00")]),
        ("liabilities.car_loan", 80_000, [("car_loan", None, None, "None", "80000.00")]),
        ("members.she.annual_income", 1, [("annual_income", "she", None, "None", "1.00")]),
        ("members.he.annual_income", None, [("annual_income", "he", None, "240000.00", "None")]),
        ("members.he.cover.term_life", 700_000, [("own_cover", "he", "term_life", "300000.00", "700000.00")]),
        (
            "members.he.cover.critical_illness",
            0,
            [("own_cover", "he", "critical_illness", "500000.00", "None")],
        ),
        (
            "members.he.employer_cover.group_medical",
            9,
            [("employer_cover", "he", "group_medical", "None", "9.00")],
        ),
        (
            "members.he.job",
            None,
            [
                ("annual_income", "he", None, "240000.00", "0.00"),
                ("employer_cover", "he", "term_life", "300000.00", "None"),
            ],
        ),
        ("members.he.cover.term_life", 300_000, []),
        ("annual_expenses", 200_000, []),
    ],
)
def test_a_path_changes_what_it_names(
    path: str, value: int | None, expected: list[tuple[str, str | None, str | None, str, str]]
) -> None:
    assert moved(path, value) == expected


def test_changes_are_made_one_after_another_and_the_household_itself_stays() -> None:
    family = make_family()
    ends = Change(path="members.he.job")
    finds_another = Change(path="members.he.annual_income", value=Money.of(300_000))
    after = changed(family, [ends, finds_another])
    assert str(after.person("he").annual_income) == "300000.00"
    assert family == make_family()
