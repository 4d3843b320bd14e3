"""What the law forbids a product to be: each limit by itself, and the whole report at once."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.quotes.domain.limits import faults
from services.quotes.domain.product import Product, years_of_cover
from services.quotes.product_folder import sample_catalogue
from shared.jurisdictions import Jurisdiction
from shared.problems import BrokenRule
from tests.unit.quotes.products import make_product, text

SEVERE = [
    "malignant_tumour_severe",
    "acute_myocardial_infarction_severe",
    "stroke_sequelae_severe",
    "major_organ_transplant",
    "coronary_artery_bypass",
    "chronic_kidney_failure_severe",
]
MILD = ["malignant_tumour_mild", "acute_myocardial_infarction_mild", "stroke_sequelae_mild"]


def make_benefit(kind: str, share: str = "1", *diseases: str, code: str = "b") -> dict[str, Any]:
    return {"code": code, "kind": kind, "share": share, "diseases": list(diseases), "text": text()}


def make_critical_illness(*benefits: dict[str, Any], **changes: Any) -> Product:
    whole = [make_benefit("severe_disease", "1", *SEVERE)]
    return make_product(line="critical_illness", benefits=benefits or whole, **changes)


def found(product: Product) -> list[BrokenRule]:
    return list(faults(product, Jurisdiction.load("cn")))


def codes(product: Product) -> list[str]:
    return [fault.code for fault in found(product)]


def test_every_sample_product_keeps_every_limit() -> None:
    for tariff in sample_catalogue():
        assert faults(tariff.product, Jurisdiction.load("cn")) == (), tariff.product.code


def test_critical_illness_for_adults_contains_the_six_core_diseases() -> None:
    assert codes(make_critical_illness()) == []
    five = make_benefit("severe_disease", "1", *SEVERE[:5])
    (fault,) = found(make_critical_illness(five))
    assert fault.code == "CORE_DISEASES_MISSING"
    assert fault.values == {"missing": "chronic_kidney_failure_severe"}
    assert codes(make_critical_illness(five, issue_age={"minimum": 0, "maximum": 17})) == []


@pytest.mark.parametrize("kind", ["mild_disease", "moderate_disease"])
def test_whoever_adds_lesser_diseases_adds_the_three_mild_ones(kind: str) -> None:
    core = make_benefit("severe_disease", "1", *SEVERE)
    lesser = make_benefit(kind, "0.3", "small_thing")
    assert codes(make_critical_illness(core, lesser)) == ["MILD_DISEASES_MISSING"]
    mild = make_benefit("mild_disease", "0.3", *MILD)
    assert codes(make_critical_illness(core, lesser, mild)) == []


def test_a_mild_disease_pays_at_most_30_percent_of_the_severe_one_it_belongs_to() -> None:
    halved = make_benefit("severe_disease", "0.5", "malignant_tumour_severe")
    others = make_benefit("severe_disease", "1", *SEVERE[1:])
    mild = make_benefit("mild_disease", "0.3", *MILD)
    (fault,) = found(make_critical_illness(halved, others, mild))
    assert fault.code == "MILD_BENEFIT_TOO_HIGH"
    assert fault.values == {"disease": "malignant_tumour_mild", "share": "30%", "limit": "15%"}
    over = make_benefit("mild_disease", "0.3001", *MILD)
    core = make_benefit("severe_disease", "1", *SEVERE)
    assert codes(make_critical_illness(core, over)) == ["MILD_BENEFIT_TOO_HIGH"] * 3


@pytest.mark.parametrize("kind", ["survival", "maturity", "annuity"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("critical_illness", ["CORE_DISEASES_MISSING", "SURVIVAL_BENEFIT_NOT_ALLOWED"]),
        ("medical_million", ["SURVIVAL_BENEFIT_NOT_ALLOWED"]),
        ("annuity", []),
    ],
)
def test_medical_and_critical_illness_carry_no_survival_benefit(
    line: str, expected: list[str], kind: str
) -> None:
    assert codes(make_product(line=line, benefits=[make_benefit(kind)])) == expected


def test_long_term_critical_illness_pays_no_more_on_death_than_on_disease() -> None:
    core = make_benefit("severe_disease", "1", *SEVERE)
    death = make_benefit("death", "1.5")
    (fault,) = found(make_critical_illness(core, death))
    assert (fault.code, fault.values) == ("DEATH_BENEFIT_TOO_HIGH", {"share": "150%", "limit": "100%"})
    assert codes(make_critical_illness(core, death, coverage_terms=["years_1"])) == []
    assert codes(make_critical_illness(core, make_benefit("death", "1"))) == []


@pytest.mark.parametrize(
    ("line", "days", "expected"),
    [
        ("medical_million", 180, []),
        ("medical_million", 181, ["WAITING_PERIOD_TOO_LONG"]),
        ("term_life", 181, []),
    ],
)
def test_a_health_product_waits_no_longer_than_180_days(line: str, days: int, expected: list[str]) -> None:
    assert codes(make_product(line=line, waiting_days=days)) == expected


def test_genetic_tests_are_not_asked_for_but_family_history_may_be() -> None:
    def asked(item: str) -> Product:
        return make_critical_illness(disclosure_items=["smoking", item])

    assert codes(asked("genetic_test")) == ["GENETIC_TEST_ASKED"]
    assert codes(asked("family_history")) == []


@pytest.mark.parametrize(("share", "expected"), [("0.20", []), ("0.2001", ["HEALTH_SERVICES_TOO_COSTLY"])])
def test_health_services_take_at_most_a_fifth_of_the_net_premium(share: str, expected: list[str]) -> None:
    assert codes(make_product(health_services_share=share)) == expected


@pytest.mark.parametrize("how", ["automatic", "preselected"])
def test_no_add_on_comes_along_by_itself(how: str) -> None:
    add_ons = [{"product": "asked"}, {"product": "pushed", how: True}]
    (fault,) = found(make_product(add_ons=add_ons))
    assert (fault.code, fault.pointer) == ("AUTOMATIC_ADD_ON", "/add_ons/1")
    before_the_law = make_product(add_ons=add_ons, sale_from="2024-02-29")
    assert codes(before_the_law) == []


def make_whole_life(*multiples: tuple[int, str]) -> Product:
    steps = [{"from_age": age, "multiple": multiple} for age, multiple in multiples]
    return make_product(line="increasing_whole_life", death_multiples=steps)


def test_whole_life_pays_adults_160_140_and_120_percent_of_the_premiums() -> None:
    assert codes(make_whole_life((18, "1.6"), (41, "1.4"), (61, "1.2"))) == []
    assert codes(make_whole_life((0, "1.6"))) == []
    assert [
        fault.values["age"] for fault in found(make_whole_life((18, "1.5"), (41, "1.4"), (61, "1.2")))
    ] == [18]
    assert [
        fault.values["age"] for fault in found(make_whole_life((18, "1.6"), (40, "1.4"), (61, "1.2")))
    ] == [18]
    assert [fault.values["age"] for fault in found(make_whole_life())] == [18, 41, 61]


@pytest.mark.parametrize(
    ("sale_from", "design_type", "rate", "expected"),
    [
        ("2023-07-31", "ordinary", "0.035", []),
        ("2023-08-01", "ordinary", "0.035", ["RATE_ABOVE_CAP"]),
        ("2024-08-31", "ordinary", "0.030", []),
        ("2024-09-01", "ordinary", "0.030", ["RATE_ABOVE_CAP"]),
        ("2025-08-31", "ordinary", "0.025", []),
        ("2025-09-01", "ordinary", "0.025", ["RATE_ABOVE_CAP"]),
        ("2025-09-01", "ordinary", "0.020", []),
        ("2025-09-01", "participating", "0.0175", []),
        ("2025-09-01", "participating", "0.020", ["RATE_ABOVE_CAP"]),
        ("2025-09-01", "universal", "0.010", []),
        ("2025-09-01", "universal", "0.0101", ["RATE_ABOVE_CAP"]),
        ("2025-09-01", "unit_linked", "0.05", []),
    ],
)
def test_a_pricing_rate_keeps_the_cap_of_the_day_it_is_first_sold(
    sale_from: str, design_type: str, rate: str, expected: list[str]
) -> None:
    product = make_product(sale_from=sale_from, design_type=design_type, pricing_rate=rate)
    assert codes(product) == expected


def test_every_fault_is_reported_at_once_in_words() -> None:
    product = make_critical_illness(
        make_benefit("severe_disease", "1", *SEVERE[:5]),
        waiting_days=200,
        pricing_rate="0.035",
        disclosure_items=["genetic_test"],
    )
    assert codes(product) == [
        "CORE_DISEASES_MISSING",
        "WAITING_PERIOD_TOO_LONG",
        "GENETIC_TEST_ASKED",
        "RATE_ABOVE_CAP",
    ]
    cap = found(product)[-1]
    assert (
        cap.message("en") == "The pricing rate 3.5% exceeds the cap of 2% for products sold from 2026-01-01."
    )
    assert "3.5%" in cap.message("zh-CN")


@pytest.mark.parametrize(
    "change",
    [
        {"issue_age": {"minimum": 51, "maximum": 50}},
        {"sum_insured": {"minimum": "2", "maximum": "1", "step": "1"}},
        {"sum_insured": {"minimum": "0", "maximum": "10", "step": "3"}},
        {"sum_insured": {"minimum": "0", "maximum": "10", "step": "0"}},
        {"sum_insured": {"minimum": "0", "maximum": "10000000000.01", "step": "0.01"}},
        {"sale_to": "2025-12-31"},
        {"coverage_terms": []},
        {"coverage_terms": ["20"]},
        {"coverage_terms": ["years_20", "years_20"]},
        {"payment_terms": [20, 20]},
        {"occupation_factors": {}},
        {"occupation_factors": {7: "1"}},
        {"occupation_factors": {1: "0"}},
        {"name": {"en": "only English"}},
        {"benefits": [{"code": "b", "kind": "death", "text": text()}]},
        {"benefits": [{"code": "b", "kind": "death", "measure": "cash_value", "share": "1", "text": text()}]},
        {"unknown": 1},
    ],
)
def test_a_product_that_contradicts_itself_does_not_exist(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_product(**change)


@pytest.mark.parametrize(
    ("term", "age", "years"),
    [("years_20", 30, 20), ("to_70", 30, 40), ("to_70", 75, 0), ("to_105", 0, 105), ("whole_life", 30, None)],
)
def test_a_term_says_how_many_years_it_covers(term: str, age: int, years: int | None) -> None:
    assert years_of_cover(term, age) == years


def test_only_ordinary_products_may_call_their_benefits_certain() -> None:
    assert make_product().benefits_are_certain
    for design_type in ("participating", "universal", "unit_linked"):
        assert not make_product(design_type=design_type).benefits_are_certain


def test_a_product_is_on_sale_from_its_first_day() -> None:
    assert not make_product().on_sale(date(2025, 12, 31))
    assert make_product().on_sale(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cooling_off_days": 14}, ["COOLING_OFF_TOO_SHORT"]),
        ({"cooling_off_days": 15}, []),
        ({"cooling_off_days": 0, "coverage_terms": ["years_1"]}, []),
        ({"cooling_off_days": 14, "sale_from": "2019-11-30"}, []),
    ],
)
def test_a_long_health_product_gives_fifteen_days_to_cool_off(
    changes: dict[str, Any], expected: list[str]
) -> None:
    assert codes(make_product(line="medical_million", **changes)) == expected


def test_a_guaranteed_renewal_is_neither_narrowed_nor_priced_by_ones_own_health() -> None:
    def renewed(**terms: Any) -> list[str]:
        return codes(make_product(line="medical_million", renewal={"guaranteed": True, "years": 6} | terms))

    assert renewed() == []
    assert renewed(may_narrow=True) == ["RENEWAL_NARROWED"]
    assert renewed(individually_rated=True) == ["RENEWAL_INDIVIDUALLY_RATED"]
    assert renewed(guaranteed=False, years=0, may_narrow=True) == []


@pytest.mark.parametrize(("rate", "expected"), [("0.010", []), ("0.011", ["RATE_ABOVE_CAP"])])
def test_an_account_guarantees_no_more_than_the_cap(rate: str, expected: list[str]) -> None:
    account = {"premium_charges": ["0"], "surrender_charges": ["0"], "guaranteed_rate": rate}
    product = make_product(
        line="universal_account",
        design_type="universal",
        rate_unit="account",
        rate_table=None,
        account=account,
        premium={"minimum": "1", "maximum": "2", "step": "1"},
    )
    assert codes(product) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_unit": "account"},
        {"rate_table": None},
        {"rate_unit": "sum_per_1000_premium"},
        {"premium": {"minimum": "1", "maximum": "2", "step": "1"}},
        {"payment_frequencies": {"monthly": "0.09"}},
        {"payment_frequencies": {"annual": "0.9"}},
        {"renewal": {"guaranteed": True, "years": 0}},
        {"heads": {"minimum": 5, "maximum": 3}},
        {"benefits": [make_benefit("death") | {"from_age": 60}]},
        {"benefits": [make_benefit("annuity") | {"from_age": 60, "until_age": 59}]},
        {"benefits": [make_benefit("death") | {"measure": "highest_of", "highest_of": ["cash_value"]}]},
        {"benefits": [make_benefit("death") | {"measure": "cash_value"}]},
        {"benefits": [make_benefit("death") | {"interval_days": 90}]},
        {"benefits": [make_benefit("death") | {"measure": "cash_value", "share": None, "growth": "0.1"}]},
    ],
)
def test_a_product_that_contradicts_itself_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_product(**wrong)
