"""The words of a suitability statement in a reader's language, with the client's own figures.

Invariant: what must be confirmed so that a sale goes on against advice stands apart from what is merely stated.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.quotes.domain.suitability_statement import Statement, digest_of
from services.quotes.texts import TEXTS
from shared.documents import yuan
from shared.language import Language
from shared.money import Money


@dataclass(frozen=True, slots=True)
class StatementText:
    """A statement as it is read; `goes_on` is the sentence to confirm where stopping is advised."""

    title: str
    paragraphs: tuple[str, ...]
    goes_on: str | None

    def in_full(self) -> tuple[str, ...]:
        """Every paragraph that is signed, in order."""
        return (self.title, *self.paragraphs, *((self.goes_on,) if self.goes_on else ()))

    @property
    def digest(self) -> str:
        """What the text is known by."""
        return digest_of(self.in_full())


def statement_text(statement: Statement, language: Language) -> StatementText:
    """The statement in words."""
    words = _Words(statement, language)
    return StatementText(
        title=words.say("title"),
        paragraphs=tuple(words.paragraphs()),
        goes_on=words.say("goes_on") if statement.stop_for else None,
    )


class _Words:
    def __init__(self, statement: Statement, language: Language) -> None:
        self._statement = statement
        self._language: Language = language

    def say(self, key: str, **values: object) -> str:
        return TEXTS.say(f"statement.{self._statement.text_number}.{key}", self._language, **values)

    def paragraphs(self) -> Iterator[str]:
        told = self._statement
        if not told.must_be_signed:
            yield self.say("nothing")
            return
        tier = TEXTS.say(f"tier.{told.tier}", self._language)
        yield self.say("intro", tier=tier, premium=yuan(told.annual_premium))
        if told.triggers:
            yield self.say("uncertain")
        for trigger in told.triggers:
            yield self.say(
                trigger,
                income=_amount(told.family_income),
                budget=_amount(told.budget),
                age=told.age,
                years=told.payment_years,
            )
        if told.stop_for:
            yield self.say("advice_to_stop")
            yield from map(self.say, told.stop_for)
        if told.care_steps:
            yield self.say("care")
            yield from map(self.say, told.care_steps)
        yield self.say("own_hand")


def _amount(amount: Money | None) -> str:
    return "–" if amount is None else yuan(amount)
