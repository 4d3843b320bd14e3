"""Answers folded into a household: what is said replaces what was known, and nothing else changes."""

from datetime import date
from typing import Any

import pytest

from services.needs.domain.household import Cover, Liability
from services.needs.domain.interview import proposed_household
from services.needs.domain.questionnaire_problems import AnswersDescribeNothing, HouseholdTooLarge
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.money import Money
from tests.services.needs.interviews import make_answers
from tests.unit.needs.households import make_cover


def make_known(*members: Person, **others: Any) -> RecordedHousehold:
    return RecordedHousehold(
        members=members or (Person(key="he", role="breadwinner"),), annual_expenses=Money.of(1), **others
    )


def keys(household: RecordedHousehold) -> list[tuple[str, str]]:
    return [(person.key, person.role) for person in household.members]


def test_without_anything_known_everybody_is_new_and_named_by_place() -> None:
    answers = make_answers(
        has_partner=True, partner_earns=False, children_birth_dates=["2020-06-01"], elders=2
    )
    household = proposed_household(answers, None)
    roles = ["breadwinner", "partner", "child", "elder", "elder"]
    assert keys(household) == [(str(place), role) for place, role in enumerate(roles, start=1)]
    assert household.principal().annual_income == Money.of(240_000)
    assert household.members[1].annual_income == Money.zero()


def test_what_was_not_asked_stays_as_it_is_known() -> None:
    uncle = Person(key="uncle", role="other_adult")
    known = make_known(
        Person(key="he", role="breadwinner", covers=(make_cover("annuity", 1),)),
        uncle,
        liquid_assets=Money.of(5),
        liabilities=(Liability(kind="business_loan", outstanding=Money.of(7)),),
    )
    household = proposed_household({"annual_expenses": "2.00"}, known)
    assert household == known.model_copy(update={"annual_expenses": Money.of(2)})


def test_one_cover_of_the_same_sum_stays_what_it_is_and_another_sum_replaces_it() -> None:
    parts: tuple[Cover, ...] = (make_cover("term_life", 1), make_cover("term_life", 2))
    known = make_known(Person(key="he", role="breadwinner", covers=parts))
    same = make_answers(own_covers=["life"], own_critical_illness_sum=None, own_life_sum="3.00")
    assert proposed_household(same, known).principal().covers == parts
    more = make_answers(own_covers=["life"], own_critical_illness_sum=None, own_life_sum="4.00")
    assert proposed_household(more, known).principal().covers == (make_cover("term_life", 4),)
    assert (
        proposed_household(make_answers(own_covers=[], own_critical_illness_sum=None), known)
        .principal()
        .covers
        == ()
    )


def test_twins_are_two_children() -> None:
    twin = Person(key="twin", role="child", birth_date=date(2020, 6, 1))
    known = make_known(Person(key="he", role="breadwinner"), twin)
    answers = make_answers(children_birth_dates=["2020-06-01", "2020-06-01"])
    assert keys(proposed_household(answers, known)) == [
        ("he", "breadwinner"),
        ("twin", "child"),
        ("3", "child"),
    ]


def test_a_debt_that_is_paid_back_is_gone_and_others_stay() -> None:
    debts = [
        Liability(kind="mortgage", outstanding=Money.of(9)),
        Liability(kind="other_debt", outstanding=Money.of(1)),
    ]
    known = make_known(liabilities=tuple(debts))
    answers = make_answers(has_mortgage=False, mortgage_outstanding=None)
    assert proposed_household(answers, known).liabilities == tuple(debts[1:])


def test_more_people_than_a_household_holds_are_refused() -> None:
    others = [Person(key=f"o{number}", role="other_adult") for number in range(29)]
    known = make_known(Person(key="he", role="breadwinner"), *others)
    with pytest.raises(HouseholdTooLarge):
        proposed_household(make_answers(elders=1), known)


def test_a_questionnaire_that_asks_for_something_else_describes_nothing() -> None:
    with pytest.raises(AnswersDescribeNothing):
        proposed_household(make_answers(occupation_class=9), None)
