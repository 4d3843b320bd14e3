"""A tier told as a story in the client's own figures, within the limits on wording (capability 27)."""

from decimal import Decimal
from typing import Any

import pytest

from services.quotes.domain.offer import OfferedTier, make_offer
from services.quotes.domain.story import Insured, Paragraph, tell
from services.quotes.domain.wording import breaches
from shared.contracts.needs import RiskGap
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.families import on_sale
from tests.unit.quotes.products import TODAY, make_life, make_rule

LIMITS = make_rule("wording.limits")


def make_tier(code: str = "advanced", *, without: tuple[str, ...] = (), **changed: Any) -> OfferedTier:
    """A tier of the samples for a man of 30; `changed` replaces fields of its covers."""
    offer = make_offer(on_sale(), make_life(), budget=None, jurisdiction=Jurisdiction.load("cn"), on=TODAY)
    tier = offer.tier(code)
    assert tier is not None
    covers = tuple(
        cover.model_copy(update=changed) for cover in tier.covers if cover.line.value not in without
    )
    return tier.model_copy(update={"covers": covers})


def told(tier: OfferedTier, *, income: int | None = 240_000, **insured: Any) -> dict[str, Paragraph]:
    facts = {"age": 30, "role": None, "family_income": None if income is None else Money.of(income)}
    gaps = [RiskGap(risk="death", gap=Money.of(1_200_000), gap_rounded_up=Money.of(1_200_000))]
    answer = tell(tier, Insured(**(facts | insured)), gaps, make_rule("gap.critical_illness"))
    return {paragraph.code: paragraph for paragraph in answer.result}


def test_the_illness_sum_is_treatment_and_the_rest_in_years_of_income() -> None:
    illness = told(make_tier())["critical_illness"].values
    assert (str(illness["treatment"]), str(illness["rest"])) == ("100000.00", "400000.00")
    assert illness["years"] == Decimal("1.6")


def test_without_a_large_medical_policy_treatment_takes_more_of_it() -> None:
    illness = told(make_tier(without=("medical_million",)))["critical_illness"].values
    assert (str(illness["treatment"]), illness["years"]) == ("300000.00", Decimal("0.8"))


def test_it_says_how_far_it_is_from_treatment_and_three_years_of_income() -> None:
    short = told(make_tier())["critical_illness.short"].values
    assert (short["aimed_years"], str(short["short"])) == (3, "320000.00")
    assert "critical_illness.short" not in told(make_tier(), income=100_000)


def test_where_nobody_stated_an_income_no_years_are_told() -> None:
    paragraphs = told(make_tier(), income=None)
    assert "critical_illness.without_income" in paragraphs
    assert "term_life.without_income" in paragraphs
    assert not any("years" in paragraph.values for paragraph in paragraphs.values())


def test_a_sum_that_treatment_uses_up_says_so() -> None:
    tier = make_tier(sum_insured=Money.of(100_000))
    assert "critical_illness.treatment_only" in told(tier)


def test_the_life_sum_is_held_against_the_gap_agreed_on() -> None:
    assert str(told(make_tier())["term_life.short"].values["short"]) == "200000.00"


@pytest.mark.parametrize(
    ("role", "opening"),
    [("child", "opening.child"), ("elder", "opening.elder"), ("partner", "opening.adult")],
)
def test_it_begins_with_whom_it_is_about(role: str, opening: str) -> None:
    assert opening in told(make_tier(), role=role)


def test_only_what_the_contract_fixes_is_called_certain() -> None:
    assert "certain" in told(make_tier())
    participating = told(make_tier(design_type="participating"))
    assert "not_certain" in participating
    assert "certain" not in participating


@pytest.mark.parametrize("text", ["这款产品保证收益", "零风险的选择", "比存款划算", "即将停售"])
def test_promises_and_comparisons_are_never_allowed(text: str) -> None:
    assert breaches(text, "zh-CN", LIMITS, benefits_are_certain=True)


def test_certain_is_allowed_where_the_contract_fixes_what_is_paid() -> None:
    assert breaches("确定收益", "zh-CN", LIMITS, benefits_are_certain=True) == ()
    assert breaches("确定收益", "zh-CN", LIMITS, benefits_are_certain=False) == ("确定收益",)
    assert breaches("A Certain Benefit", "en", LIMITS, benefits_are_certain=False) == ("certain benefit",)
