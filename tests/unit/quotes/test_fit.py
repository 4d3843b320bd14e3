"""Scenario fit (适配性): tags of a client or firm find products by what these are, each with its reason (capability 2)."""

from collections.abc import Iterable
from typing import Any

import pytest

from services.quotes.domain import caveats
from services.quotes.domain.fit import Fits, Scene, features, fitting
from services.quotes.domain.offer import OnSale
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue, second_catalogue
from services.quotes.texts import TEXTS
from shared.because import Answer
from shared.ids import new_id
from shared.language import LANGUAGES
from tests.unit.quotes.products import make_rule

RULE = make_rule("product.fit")


def fits(
    *tags: str, catalogue: Iterable[Tariff] = (*sample_catalogue(), *second_catalogue()), **facts: Any
) -> Answer[Fits]:
    products = [OnSale(product_id=new_id(), carrier_id=new_id(), tariff=tariff) for tariff in catalogue]
    return fitting(products, Scene(tags=frozenset(tags), **facts), RULE)


def found(*tags: str, **facts: Any) -> dict[str, set[str]]:
    return {
        one.product.tariff.product.code: {reason.feature for reason in one.reasons}
        for one in fits(*tags, **facts).result.products
    }


def test_family_history_leads_to_critical_illness_that_pays_several_times() -> None:
    """Capability 2: family history 家族病史 → multi-pay CI 多次赔付."""
    assert found("family_history", line="critical_illness") == {
        "sample-b-critical-illness-multi": {"pays_several_times"}
    }
    assert found("family_history", catalogue=sample_catalogue()) == {}
    assert fits("family_history", catalogue=sample_catalogue()).result.unanswered == ("family_history",)


@pytest.mark.parametrize(
    ("tag", "age", "horizon", "expected"),
    [
        ("education", 3, 15, {"sample-b-education-annuity"}),
        ("education", 3, 18, {"sample-b-education-annuity"}),
        ("education", 3, 14, set()),
        ("education", 3, 19, set()),
        ("education", 11, 7, set()),
        ("pension", 40, 20, {"sample-annuity"}),
        ("pension", 40, 19, set()),
    ],
)
def test_an_annuity_fits_where_it_pays_when_the_money_is_needed(
    tag: str, age: int, horizon: int, expected: set[str]
) -> None:
    """Capability 2: annuity payout rule 领取规则 ↔ education or pension horizon."""
    assert set(found(tag, age=age, horizon_years=horizon)) == expected


def test_without_a_horizon_annuities_are_not_matched_and_it_is_said() -> None:
    answer = fits("pension", age=40)
    assert answer.result.products == ()
    assert answer.caveats == [caveats.HORIZON_NOT_GIVEN]
    assert fits("child").caveats == []


def test_age_and_occupation_close_what_they_are_not_sold_to() -> None:
    assert found("breadwinner", line="term_life", age=30) == {
        "sample-term-life": {"pays_on_death"},
        "sample-b-term-life": {"pays_on_death"},
    }
    assert set(found("breadwinner", line="term_life", age=53)) == {"sample-b-term-life"}
    assert found("breadwinner", line="term_life", occupation_class=6) == {}
    assert set(found("high_risk_occupation", occupation_class=6)) == {
        "sample-accident",
        "sample-increasing-whole-life",
    }


def test_what_has_most_reasons_comes_first_and_unknown_tags_are_unanswered() -> None:
    answer = fits("breadwinner", "family_history", "child", "astronaut", line="critical_illness").result
    assert [one.product.tariff.product.code for one in answer.products] == [
        "sample-b-critical-illness-multi",
        "sample-critical-illness",
    ]
    assert len(answer.products[0].reasons) == 3
    assert answer.unanswered == ("astronaut",)


def test_a_firm_finds_what_covers_its_people_and_its_plant() -> None:
    assert set(found("employer", "keeps_talent", "plant_and_equipment")) == {
        "sample-employer-liability",
        "sample-enterprise-annuity",
        "sample-group-accident",
        "sample-group-medical",
        "sample-property",
    }


def test_every_rule_has_its_words_and_asks_for_a_feature_that_some_sample_has() -> None:
    in_time = {"pays_within_horizon", "pays_for_life_within_horizon"}
    has = {
        (tariff.product.line, feature)
        for tariff in (*sample_catalogue(), *second_catalogue())
        for feature in features(tariff.product, RULE) | in_time
    }
    for each in RULE["rules"]:
        assert (each["line"], each["feature"]) in has, each
        for language in LANGUAGES:
            assert TEXTS.say(f"fit.{each['tag']}.{each['feature']}", language)
