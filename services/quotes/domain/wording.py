"""What a page may not say: the words of a rule, looked for in what a reader sees.

Invariant: Chinese words are found anywhere, English ones as whole words in any case, so that a refund is no fund.
"""

import re
from collections.abc import Iterable

from services.quotes.domain.problems.wealth import WordingNotAllowed
from services.quotes.domain.product import Language
from shared.jurisdictions import Rule

_NOT_READ = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def read_aloud(page: str) -> str:
    """The text of an HTML page without its markup and styles."""
    return " ".join(_NOT_READ.sub(" ", page).split())


def found(text: str, words: Iterable[str]) -> list[str]:
    """Those of `words` that `text` says."""
    return [word for word in words if _says(text, word)]


def refuse(text: str, words: Iterable[str]) -> None:
    """Raises WordingNotAllowed where `text` says one of `words`."""
    if said := found(text, words):
        raise WordingNotAllowed(words=", ".join(said))


def breaches(text: str, language: Language, rule: Rule, *, benefits_are_certain: bool) -> tuple[str, ...]:
    """The words of the text that `rule` ("wording.limits") does not allow; none for a text that may be shown."""
    refused = [*rule["never"][language]]
    if not benefits_are_certain:
        refused += rule["only_when_certain"][language]
    return tuple(found(text, refused))


def _says(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None
    return word in text
