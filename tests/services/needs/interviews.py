"""Answers as clients would give them in an interview."""

from typing import Any

from tests.services.needs.households import path


def draft_of(code: str) -> str:
    """The path of the client's draft of a questionnaire."""
    return path(f"questionnaires/{code}/draft")


def submissions_of(code: str) -> str:
    """The path of what the client handed in of a questionnaire."""
    return path(f"questionnaires/{code}/submissions")


def make_answers(**others: Any) -> dict[str, Any]:
    """The brief's family: expenses of 200,000 a year, a mortgage of 1,000,000, critical-illness cover of 500,000.

    An answer of None is none.
    """
    answers = {
        "birth_date": "1996-02-11",
        "sex": "male",
        "occupation_class": 1,
        "has_partner": False,
        "children_birth_dates": [],
        "elders": 0,
        "annual_income": "240000.00",
        "annual_expenses": "200000.00",
        "has_mortgage": True,
        "mortgage_outstanding": "1000000.00",
        "has_car_loan": False,
        "liquid_assets": "150000.00",
        "three_years_without_income": "no",
        "own_covers": ["critical_illness"],
        "own_critical_illness_sum": "500000.00",
        "has_employer_cover": False,
        "worries": ["critical_illness"],
        **others,
    }
    return {key: answer for key, answer in answers.items() if answer is not None}


def make_firm_answers(**others: Any) -> dict[str, Any]:
    """A manufacturer of forty heads with plant, insured for 700,000 a head against its liability."""
    return {
        "industry": "C",
        "headcount": 40,
        "knows_occupation_classes": True,
        **{f"heads_class_{number}": 0 for number in range(1, 7)},
        "heads_class_1": 10,
        "heads_class_3": 30,
        "annual_wages": "4000000.00",
        "enrolled_in_work_injury_fund": True,
        "has_employer_liability": True,
        "liability_limit_per_head": "700000.00",
        "liability_deductible": "0.00",
        "wants_group_accident": False,
        "wants_group_medical": False,
        "has_plant": True,
        "replacement_value": "5000000.00",
        "property_sum_insured": "3000000.00",
        "wants_annuity": True,
        "annuity_employer_percent": 5,
        "annuity_employee_percent": 2,
        "annuity_current_contribution": "50000.00",
        **others,
    }
