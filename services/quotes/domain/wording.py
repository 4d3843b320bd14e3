"""The limits on what may be said of a product: no promise, no comparison, and "certain" only of what the contract fixes."""

from services.quotes.domain.product import Language
from shared.jurisdictions import Rule


def breaches(text: str, language: Language, rule: Rule, *, benefits_are_certain: bool) -> tuple[str, ...]:
    """The words of the text that `rule` ("wording.limits") does not allow; none for a text that may be shown."""
    refused = [*rule["never"][language]]
    if not benefits_are_certain:
        refused += rule["only_when_certain"][language]
    said = text.casefold()
    return tuple(words for words in refused if words.casefold() in said)
