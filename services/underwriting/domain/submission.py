"""What must be in order before an application leaves for the insurer, and which documents go with it."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.underwriting.domain.problems import (
    BeneficiaryMissing,
    ConfirmedByAnother,
    DeclarationUnconfirmed,
    DisclosureUnanswered,
    DocumentsMissing,
    IdentityUnchecked,
    RecordingMissing,
)
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction
from shared.problems import Problem

Need = Literal[
    "always",
    "insured_is_another",
    "health_underwritten",
    "beneficiaries_named",
    "insured_is_minor",
    "minor_insured_by_another",
    "death_cover_on_another_adult",
    "above_financial_limit",
    "recording_required",
]


class Readiness(BaseModel):
    """What is known of an application about to be submitted. Interest, caps and shares are checked where they
    belong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identities_checked: bool
    unanswered_questions: int = Field(ge=0)
    declaration_confirmed_by: Literal["policyholder", "agent", "other"] | None
    pays_on_death: bool
    beneficiaries: int = Field(ge=0)
    recording_required: bool
    recording_stored: bool
    documents: frozenset[str] = frozenset()
    documents_required: frozenset[str] = frozenset()


class RequiredDocument(BaseModel):
    """One document that an application needs, what it is by language, and why."""

    model_config = ConfigDict(frozen=True)

    code: str
    text: dict[str, str]
    needed: Need


def open_points(readiness: Readiness) -> list[Problem]:
    """All that still stands in the way, in the order in which to settle it; empty when the application may
    go.

    A problem's pointer names the part of the application that it is about.
    """
    missing = sorted(readiness.documents_required - readiness.documents)
    confirmed_by = readiness.declaration_confirmed_by
    points: list[tuple[bool, Problem]] = [
        (not readiness.identities_checked, IdentityUnchecked("/identities")),
        (
            readiness.unanswered_questions > 0,
            DisclosureUnanswered("/disclosures", unanswered=readiness.unanswered_questions),
        ),
        (readiness.pays_on_death and not readiness.beneficiaries, BeneficiaryMissing("/beneficiaries")),
        (confirmed_by is None, DeclarationUnconfirmed("/declaration")),
        (confirmed_by not in {None, "policyholder"}, ConfirmedByAnother("/declaration/confirmed_by")),
        (readiness.recording_required and not readiness.recording_stored, RecordingMissing("/recording")),
        (bool(missing), DocumentsMissing("/documents", documents=", ".join(missing))),
    ]
    return [problem for stands, problem in points if stands]


def require_ready(readiness: Readiness) -> None:
    """Raises the first of the open points."""
    for problem in open_points(readiness):
        raise problem


def required_documents(
    rules: Jurisdiction, needs: frozenset[Need], *, on: date
) -> Answer[tuple[RequiredDocument, ...]]:
    """The documents for an application made on the date `on` to which `needs` apply ("always" does
    anyway)."""
    rule = rules.rule("application.documents", on=on)
    documents = tuple(
        RequiredDocument(code=row["code"], text=dict(row["text"]), needed=row["needed"])
        for row in rule["documents"]
        if row["needed"] in needs | {"always"}
    )
    return Answer(result=documents, because=[Because.of(rule, needs=sorted(needs))], caveats=[])
