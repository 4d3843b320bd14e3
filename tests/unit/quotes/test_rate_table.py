"""Rate tables are read as they are filed, and refused with the line at fault."""

from decimal import Decimal

import pytest

from services.quotes.domain.problems import NoRate, UnreadableRates
from services.quotes.domain.rate_table import RateTable, read_rate_table, write_rate_block
from shared.contracts import Sex

BLOCK = "age,male_pay10,male_pay20,female_pay20\n30,20.50,14.93,6.35\n31,,16.00,7.00\n"


def make_table(block: str = BLOCK) -> RateTable:
    return read_rate_table("t", {"years_20": block})


def rate(table: RateTable, sex: Sex, years: int, age: int) -> Decimal:
    return table.rate(coverage_term="years_20", sex=sex, payment_years=years, age=age)


def test_a_rate_is_found_by_term_sex_payment_years_and_age() -> None:
    assert rate(make_table(), Sex.MALE, 20, 30) == Decimal("14.93")
    assert rate(make_table(), Sex.FEMALE, 20, 31) == Decimal("7.00")


def test_a_unisex_rate_serves_both_and_gives_way_to_a_rate_of_ones_own() -> None:
    table = make_table("age,male_pay20,unisex_pay20\n30,9.00,5.00\n31,,5.50\n")
    assert rate(table, Sex.FEMALE, 20, 30) == Decimal("5.00")
    assert rate(table, Sex.MALE, 20, 30) == Decimal("9.00")
    assert rate(table, Sex.MALE, 20, 31) == Decimal("5.50")


@pytest.mark.parametrize(
    ("sex", "years", "age"),
    [(Sex.MALE, 10, 31), (Sex.FEMALE, 10, 30), (Sex.MALE, 20, 32), (Sex.MALE, 15, 30)],
)
def test_a_blank_or_absent_cell_is_not_sold(sex: Sex, years: int, age: int) -> None:
    table = make_table()
    assert not table.has_rate(coverage_term="years_20", sex=sex, payment_years=years, age=age)
    with pytest.raises(NoRate) as refused:
        rate(table, sex, years, age)
    assert refused.value.values == {"age": age, "coverage_term": "years_20", "payment_years": years}


def test_what_is_written_reads_back_the_same() -> None:
    assert write_rate_block(make_table(), "years_20") == BLOCK


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("", 1),
        ("Age,male_pay20\n30,1.00\n", 1),
        ("age\n30\n", 1),
        ("age,man_pay20\n30,1.00\n", 1),
        ("age,male_pay0\n30,1.00\n", 1),
        ("age,male_pay20,male_pay20\n30,1.00,1.00\n", 1),
        ("age,male_pay20\n30,1.00\n31\n", 3),
        ("age,male_pay20\n30,1.00,2.00\n", 2),
        ("age,male_pay20\n-1,1.00\n", 2),
        ("age,male_pay20\n30,1.001\n", 2),
        ("age,male_pay20\n30,0.00\n", 2),
        ("age,male_pay20\n30,-5\n", 2),
        ("age,male_pay20\n30,=1+1\n", 2),
        ("age,male_pay20\n30,1e3\n", 2),
        ("age,male_pay20\n30,1.00\n30,1.00\n", 3),
    ],
)
def test_what_is_no_block_is_refused_with_its_line(block: str, line: int) -> None:
    with pytest.raises(UnreadableRates) as refused:
        make_table(block)
    assert refused.value.values["line"] == line
    assert refused.value.values["table"] == "t.years_20"


def test_a_rate_may_hold_at_any_age_and_gives_way_to_one_of_the_age() -> None:
    block = "age,unisex_pay1\nany,5.00\n30,7.00\n"
    table = read_rate_table("plain", {"years_1": block})
    assert write_rate_block(table, "years_1") == block
    asked = {"coverage_term": "years_1", "sex": Sex.MALE, "payment_years": 1}
    assert [str(table.rate(age=age, **asked)) for age in (29, 30)] == ["5.00", "7.00"]  # type: ignore[arg-type]
    assert table.has_rate(age=99, **asked)  # type: ignore[arg-type]
