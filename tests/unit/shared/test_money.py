"""Money is exact, immutable, small enough for the wire, and splits without losing or inventing a fen."""

import copy
import pickle
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.money import AmountTooLarge, Money

fen = st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1)
amounts = fen.map(lambda n: Money(Decimal(n) / 100))
halves = st.integers(min_value=-4 * 10**14, max_value=4 * 10**14).map(lambda n: Money(Decimal(n) / 100))
on_the_wire: TypeAdapter[Money] = TypeAdapter(Money)


class Premium(BaseModel):
    amount: Money


@pytest.mark.parametrize(
    ("given_as", "shown"),
    [
        ("1200000.00", "1200000.00"),
        ("12.5", "12.50"),
        ("0", "0.00"),
        ("-7.25", "-7.25"),
        (1200000, "1200000.00"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000.00"),
        (Decimal("3.1000"), "3.10"),
        ("9999999999999.99", "9999999999999.99"),
    ],
)
def test_an_amount_is_shown_with_exactly_two_decimal_places(given_as: Any, shown: str) -> None:
    assert str(Money.of(given_as)) == shown


@pytest.mark.parametrize("text", ["1.234", "0.001"])
def test_an_amount_with_more_than_two_decimal_places_is_refused_instead_of_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="two"):
        Money.of(text)
    with pytest.raises(ValueError, match="two decimal places"):
        Money.of(Decimal(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1,000",
        "1e3",
        "1E+3",
        "NaN",
        "Infinity",
        "-",
        ".5",
        "5.",
        "+1",
        "01",
        "--1",
        "١٢",
        "１",
        "1\n",
    ],
)
def test_text_that_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain decimal"):
        Money.of(text)


@pytest.mark.parametrize("number", [1.5, True, None, [1]])
def test_a_float_and_whatever_else_is_no_amount_is_a_type_error(number: Any) -> None:
    with pytest.raises(TypeError):
        Money.of(number)


@pytest.mark.parametrize(
    "number", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")]
)
def test_an_amount_must_be_finite(number: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        Money.of(number)
    with pytest.raises(ValueError, match="finite"):
        Money.rounded(number)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.005", "0.01"), ("0.0049999", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1.005", "1.01")],
)
def test_rounding_is_half_up_and_away_from_zero_below_it(exact: str, rounded: str) -> None:
    assert str(Money.rounded(Decimal(exact))) == rounded


def test_ten_trillion_yuan_is_too_large_however_it_comes_about() -> None:
    most = Money.of("9999999999999.99")
    with pytest.raises(AmountTooLarge):
        Money.of(10**13)
    with pytest.raises(AmountTooLarge):
        Money.of(Decimal("-1e999999"))
    with pytest.raises(AmountTooLarge):
        Money.rounded(Decimal("9999999999999.995"))
    with pytest.raises(AmountTooLarge):
        most + Money.of("0.01")
    with pytest.raises(AmountTooLarge):
        -most - Money.of("0.01")
    with pytest.raises(AmountTooLarge):
        most * 2


def test_a_premium_is_the_rate_per_ten_thousand_times_the_units_rounded_half_up() -> None:
    assert Money.of("14.93") * 50 == Money.of("746.50")
    assert 100 * Money.of("14.93") == Money.of("1493.00")
    assert Money.of("126.55") * 30 == Money.of("3796.50")
    assert Money.of("0.01") * Decimal("0.5") == Money.of("0.01")


def test_a_product_is_rounded_once_even_where_the_usual_precision_would_round_before() -> None:
    factor = Decimal("0.0049999999999999999999999999999")
    assert Money.of(1) * factor == Money.zero()
    with localcontext(prec=3):
        assert Money.of("1234567.89") * 2 == Money.of("2469135.78")


def test_no_amount_is_ever_a_negative_zero() -> None:
    zeros = [Money.of("-0.00"), -Money.zero(), Money.of("-0.01") * Decimal("0.1"), Money.of(Decimal("-0"))]
    assert [str(zero) for zero in zeros] == ["0.00"] * 4


def test_money_adds_up_with_money_only() -> None:
    number: Any = 1
    for operation in (
        lambda: Money.of(1) + number,
        lambda: number + Money.of(1),
        lambda: Money.of(1) - number,
        lambda: Money.of(1) < number,
        lambda: Money.of(1) <= number,
        lambda: Money.of(1) > number,
        lambda: Money.of(1) >= number,
        lambda: Money.of(1) * Money.of(1),  # type: ignore[operator]
        lambda: Money.of(1) * 1.5,  # type: ignore[operator]
        lambda: Money.of(1) * True,
    ):
        with pytest.raises(TypeError):
            operation()
    assert Money.of(1) != 1


def test_money_compares_hashes_and_is_false_at_zero() -> None:
    one, two = Money.of(1), Money.of("2.00")
    assert one < two <= two
    assert two > one >= one
    assert {one, Money.of("1.00")} == {one}
    assert bool(one) is True
    assert bool(Money.zero()) is False
    assert abs(-two) == two
    assert sum([one, two], Money.zero()) == Money.of(3)


def test_money_cannot_be_changed() -> None:
    money = Money.of(1)
    with pytest.raises(AttributeError):
        money.amount = Decimal(2)
    with pytest.raises(AttributeError):
        del money.amount
    with pytest.raises(AttributeError):
        money.currency = "CNY"
    assert str(money) == "1.00"


def test_money_survives_pickling_copying_and_its_own_repr() -> None:
    money = Money.of("12.30")
    assert pickle.loads(pickle.dumps(money)) == copy.deepcopy(money) == eval(repr(money)) == money
    assert f"{Money.of('1234567.80'):,}" == "1,234,567.80"


def test_equal_thirds_of_a_million_give_the_leftover_fen_to_the_first_listed() -> None:
    assert Money.of(1_000_000).split([1, 1, 1]) == (
        Money.of("333333.34"),
        Money.of("333333.33"),
        Money.of("333333.33"),
    )


def test_the_share_of_a_beneficiary_who_died_first_goes_pro_rata_and_the_fen_to_the_largest_remainder() -> (
    None
):
    assert Money.of(1_000_000).split([50, 20]) == (Money.of("714285.71"), Money.of("285714.29"))


def test_a_share_without_weight_gets_nothing_and_a_debt_is_split_like_a_credit() -> None:
    assert Money.of("0.01").split([0, Decimal("0.3"), 0]) == (Money.zero(), Money.of("0.01"), Money.zero())
    assert Money.of("-1.00").split([1, 1, 1]) == (Money.of("-0.34"), Money.of("-0.33"), Money.of("-0.33"))


@pytest.mark.parametrize(
    "weights", [[], [0, 0], [1, -1], [Decimal("NaN")], [Decimal("Infinity")], [Decimal("1e999999")]]
)
def test_weights_that_say_nothing_are_refused(weights: list[Decimal | int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        Money.of(1).split(weights)


@given(amounts, st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=8))
def test_shares_sum_to_the_whole_and_are_within_a_fen_of_their_exact_part(
    whole: Money, weights: list[Decimal]
) -> None:
    if not any(weights):
        weights[0] = Decimal(1)
    shares = whole.split(weights)
    assert sum(shares, Money.zero()) == whole
    for share, weight in zip(shares, weights, strict=True):
        with localcontext(prec=60):
            assert abs(share.amount - whole.amount * weight / sum(weights)) < Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "step", "up"),
    [
        ("120000.01", 10000, "130000.00"),
        ("120000", 10000, "120000.00"),
        ("0.01", 1, "1.00"),
        ("-5", 10, "0.00"),
    ],
)
def test_a_gap_is_rounded_up_to_the_unit_in_which_cover_is_sold(amount: str, step: int, up: str) -> None:
    assert str(Money.of(amount).rounded_up_to(step)) == up


@pytest.mark.parametrize("step", [0, -1])
def test_a_step_is_above_zero(step: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Money.of(1).rounded_up_to(step)


@given(halves, halves)
def test_adding_and_taking_away_again_changes_nothing(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert one - other == -(other - one)


@given(amounts)
def test_whatever_is_written_on_the_wire_reads_back_equal(money: Money) -> None:
    written = Premium(amount=money).model_dump_json()
    assert written == f'{{"amount":"{money}"}}'
    assert Premium.model_validate_json(written).amount == money


@pytest.mark.parametrize("value", ["12.50", Decimal("12.50"), Money.of("12.50")])
def test_a_model_reads_strings_decimals_and_money(value: Any) -> None:
    assert Premium.model_validate({"amount": value}).amount == Money.of("12.5")


@pytest.mark.parametrize(
    "value", [12, 12.5, True, None, "NaN", "1e3", "1.234", "10000000000000", Decimal("NaN"), {}]
)
def test_a_model_refuses_numbers_and_whatever_is_no_amount(value: Any) -> None:
    with pytest.raises(ValidationError):
        Premium.model_validate({"amount": value})


@pytest.mark.parametrize("body", ['{"amount":12}', '{"amount":12.50}', '{"amount":1e400}', '{"amount":NaN}'])
def test_a_json_number_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        Premium.model_validate_json(body)


def test_the_schema_says_how_an_amount_is_written() -> None:
    for schema in (on_the_wire.json_schema(mode="validation"), on_the_wire.json_schema(mode="serialization")):
        assert schema["type"] == "string"
        assert schema["examples"] == ["1200000.00"]


@given(st.from_regex(on_the_wire.json_schema()["pattern"].replace("$", r"\Z"), fullmatch=True))
def test_whatever_fits_the_schema_is_accepted(text: str) -> None:
    assert on_the_wire.validate_python(text).amount == Decimal(text)
