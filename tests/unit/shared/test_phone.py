"""One phone is one number, however it is written; what is no phone is refused without being repeated."""

from typing import Annotated

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, TypeAdapter, ValidationError

from shared.phone import InvalidPhone, normalise_phone


@pytest.mark.parametrize(
    "written",
    [
        "+86 138-0013-8000",
        "13800138000",
        "138 0013 8000",
        " 86 13800138000 ",
        "0086-13800138000",
        "(+86)138.0013.8000",
        "１３８００１３８０００",
        "＋86 138\u00a00013\u20138000",
    ],
)
def test_one_phone_is_one_number_however_it_is_written(written: str) -> None:
    assert normalise_phone(written) == "+8613800138000"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("010-62345678", "+861062345678"),
        ("+852 9123 4567", "+85291234567"),
        ("+1 (650) 253-0000", "+16502530000"),
        ("19212345678", "+8619212345678"),
    ],
)
def test_landlines_new_ranges_and_numbers_from_elsewhere_pass(written: str, number: str) -> None:
    assert normalise_phone(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "+",
        "12345",
        "1380013800",
        "138001380001",
        "call 13800138000",
        "13800138000 ext. 12",
        "13800138000转12",
        "13800138000;ext=1",
        "13800138000#1",
        "1-800-FLOWERS",
        "+999 13800138000",
        "13800138000/13900139000",
        "1" * 1000,
        "11010519491231002X",
    ],
)
def test_what_is_no_phone_is_refused(written: str) -> None:
    with pytest.raises(InvalidPhone):
        normalise_phone(written)


def test_the_error_has_a_code_and_never_repeats_the_number() -> None:
    with pytest.raises(InvalidPhone) as refused:
        normalise_phone("13900000")
    problem = refused.value
    assert (problem.status, problem.code) == (422, "INVALID_PHONE")
    assert "1390" not in f"{problem}{problem!r}{problem.message('zh-CN')}{problem.values}"


def test_a_model_that_normalises_phones_answers_with_a_validation_error() -> None:
    phone = TypeAdapter(Annotated[str, AfterValidator(normalise_phone)])
    assert phone.validate_python("13800138000") == "+8613800138000"
    with pytest.raises(ValidationError, match="INVALID_PHONE"):
        phone.validate_python("12")


@given(st.text(max_size=30) | st.text("0123456789+-() ", max_size=20))
def test_any_text_is_either_refused_or_normalised_for_good(text: str) -> None:
    try:
        number = normalise_phone(text)
    except InvalidPhone:
        return
    assert normalise_phone(number) == number


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_plain_mobile_number_is_judged_as_the_library_judges_it(text: str) -> None:
    number = phonenumbers.parse(text, "CN")
    if phonenumbers.is_valid_number(number):
        assert normalise_phone(text) == phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.E164
        )
    else:
        with pytest.raises(InvalidPhone):
            normalise_phone(text)


@pytest.mark.parametrize("last", range(10))
def test_of_a_mobile_number_only_the_first_five_digits_decide_whether_it_is_in_use(last: int) -> None:
    for beginning in range(13_000 + last, 20_000, 10):
        judged = {
            phonenumbers.is_valid_number(phonenumbers.parse(f"{beginning}{rest}", "CN"))
            for rest in ("000000", "123456", "987654", "999999")
        }
        assert len(judged) == 1
