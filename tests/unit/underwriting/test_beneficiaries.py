"""Shares are exact, a payout is whole to the fen, and who may be named is the law's."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.underwriting.domain.beneficiaries import (
    Beneficiary,
    agreed_shares,
    designate,
    payout,
    read_designation,
)
from services.underwriting.domain.problems import (
    BeneficiaryConsent,
    BeneficiaryIncomplete,
    BeneficiaryOfEmployee,
    BeneficiaryOrder,
    BeneficiaryShares,
    TooManyBeneficiaries,
)
from shared.jurisdictions import Jurisdiction
from shared.money import Money

CN = Jurisdiction.load("cn")
ON = date(2026, 6, 1)
MILLION = Money.of("1000000.00")

percents = st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
amounts = st.integers(0, 10**12).map(lambda fen: Money.of(Decimal(fen) / 100))


def make_beneficiary(**facts: Any) -> Beneficiary:
    named = {"name": "李四", "id_number": "11010519491231002X", "relation": "spouse"}
    return Beneficiary(**{**named, **facts})


def with_shares(*shares: str | None, order: int = 1) -> list[Beneficiary]:
    return [
        make_beneficiary(share_percent=None if share is None else Decimal(share), order=order)
        for share in shares
    ]


def shares_of(beneficiaries: Sequence[Beneficiary]) -> tuple[Decimal, ...]:
    return agreed_shares(CN, beneficiaries, on=ON).result


def test_a_share_sum_of_99_99_is_refused_with_a_suggestion() -> None:
    with pytest.raises(BeneficiaryShares) as refused:
        shares_of(with_shares("33.33", "33.33", "33.33"))
    assert refused.value.code == "BENEFICIARY_SHARES"
    assert refused.value.values["total"] == "99.99"
    assert refused.value.values["suggested"] == ["33.34", "33.33", "33.33"]
    assert refused.value.message("en") == (
        "Shares must add up to exactly 100% within each order, not 99.99%; "
        "for example: 33.34 / 33.33 / 33.33."
    )
    assert "33.34 / 33.33 / 33.33" in refused.value.message("zh-CN")


def test_the_suggested_shares_are_accepted() -> None:
    assert shares_of(with_shares("33.34", "33.33", "33.33")) == (
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    )


@pytest.mark.parametrize(
    ("given_shares", "suggested"),
    [
        (("50", "30", "10"), ["55.56", "33.33", "11.11"]),
        (("60", None), ["60.00", "40.00"]),
        (("40", None, None), ["40.00", "30.00", "30.00"]),
        (("100", None), ["50.00", "50.00"]),
        (("100", "100"), ["50.00", "50.00"]),
    ],
)
def test_a_suggestion_keeps_what_it_can(given_shares: tuple[str | None, ...], suggested: list[str]) -> None:
    with pytest.raises(BeneficiaryShares) as refused:
        shares_of(with_shares(*given_shares))
    assert refused.value.values["suggested"] == suggested


def test_no_shares_mean_equal_thirds() -> None:
    answer = payout(CN, MILLION, with_shares(None, None, None), on=ON)
    assert answer.result.parts == (
        Money.of("333333.34"),
        Money.of("333333.33"),
        Money.of("333333.33"),
    )
    assert answer.result.to_estate == Money.zero()


def test_who_died_first_leaves_his_share_to_the_others_in_proportion() -> None:
    answer = payout(CN, MILLION, with_shares("50", "30", "20"), on=ON, gone={1})
    assert answer.result.parts == (Money.of("714285.71"), Money.zero(), Money.of("285714.29"))
    assert [reason.rule for reason in answer.because] == ["beneficiaries.shares", "beneficiaries.payout"]


def test_the_second_order_receives_only_when_nobody_of_the_first_is_left() -> None:
    first, second = with_shares("60", "40"), with_shares(None, None, order=2)
    half_gone = payout(CN, MILLION, [*first, *second], on=ON, gone={0})
    assert half_gone.result.parts == (Money.zero(), MILLION, Money.zero(), Money.zero())
    all_gone = payout(CN, MILLION, [*first, *second], on=ON, gone={0, 1})
    half = Money.of("500000.00")
    assert all_gone.result.parts == (Money.zero(), Money.zero(), half, half)
    assert all_gone.result.order_paid == 2


def test_without_anybody_left_the_estate_receives() -> None:
    for beneficiaries, gone in [([], set()), (with_shares("100"), {0})]:
        answer = payout(CN, MILLION, beneficiaries, on=ON, gone=gone)
        assert answer.result.to_estate == MILLION
        assert answer.result.order_paid is None
        assert answer.caveats == ["TO_THE_ESTATE"]


def test_each_order_adds_up_by_itself() -> None:
    with pytest.raises(BeneficiaryShares) as refused:
        shares_of([*with_shares("100"), *with_shares("50", "40", order=2)])
    assert refused.value.values["order"] == 2
    assert refused.value.values["suggested"] == ["100.00", "55.56", "44.44"]


def test_orders_have_no_gap() -> None:
    with pytest.raises(BeneficiaryOrder):
        shares_of([*with_shares("100"), *with_shares("100", order=3)])


@pytest.mark.parametrize("share", ["0", "-1", "100.01", "33.333", "NaN", "Infinity"])
def test_a_share_is_a_percentage_with_two_places(share: str) -> None:
    with pytest.raises(ValidationError):
        make_beneficiary(share_percent=share)


@pytest.mark.parametrize("field", ["name", "id_number", "relation"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_beneficiary_needs_a_name_an_identity_number_and_a_relation(field: str, value: str | None) -> None:
    with pytest.raises(BeneficiaryIncomplete) as refused:
        designate(
            CN, [make_beneficiary(), make_beneficiary(**{field: value})], on=ON, designated_by="insured"
        )
    assert refused.value.pointer == f"/beneficiaries/1/{field}"


def test_a_draft_may_lack_numbers_and_consent_but_no_name_and_no_relation() -> None:
    unnumbered = make_beneficiary(id_number=None)
    designate(CN, [unnumbered], on=ON, designated_by="policyholder", draft=True)
    for field in ("name", "relation"):
        with pytest.raises(BeneficiaryIncomplete):
            designate(
                CN, [make_beneficiary(**{field: None})], on=ON, designated_by="policyholder", draft=True
            )
    with pytest.raises(BeneficiaryShares):
        designate(CN, with_shares("50", "40"), on=ON, designated_by="insured", draft=True)


def test_a_beneficiary_shows_neither_name_nor_number() -> None:
    beneficiary = make_beneficiary()
    assert "李四" not in repr(beneficiary)
    assert "11010519491231002X" not in repr(beneficiary)
    answer = designate(CN, [beneficiary], on=ON, designated_by="insured")
    assert "11010519491231002X" not in answer.model_dump_json()
    assert "李四" not in answer.model_dump_json()


def test_the_insured_must_consent_to_whom_the_policyholder_names() -> None:
    with pytest.raises(BeneficiaryConsent):
        designate(CN, with_shares("100"), on=ON, designated_by="policyholder")
    accepted = designate(CN, with_shares("100"), on=ON, designated_by="policyholder", insured_consents=True)
    assert accepted.result == (Decimal(100),)


def test_an_employer_names_only_the_insured_and_close_relatives() -> None:
    employer = make_beneficiary(relation="employer")
    with pytest.raises(BeneficiaryOfEmployee):
        designate(CN, [employer], on=ON, designated_by="insured", for_employee=True)
    spouse = make_beneficiary(relation="spouse")
    assert designate(CN, [spouse], on=ON, designated_by="insured", for_employee=True).result == (Decimal(1),)


def test_there_are_at_most_twenty_beneficiaries() -> None:
    assert len(designate(CN, with_shares(*[None] * 20), on=ON, designated_by="insured").result) == 20
    with pytest.raises(TooManyBeneficiaries):
        designate(CN, with_shares(*[None] * 21), on=ON, designated_by="insured")


@pytest.mark.parametrize(
    ("facts", "reading"),
    [
        ({"names_somebody": True, "relation": "spouse"}, "NAMED"),
        ({"names_somebody": True, "relation": "spouse", "relation_changed": True}, "NONE"),
        ({"names_somebody": True, "relation": None, "relation_changed": True}, "NAMED"),
        ({"names_somebody": False, "relation": "statutory"}, "STATUTORY_HEIRS"),
        ({"names_somebody": False, "relation": "spouse"}, "RELATION_AT_CLAIM"),
        (
            {"names_somebody": False, "relation": "spouse", "policyholder_is_insured": False},
            "RELATION_AT_CONCLUSION",
        ),
        ({"names_somebody": False, "relation": None}, "NONE"),
    ],
)
def test_an_incomplete_designation_is_read_as_the_courts_read_it(facts: dict[str, Any], reading: str) -> None:
    answer = read_designation(CN, on=ON, **{"policyholder_is_insured": True, **facts})
    assert answer.result == reading


@given(amounts, st.lists(percents, min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_a_payout_is_always_whole(benefit: Money, weights: list[Decimal], gone: set[int]) -> None:
    total = sum(weights, Decimal())
    beneficiaries = [make_beneficiary() for _ in weights]
    if total == 100:
        beneficiaries = [make_beneficiary(share_percent=weight) for weight in weights]
    answer = payout(CN, benefit, beneficiaries, on=ON, gone=gone).result
    assert sum(answer.parts, answer.to_estate) == benefit
    assert all(part >= Money.zero() for part in answer.parts)
    assert all(not answer.parts[place] for place in gone if place < len(beneficiaries))


@given(st.lists(st.none() | percents, min_size=1, max_size=20))
def test_what_is_suggested_is_always_accepted(shares: list[Decimal | None]) -> None:
    beneficiaries = [make_beneficiary(share_percent=share) for share in shares]
    try:
        weights = shares_of(beneficiaries)
    except BeneficiaryShares as refused:
        suggested = [Decimal(share) for share in refused.values["suggested"]]
        assert sum(suggested) == 100
        assert shares_of([make_beneficiary(share_percent=share) for share in suggested]) == tuple(suggested)
    else:
        assert set(shares) == {None} or sum(weights) == 100


@given(amounts, st.permutations(range(4)))
def test_nobody_gains_more_than_a_fen_by_where_he_is_listed(benefit: Money, places: Sequence[int]) -> None:
    shares = ["40", "30", "20", "10"]
    listed = payout(CN, benefit, with_shares(*shares), on=ON).result.parts
    moved = payout(CN, benefit, with_shares(*(shares[place] for place in places)), on=ON).result.parts
    for position, place in enumerate(places):
        assert abs(moved[position] - listed[place]) <= Money.of("0.01")
