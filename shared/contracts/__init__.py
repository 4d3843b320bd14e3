"""The public contract: one module for each publishing service, one class for each of its events.

An event's module is its publisher. Names never change meaning; within a version fields are only added, with a default.
"""

from enum import StrEnum


class Line(StrEnum):
    """Lines of insurance, as every service names them."""

    CRITICAL_ILLNESS = "critical_illness"
    MEDICAL_MILLION = "medical_million"
    TERM_LIFE = "term_life"
    ACCIDENT = "accident"
    INCREASING_WHOLE_LIFE = "increasing_whole_life"
    ANNUITY = "annuity"
    UNIVERSAL_ACCOUNT = "universal_account"
    GROUP_ACCIDENT = "group_accident"
    GROUP_MEDICAL = "group_medical"
    EMPLOYER_LIABILITY = "employer_liability"
    ENTERPRISE_ANNUITY = "enterprise_annuity"
    PROPERTY = "property"


class Sex(StrEnum):
    """Sex as mortality tables and identity numbers know it."""

    MALE = "male"
    FEMALE = "female"
