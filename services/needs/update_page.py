"""What the page of the gap update table shows, ready for its template: every amount and word in the reader's language.

Invariant: nothing is assessed here; the page shows the two sides as they were assessed.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.needs.chart_svg import chart_texts, yuan
from services.needs.domain.gap_update import GapChange, GapThen, Sides
from services.needs.domain.household_changes import FactChange
from services.needs.names import names_of
from services.needs.texts import TEXTS, UPDATE, sentences
from shared.because import Answer
from shared.language import Language
from shared.money import Money

_SHOWN_IN_WORDS: Final = frozenset({"member_joined", "member_left", "particulars"})


def update_page(sides: Sides, language: Language) -> dict[str, Any]:
    """The values of `gap_update.html`."""
    return _Page(sides, language).values()


class _Page:
    def __init__(self, sides: Sides, language: Language) -> None:
        self._sides = sides
        self._language = language
        earlier, later = sides.earlier, sides.later
        self._names: Mapping[str, str] = {
            **names_of(earlier.household, earlier.figures.on, language),
            **names_of(later.household, later.figures.on, language),
        }
        self._rows = sides.rows()
        self._largest = max((then.gap for row in self._rows for then in _both(row)), default=Money.zero())

    def values(self) -> dict[str, Any]:
        answers: list[Answer[Any]] = [
            *self._sides.later.figures.gaps,
            self._sides.later.figures.premium_ceiling,
        ]
        return {
            "say": self._say,
            "earlier_on": self._sides.earlier.figures.on,
            "later_on": self._sides.later.figures.on,
            "larger": sum(1 for row in self._rows if _rises(row)),
            "smaller": sum(1 for row in self._rows if _falls(row)),
            "unchanged": sum(1 for row in self._rows if row.change is not None and not row.change),
            "facts": [self._fact(change) for change in self._sides.facts()],
            "rows": [self._row(row) for row in self._rows],
            "suggested": [sentence for row in self._rows for sentence in self._suggestions(row)],
            "caveats": sentences((code for answer in answers for code in answer.caveats), self._language),
        }

    def _say(self, key: str, **values: object) -> str:
        texts = TEXTS if key.startswith(("column.", "colon")) else UPDATE
        return texts.say(key, self._language, **values)

    def _yuan(self, amount: Money | None) -> str:
        return self._say("none") if amount is None else yuan(amount, self._language)

    def _who(self, member: str | None) -> str:
        return self._names.get(member or "", self._say("family"))

    def _fact(self, change: FactChange) -> dict[str, Any]:
        label = self._say(f"fact.{change.fact}")
        if change.line is not None:
            line = TEXTS.say(f"line.{change.line}", self._language)
            label = self._say("fact.of_line", fact=label, line=line)
        in_words = change.fact in _SHOWN_IN_WORDS
        return {
            "who": self._who(change.member),
            "fact": label,
            "earlier": "" if in_words else self._yuan(change.earlier),
            "later": "" if in_words else self._yuan(change.later),
        }

    def _row(self, row: GapChange) -> dict[str, Any]:
        return {
            "who": self._who(row.member),
            "risk": self._risk(row),
            "earlier": self._side(row.earlier),
            "later": self._side(row.later),
            "earlier_share": self._share(row.earlier),
            "later_share": self._share(row.later),
            "change": self._change(row),
            "direction": "up" if _rises(row) else "down" if _falls(row) else "same",
        }

    def _risk(self, row: GapChange) -> str:
        return chart_texts().say(f"risk_{row.risk}", self._language)

    def _side(self, then: GapThen | None) -> str:
        return self._say("not_assessed") if then is None else self._yuan(then.gap)

    def _share(self, then: GapThen | None) -> str:
        """How long the bar is, in per cent of the longest."""
        if then is None or not self._largest:
            return "0"
        return f"{then.gap.amount / self._largest.amount * 100:.1f}"

    def _change(self, row: GapChange) -> str:
        if row.change is None:
            return self._say("appeared" if row.earlier is None else "disappeared")
        if not row.change:
            return self._say("same")
        amount = self._yuan(row.change if _rises(row) else -row.change)
        return self._say("grown" if _rises(row) else "shrunk", amount=amount)

    def _suggestions(self, row: GapChange) -> list[str]:
        """What a gap that has grown suggests: a larger sum of the line that closes it."""
        if row.change is None or row.line is None or not _rises(row):
            return []
        line, amount = TEXTS.say(f"line.{row.line}", self._language), self._yuan(row.change)
        who, risk = self._who(row.member), self._risk(row)
        return [self._say("suggestion", who=who, risk=risk, amount=amount, line=line)]


def _both(row: GapChange) -> list[GapThen]:
    return [then for then in (row.earlier, row.later) if then is not None]


def _rises(row: GapChange) -> bool:
    return row.change is not None and row.change > Money.zero()


def _falls(row: GapChange) -> bool:
    return row.change is not None and row.change < Money.zero()
