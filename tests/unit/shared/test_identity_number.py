"""Identity numbers are checked in the order of the standard, taken apart, and never shown."""

import traceback
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from shared.identity_number import IdentityNumber, InvalidIdentityNumber, Sex
from shared.problems import Malformed

TODAY = date(2026, 11, 23)


def make_number(region: str = "110105", born: str = "19491231", sequence: str = "002") -> str:
    """A number with the check character that another implementation of the standard gives it."""
    first = f"{region}{born}{sequence}"
    return first + str(ric.calc_check_digit(first + "0"))


def code_of(text: str, today: date = TODAY) -> str:
    with pytest.raises(InvalidIdentityNumber) as refused:
        IdentityNumber.parse(text, today)
    return refused.value.code


def test_a_valid_number_tells_region_date_of_birth_and_sex() -> None:
    number = IdentityNumber.parse("11010519491231002X", TODAY)
    assert (number.region, number.birth_date, number.sex) == ("110105", date(1949, 12, 31), "female")
    assert number.reveal() == "11010519491231002X"


@pytest.mark.parametrize(
    "written", ["11010519491231002x", " 11010519491231002X\n", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_a_lower_case_x_full_width_characters_and_outer_spaces_are_the_same_number(written: str) -> None:
    assert IdentityNumber.parse(written, TODAY) == IdentityNumber.parse("11010519491231002X", TODAY)


def test_an_odd_seventeenth_digit_is_a_man() -> None:
    assert IdentityNumber.parse(make_number(sequence="013"), TODAY).sex == "male"
    assert IdentityNumber.parse(make_number(sequence="310"), TODAY).sex == "female"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "INVALID_LENGTH"),
        ("11010120000229001", "INVALID_LENGTH"),
        ("110105491231002", "INVALID_LENGTH"),
        ("11010519491231002XX", "INVALID_LENGTH"),
        ("1101051949123100XX", "INVALID_FORMAT"),
        ("11010519491231002Y", "INVALID_FORMAT"),
        ("11010519491231 02X", "INVALID_FORMAT"),
        ("١1010519491231002X", "INVALID_FORMAT"),
        ("-1010519491231002X", "INVALID_FORMAT"),
        ("110105194912310029", "INVALID_CHECKSUM"),
        ("110105194912310020", "INVALID_CHECKSUM"),
        (make_number(born="20010229"), "INVALID_COMPONENT"),
        (make_number(born="19491301"), "INVALID_COMPONENT"),
        (make_number(born="00000101"), "INVALID_COMPONENT"),
        (make_number(region="990105"), "INVALID_COMPONENT"),
        (make_number(region="119999"), "INVALID_COMPONENT"),
        (make_number(region="000000"), "INVALID_COMPONENT"),
    ],
)
def test_a_number_that_is_not_valid_is_refused_with_its_reason(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A" * 17, "INVALID_LENGTH"),
        ("99A105194913320029", "INVALID_FORMAT"),
        ("990105194913320029", "INVALID_CHECKSUM"),
    ],
)
def test_the_checks_run_in_the_order_length_digits_checksum_components(text: str, code: str) -> None:
    assert code_of(text) == code


def test_nobody_is_born_tomorrow() -> None:
    number = make_number(born="20261124")
    assert code_of(number) == "INVALID_COMPONENT"
    assert IdentityNumber.parse(number, date(2026, 11, 24)).birth_date == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("region", "born"),
    [
        ("110115", "19700101"),  # 大兴, a county until 2001: registered there later in life
        ("110103", "20150101"),  # 崇文, dissolved in 2010: its number was still in use
        ("810000", "19700101"),  # Hong Kong, with a residence permit since 2018
        ("820000", "19700101"),  # Macao
        ("830000", "19700101"),  # Taiwan
    ],
)
def test_a_region_counts_whenever_it_existed_because_numbers_are_given_at_registration(
    region: str, born: str
) -> None:
    assert IdentityNumber.parse(make_number(region=region, born=born), TODAY).region == region


@pytest.mark.parametrize(
    ("sex", "birth_date", "mismatches"),
    [
        ("female", date(1949, 12, 31), []),
        ("male", date(1949, 12, 31), ["SEX_MISMATCH"]),
        ("female", date(1949, 12, 30), ["BIRTHDATE_MISMATCH"]),
        ("male", date(1950, 1, 1), ["SEX_MISMATCH", "BIRTHDATE_MISMATCH"]),
        (None, None, []),
        ("male", None, ["SEX_MISMATCH"]),
    ],
)
def test_what_the_form_says_is_held_against_the_number(
    sex: Sex | None, birth_date: date | None, mismatches: list[str]
) -> None:
    number = IdentityNumber.parse("11010519491231002X", TODAY)
    assert number.cross_check(sex=sex, birth_date=birth_date) == mismatches


def test_a_number_is_masked_wherever_it_is_shown() -> None:
    number = IdentityNumber.parse("11010519491231002X", TODAY)
    for shown in (str(number), repr(number), f"{number}", repr([number])):
        assert "1****************X" in shown
        assert "1949" not in shown
        assert "110105" not in shown


@pytest.mark.parametrize(
    "text", ["11010519491231", "11010519491231002Y", "110105194912310029", make_number(born="19491399")]
)
def test_an_error_never_repeats_the_number(text: str) -> None:
    with pytest.raises(InvalidIdentityNumber) as refused:
        IdentityNumber.parse(text, TODAY)
    problem = refused.value
    said = "".join(traceback.format_exception(problem)) + problem.message("zh-CN") + str(problem.values)
    assert "11010519" not in said
    assert "1949" not in said
    assert isinstance(problem, Malformed)
    assert isinstance(problem, ValueError)


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(min_value=0, max_value=999),
    st.sampled_from(["110105", "310101", "440300", "650100", "710000"]),
)
def test_every_well_made_number_is_read_back(born: date, sequence: int, region: str) -> None:
    number = IdentityNumber.parse(make_number(region, f"{born:%Y%m%d}", f"{sequence:03}"), TODAY)
    assert (number.region, number.birth_date) == (region, born)
    assert number.sex == ("male" if sequence % 2 else "female")


@given(st.dates(date(1900, 1, 1), TODAY - timedelta(days=1)), st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(born: date, place: int, change: int) -> None:
    right = make_number(born=f"{born:%Y%m%d}")
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert code_of(wrong) == "INVALID_CHECKSUM"


@given(st.text(max_size=20) | st.text("0123456789Xx", min_size=17, max_size=19))
def test_any_text_is_either_refused_with_a_code_or_a_number(text: str) -> None:
    try:
        outcome = IdentityNumber.parse(text, TODAY).reveal()
    except InvalidIdentityNumber as problem:
        outcome = problem.code
    codes = {"INVALID_LENGTH", "INVALID_FORMAT", "INVALID_CHECKSUM", "INVALID_COMPONENT"}
    assert outcome in codes or len(outcome) == 18
