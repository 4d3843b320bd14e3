"""A firm's figures as rules: what changed, which policies count, and what is agreed on."""

from datetime import date
from uuid import UUID

import pytest

from services.needs.domain.enterprise_problems import FirmNotAssessed
from services.needs.domain.firm_figures import FirmEdit, agreed_firm_gaps, firm_figures
from services.needs.domain.issued_cover import IssuedPolicy
from services.needs.domain.recorded_enterprise import RecordedEnterprise, changes, covered
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.needs.households import TODAY


def make_firm(**others: object) -> RecordedEnterprise:
    given = {"headcount": 40, "industry": "C", "annual_wages": Money.of(4_000_000)}
    return RecordedEnterprise.model_validate(given | others)


def make_policy(line: Line, sum_insured: int, number: int = 1, **others: object) -> IssuedPolicy:
    given = {
        "policy_id": UUID(int=number),
        "member_id": None,
        "line": line,
        "sum_insured": Money.of(sum_insured),
        "held_from": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
    }
    return IssuedPolicy.model_validate(given | others)


def test_a_policy_raises_the_limit_per_head_only_where_it_is_the_larger_one() -> None:
    firm = make_firm(liability_limit_per_head=Money.of(700_000))
    limits = [
        covered(firm, [make_policy(Line.EMPLOYER_LIABILITY, amount)], on=TODAY).liability_limit_per_head
        for amount in (500_000, 1_000_000)
    ]
    assert limits == [Money.of(700_000), Money.of(1_000_000)]


def test_policies_add_to_what_the_firm_was_asked_about_and_to_nothing_else() -> None:
    firm = make_firm(plant={"replacement_value": "100.00", "sum_insured": "10.00"})
    policies = [make_policy(Line.PROPERTY, 20), make_policy(Line.GROUP_MEDICAL, 30, 2)]
    found = covered(firm, policies, on=TODAY)
    assert found.plant is not None
    assert (found.plant.sum_insured, found.group_medical) == (Money.of(30), None)
    ended = [make_policy(Line.PROPERTY, 20, ended_on=TODAY)]
    assert covered(firm, ended, on=TODAY) == firm


def test_the_same_facts_have_not_changed_and_each_aspect_has_its_code() -> None:
    assert changes(None, make_firm()) == ("recorded",)
    assert changes(make_firm(), make_firm()) == ()
    after = make_firm(headcount=41, enrolled_in_work_injury_fund=False, liability_deductible=Money.of(1))
    assert changes(make_firm(), after) == ("headcount", "work_injury_fund", "liability")


def test_every_table_shows_the_example_the_grant_and_the_least_limit() -> None:
    figures = firm_figures(make_firm(), Jurisdiction.load("cn"), on=date(2025, 6, 1))
    losses = [str(answer.result.loss) for answer in figures.transfers]
    assert losses == ["800000.00", "1083760.00", "1200000.00"]
    assert all(answer.result.retained == answer.result.loss for answer in figures.transfers)
    assert "enterprise.work_injury_costs@2011-01-01" in figures.rule_versions()


def test_an_agreed_gap_keeps_the_computed_one_and_a_risk_that_was_not_assessed_is_refused() -> None:
    figures = firm_figures(make_firm(), Jurisdiction.load("cn"), on=TODAY)
    edit = FirmEdit(risk="employer_liability", gap=Money.of(900_001))
    [agreed] = agreed_firm_gaps(figures, [edit], step=10_000)
    assert (str(agreed.computed), str(agreed.agreed), str(agreed.rounded_up)) == (
        "1200000.00",
        "900001.00",
        "910000.00",
    )
    with pytest.raises(FirmNotAssessed):
        agreed_firm_gaps(figures, [FirmEdit(risk="property", gap=Money.zero())], step=10_000)
