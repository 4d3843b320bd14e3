"""Who may insure whom: insurable interest, and the consent that death cover needs."""

from datetime import date
from typing import Literal

from services.underwriting.domain.ages import age_of
from services.underwriting.domain.problems import (
    InsuredConsentRequired,
    NoInsurableInterest,
    ParentConsentRequired,
)
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction

InsuredIs = Literal["self", "spouse", "child", "parent", "dependant", "employee", "other"]
"""What the insured is to the policyholder; a dependant is another relative whom the policyholder
maintains."""


def insurable_interest(
    rules: Jurisdiction, *, insured_is: InsuredIs, insured_consents: bool, on: date
) -> Answer[bool]:
    """Whether the policyholder has an insurable interest in the insured on the date `on`. 保险法 31."""
    rule = rules.rule("insurable_interest", on=on)
    return Answer(
        result=insured_is in rule["interested"] or insured_consents,
        because=[Because.of(rule, insured_is=insured_is, insured_consents=insured_consents)],
        caveats=[],
    )


def require_insurable_interest(
    rules: Jurisdiction, *, insured_is: InsuredIs, insured_consents: bool, on: date
) -> Answer[bool]:
    """The same; raises NoInsurableInterest where there is none."""
    answer = insurable_interest(rules, insured_is=insured_is, insured_consents=insured_consents, on=on)
    if not answer.result:
        raise NoInsurableInterest("/insured_is")
    return answer


def require_death_cover_consent(
    rules: Jurisdiction,
    *,
    birth_date: date,
    on: date,
    insured_is: InsuredIs,
    parent_consents: bool = False,
    insured_consents: bool = False,
) -> Answer[bool]:
    """Death cover on a life born on `birth_date` may be taken; says by which rule.

    On a minor only by a parent or with a parent's consent (ParentConsentRequired, 保险法 33); on another
    adult only with his consent and his acceptance of the sum (InsuredConsentRequired, 保险法 34). Raises
    BornInTheFuture too.
    """
    minors = rules.rule("minors.death_cover", on=on)
    age = age_of(birth_date, on)
    if age < minors["adult_age"]:
        if insured_is != "child" and not parent_consents:
            raise ParentConsentRequired("/parent_consents")
        facts = {"age": age, "insured_is": insured_is, "parent_consents": parent_consents}
        return Answer(result=True, because=[Because.of(minors, **facts)], caveats=[])
    adults = rules.rule("death_cover_consent", on=on)
    if insured_is != "self" and not insured_consents:
        raise InsuredConsentRequired("/insured_consents")
    facts = {"age": age, "insured_is": insured_is, "insured_consents": insured_consents}
    return Answer(result=True, because=[Because.of(adults, **facts)], caveats=[])
