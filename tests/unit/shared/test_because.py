"""An answer carries its reasons in plain JSON."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money


def make_rule(**values: Any) -> Rule:
    return Rule("cooling_off", date(2020, 1, 1), None, "健康保险管理办法 2019 No.3 art. 15", "read", values)


class Term(BaseModel):
    years: int
    sum_insured: Money


def test_a_reason_names_the_rule_its_source_and_its_version() -> None:
    because = Because.of(make_rule(days=15), signed_on=date(2026, 3, 2))
    assert because.model_dump() == {
        "inputs": {"signed_on": "2026-03-02"},
        "rule": "cooling_off",
        "source": "健康保险管理办法 2019 No.3 art. 15",
        "version": "cooling_off@2020-01-01",
    }


def test_inputs_are_plain_json_whatever_they_were() -> None:
    because = Because.of(
        make_rule(days=15),
        expenses=Money.of(200_000),
        rate=Decimal("0.035"),
        years=(1, 3),
        term=Term(years=20, sum_insured=Money.of("500000")),
        missing=None,
        nested={"premiums": [Money.of("4843")]},
    )
    assert because.inputs == {
        "expenses": "200000.00",
        "rate": "0.035",
        "years": [1, 3],
        "term": {"years": 20, "sum_insured": "500000.00"},
        "missing": None,
        "nested": {"premiums": ["4843.00"]},
    }


def test_an_input_without_a_json_form_is_refused_when_the_reason_is_given_not_when_it_is_sent() -> None:
    with pytest.raises((ValidationError, TypeError), match="object"):
        Because.of(make_rule(days=15), something=object())


def test_an_answer_goes_out_and_comes_back_the_same() -> None:
    answer = Answer[Money](
        result=Money.of(1_200_000),
        because=[Because.of(make_rule(days=15), n=1)],
        caveats=["One year of expenses"],
    )
    written = answer.model_dump_json()
    assert json.loads(written)["result"] == "1200000.00"
    assert Answer[Money].model_validate_json(written) == answer


@pytest.mark.parametrize("name", ["result", "because", "caveats"])
def test_an_answer_leaves_nothing_unsaid(name: str) -> None:
    whole = {"result": "1.00", "because": [], "caveats": []}
    del whole[name]
    with pytest.raises(ValidationError, match=name):
        Answer[Money].model_validate(whole)
