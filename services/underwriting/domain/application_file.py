"""The whole file of an application held against every rule, before it leaves for the insurer.

Whoever submits hears of all that is missing at once, not of one thing after another.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.underwriting.domain.ages import age_of
from services.underwriting.domain.beneficiaries import Beneficiary, designate
from services.underwriting.domain.coverage import coverage_years
from services.underwriting.domain.interest import (
    InsuredIs,
    require_death_cover_consent,
    require_insurable_interest,
)
from services.underwriting.domain.minors import DeathBenefit, minor_allowance, require_within_minor_cap
from services.underwriting.domain.problems import PolicyholderMinor
from services.underwriting.domain.recording import Channel, Design, RecordingDuty, Sale, recording_duty
from services.underwriting.domain.submission import (
    Need,
    Readiness,
    RequiredDocument,
    open_points,
    required_documents,
)
from shared.because import Answer
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from shared.problems import Problem


class Designation(BaseModel):
    """Whom the benefit is for: those named, or the legal heirs, or nobody yet."""

    model_config = ConfigDict(frozen=True)

    beneficiaries: tuple[Beneficiary, ...] = ()
    legal_heirs: bool = False
    designated_by: Literal["insured", "policyholder"] = "insured"
    insured_consents: bool = False


class ApplicationFile(BaseModel):
    """Everything that decides whether an application may go.

    `insured_is` says what the insured is to the policyholder. `death_cover_elsewhere` is what other policies and other
    applications would pay on the insured's death. The policyholder's birth is None while nobody has said who he is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str
    sum_insured: Money
    coverage_term: str
    insured_is: InsuredIs
    insured_birth_date: date
    insured_identified: bool
    insured_consents: bool
    parent_consents: bool
    policyholder_birth_date: date | None
    death_cover_elsewhere: Money
    designation: Designation
    health_told: bool
    declared: bool
    channel: Channel
    design: Design
    recording_stored: bool


def pays_on_death(rules: Jurisdiction, line: str, *, on: date) -> bool:
    """Whether a death benefit is what the line is for."""
    return line in rules.rule("application.lines", on=on)["pays_on_death"]


def underwrites_health(rules: Jurisdiction, line: str, *, on: date) -> bool:
    """Whether the insurer asks about health for the line."""
    return line in rules.rule("precheck.lines", on=on)["column_of"]


def recording_of(rules: Jurisdiction, file: ApplicationFile, *, on: date) -> RecordingDuty:
    """Whether the sale must be recorded; where the policyholder is unknown, as if he were the insured."""
    sale = Sale(
        channel=file.channel,
        line=file.line,
        design=file.design,
        term_years=coverage_years(
            rules, file.coverage_term, birth_date=file.insured_birth_date, effective_on=on
        ),
        policyholder_age=age_of(file.policyholder_birth_date or file.insured_birth_date, on),
    )
    return recording_duty(rules, sale, on=on).result


def missing_parts(rules: Jurisdiction, file: ApplicationFile, *, on: date) -> list[Problem]:
    """All that keeps the application from leaving on the date `on`, in the order in which to settle it."""
    designation = file.designation
    topics = rules.rule("disclosure.topics", on=on)["to_disclose_if_asked"]
    asked = 0 if file.health_told or not underwrites_health(rules, file.line, on=on) else len(topics)
    readiness = Readiness(
        identities_checked=file.insured_identified and file.policyholder_birth_date is not None,
        unanswered_questions=asked,
        declaration_confirmed_by="policyholder" if file.declared else None,
        pays_on_death=pays_on_death(rules, file.line, on=on),
        beneficiaries=len(designation.beneficiaries) + designation.legal_heirs,
        recording_required=recording_of(rules, file, on=on).required,
        recording_stored=file.recording_stored,
    )
    found = [_refusal(check) for check in _checks(rules, file, on)]
    return [*open_points(readiness), *(problem for problem in found if problem is not None)]


def documents_for(
    rules: Jurisdiction, file: ApplicationFile, *, on: date
) -> Answer[tuple[RequiredDocument, ...]]:
    """The documents that go with this application."""
    minor = age_of(file.insured_birth_date, on) < rules.rule("minors.death_cover", on=on)["adult_age"]
    needs: list[tuple[bool, Need]] = [
        (file.insured_is != "self", "insured_is_another"),
        (underwrites_health(rules, file.line, on=on), "health_underwritten"),
        (bool(file.designation.beneficiaries), "beneficiaries_named"),
        (minor, "insured_is_minor"),
        (minor and file.insured_is not in {"self", "child"}, "minor_insured_by_another"),
        (
            not minor and file.insured_is != "self" and pays_on_death(rules, file.line, on=on),
            "death_cover_on_another_adult",
        ),
        (recording_of(rules, file, on=on).required, "recording_required"),
    ]
    return required_documents(rules, frozenset(need for holds, need in needs if holds), on=on)


def _checks(rules: Jurisdiction, file: ApplicationFile, on: date) -> list[Callable[[], object]]:
    """The rules that refuse by raising."""
    return [
        lambda: _require_policyholder_of_age(rules, file, on),
        lambda: require_insurable_interest(
            rules, insured_is=file.insured_is, insured_consents=file.insured_consents, on=on
        ),
        lambda: _require_consent_to_death_cover(rules, file, on),
        lambda: _require_within_cap(rules, file, on),
        lambda: _require_designation(rules, file, on),
    ]


def _refusal(check: Callable[[], object]) -> Problem | None:
    try:
        check()
    except Problem as problem:
        return problem
    return None


def _require_policyholder_of_age(rules: Jurisdiction, file: ApplicationFile, on: date) -> None:
    adult_age = rules.rule("minors.death_cover", on=on)["adult_age"]
    birth_date = file.policyholder_birth_date
    if birth_date is not None and age_of(birth_date, on) < adult_age:
        raise PolicyholderMinor("/policyholder")


def _require_consent_to_death_cover(rules: Jurisdiction, file: ApplicationFile, on: date) -> None:
    if pays_on_death(rules, file.line, on=on):
        require_death_cover_consent(
            rules,
            birth_date=file.insured_birth_date,
            on=on,
            insured_is=file.insured_is,
            parent_consents=file.parent_consents,
            insured_consents=file.insured_consents,
        )


def _require_within_cap(rules: Jurisdiction, file: ApplicationFile, on: date) -> None:
    if not pays_on_death(rules, file.line, on=on):
        return
    allowance = minor_allowance(
        rules,
        birth_date=file.insured_birth_date,
        on=on,
        held=[DeathBenefit(amount=file.death_cover_elsewhere)],
        asked=[DeathBenefit(amount=file.sum_insured)],
    )
    require_within_minor_cap(allowance.result, at="/sum_insured")


def _require_designation(rules: Jurisdiction, file: ApplicationFile, on: date) -> None:
    designation = file.designation
    designate(
        rules,
        designation.beneficiaries,
        on=on,
        designated_by=designation.designated_by,
        insured_consents=designation.insured_consents,
        for_employee=file.insured_is == "employee",
    )
