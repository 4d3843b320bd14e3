"""Upgrade comparisons as answers show them, in the reader's language."""

from services.quotes.domain.upgrade import Comparison, Row
from services.quotes.schemas.upgrades import (
    ClientComparisonDetailOut,
    ClientComparisonOut,
    ComparisonOut,
    NamedOut,
    RowOut,
)
from services.quotes.tables import StoredUpgradeComparison
from services.quotes.texts import TEXTS, sentences, term
from services.quotes.use_cases.upgrades import answer_of
from shared.calendar import local_date
from shared.language import Language
from shared.unit_of_work import UnitOfWork


def comparison_out(uow: UnitOfWork, comparison: Comparison) -> ComparisonOut:
    """A comparison with its topics, demands and warnings in words."""
    language = uow.language
    return ComparisonOut(
        compared_on=comparison.compared_on,
        line=comparison.line,
        new_product=comparison.new_product,
        new_version=comparison.new_version,
        held_product_known=comparison.held_product_known,
        rows=[_row(row, language) for row in comparison.rows],
        cash_value=comparison.cash_value,
        premiums_paid=comparison.premiums_paid,
        loss_on_ending=comparison.loss_on_ending,
        asked=_demands(uow, comparison.asked),
        asked_anew=_demands(uow, comparison.asked_anew),
        benefits_only_held=_benefits(comparison.benefits_only_held, language),
        benefits_only_new=_benefits(comparison.benefits_only_new, language),
        warnings=[
            NamedOut(
                code=warning.code,
                text=TEXTS.say(f"upgrade.warning.{warning.code}", language, **warning.values),
            )
            for warning in comparison.warnings
        ],
    )


def stored_out(stored: StoredUpgradeComparison) -> ClientComparisonOut:
    """A comparison as lists show it."""
    return ClientComparisonOut.model_validate(
        stored.model_dump(include=set(ClientComparisonOut.model_fields))
    )


def stored_detail_out(uow: UnitOfWork, stored: StoredUpgradeComparison) -> ClientComparisonDetailOut:
    """A comparison with all that it rests on."""
    answer = answer_of(stored)
    return ClientComparisonDetailOut(
        **dict(stored_out(stored)),
        comparison=comparison_out(uow, answer.result),
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )


def _row(row: Row, language: Language) -> RowOut:
    in_words = row.topic == "coverage_term"
    return RowOut(
        topic=row.topic,
        name=TEXTS.say(f"upgrade.topic.{row.topic}", language),
        held=term(row.held, language) if in_words and row.held else row.held,
        new=term(row.new, language) if in_words and row.new else row.new,
        differs=row.differs,
    )


def _demands(uow: UnitOfWork, codes: tuple[str, ...]) -> list[NamedOut]:
    """Disclosures in the words of what must be disclosed; a carrier's own code where there are none for it."""
    words = uow.kit.jurisdiction.rule("disclosure.topics", on=local_date(uow.now))["to_disclose_if_asked"]
    return [
        NamedOut(code=code, text=words[code][uow.language] if code in words else code.replace("_", " "))
        for code in codes
    ]


def _benefits(kinds: tuple[str, ...], language: Language) -> list[NamedOut]:
    return [NamedOut(code=kind, text=TEXTS.say(f"benefit.{kind}", language)) for kind in kinds]
