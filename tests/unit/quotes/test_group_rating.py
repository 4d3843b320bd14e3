"""Groups: every head at his rate, nothing rounded twice, and whoever cannot be priced by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.quotes.domain import problems
from services.quotes.domain.group_rating import Heads, heads_of, price_group
from services.quotes.domain.product import AgeRange
from services.quotes.domain.rate_table import read_rate_table
from services.quotes.domain.rating import Life, Tariff, premium
from shared.contracts import Line, Sex
from shared.money import Money
from shared.problems import Problem
from tests.unit.quotes.products import TODAY, make_choice, make_product, make_rule, sample

BANDS = make_rule("rating.age_bands")
PER_HEAD = make_choice(330_000, "years_1", 1)

lives = st.builds(
    Life,
    age=st.integers(16, 65),
    sex=st.sampled_from(list(Sex)),
    occupation_class=st.integers(1, 6),
)


@settings(max_examples=30)
@given(st.lists(lives, min_size=3, max_size=12))
def test_a_group_costs_what_its_people_cost_one_by_one(group: list[Life]) -> None:
    tariff = sample(Line.GROUP_ACCIDENT)
    together = price_group(tariff, heads_of(group), PER_HEAD, "annual", BANDS, on=TODAY).result
    alone = [premium(tariff, life, PER_HEAD, on=TODAY).result.annual_premium for life in group]
    assert together.heads == len(group)
    assert together.annual == sum(alone, Money.zero())


@pytest.mark.parametrize(("band", "age"), [((20, 30), 25), ((21, 30), 26), ((40, 40), 40)])
def test_a_band_is_priced_at_its_middle_half_a_year_upwards(band: tuple[int, int], age: int) -> None:
    heads = Heads(heads=10, age_band=AgeRange(minimum=band[0], maximum=band[1]))
    answer = price_group(sample(Line.GROUP_ACCIDENT), [heads], PER_HEAD, "annual", BANDS, on=TODAY)
    assert answer.result.classes[0].priced_at_age == age


def make_rated_by_sex() -> Tariff:
    product = make_product(heads={"minimum": 1, "maximum": 5})
    return Tariff(
        product=product,
        rates=read_rate_table("plain", {"years_20": "age,male_pay20,female_pay20\n30,10.00,8.00\n"}),
    )


@pytest.mark.parametrize(
    ("classes", "problem", "pointer"),
    [
        ([Heads(heads=2, age=30)], problems.SexNeeded, "/classes/0"),
        (
            [Heads(heads=2, age=30, sex=Sex.MALE), Heads(heads=1, age=30, sex=Sex.MALE, occupation_class=2)],
            problems.OccupationNotAccepted,
            "/classes/1",
        ),
        ([Heads(heads=6, age=30, sex=Sex.MALE)], problems.HeadsOutOfRange, "/classes"),
    ],
)
def test_whoever_cannot_be_priced_is_pointed_to(
    classes: list[Heads], problem: type[Problem], pointer: str
) -> None:
    with pytest.raises(problem) as refused:
        price_group(
            make_rated_by_sex(), classes, make_choice(10_000, "years_20", 20), "annual", BANDS, on=TODAY
        )
    assert refused.value.pointer == pointer
    assert refused.value.message("zh-CN")


def test_heads_have_one_age_or_one_band() -> None:
    with pytest.raises(ValidationError):
        Heads(heads=3)
    with pytest.raises(ValidationError):
        Heads(heads=3, age=30, age_band=AgeRange(minimum=20, maximum=40))
