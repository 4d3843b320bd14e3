"""A comparison in words: its rows with a label and a cell a product, in the reader's language."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from services.quotes.domain.benefit import Benefit
from services.quotes.domain.comparison_rows import GROUPS, Row
from services.quotes.domain.product import AccountTerms, AgeRange, HeadRange, Renewal, SumRange
from services.quotes.texts import TEXTS, term
from shared.language import Language
from shared.money import Money

Cell = list[str]


class WordedRow(NamedTuple):
    """A row in words; a cell is one line or several."""

    key: str
    label: str
    cells: list[Cell]
    differs: bool
    worded_differently: bool


class WordedGroup(NamedTuple):
    """Rows that belong together."""

    group: str
    label: str
    rows: list[WordedRow]


def worded_groups(rows: tuple[Row, ...], language: Language) -> list[WordedGroup]:
    """The rows, group by group; a group that has none is left out."""
    return [
        WordedGroup(group, TEXTS.say(f"compared.{group}", language), found)
        for group in GROUPS
        if (found := [_row(row, language) for row in rows if row.group == group])
    ]


def whole(amount: Money) -> str:
    """An amount without its fen where it has none: `¥500,000`."""
    return f"¥{amount.amount:,.2f}".removesuffix(".00")


def _row(row: Row, language: Language) -> WordedRow:
    label = row.wording[language] if row.wording else TEXTS.say(f"compared.{row.group}.{row.key}", language)
    words = _WORDS[row.group if row.group in ("benefits", "exclusions") else row.key]
    return WordedRow(
        key=f"{row.group}.{row.key}",
        label=label,
        cells=[
            [TEXTS.say("comparison.none", language)] if value is None else words(value, language)
            for value in row.values
        ],
        differs=row.differs,
        worded_differently=row.worded_differently,
    )


def _benefits(benefits: tuple[Benefit, ...], language: Language) -> Cell:
    if not benefits:
        return [TEXTS.say("comparison.not_included", language)]
    return [benefit.text[language] + _diseases(benefit, language) for benefit in benefits]


def _diseases(benefit: Benefit, language: Language) -> str:
    number = len(benefit.diseases)
    return TEXTS.say("comparison.diseases", language, number=number) if number else ""


def _exclusion(listed: bool, language: Language) -> Cell:
    return [TEXTS.say("comparison.excluded" if listed else "comparison.not_listed", language)]


def _waiting(value: tuple[int, bool], language: Language) -> Cell:
    days, exempt = value
    return [_say("waiting_days", language, days=days)] if exempt and days else _days(days, language)


def _days(days: int, language: Language) -> Cell:
    return [_say("days", language, days=days) if days else _say("no_days", language)]


def _frequencies(factors: tuple[tuple[str, Decimal], ...], language: Language) -> Cell:
    return [
        f"{TEXTS.say(f'frequency.{name}', language)} {_percent(factor)}"
        if name != "annual"
        else TEXTS.say("frequency.annual", language)
        for name, factor in factors
    ]


def _wordings(texts: tuple[tuple[tuple[str, str], ...], ...], language: Language) -> Cell:
    return [dict(text)[language] for text in texts] or [TEXTS.say("comparison.none", language)]


def _sums(sums: SumRange, language: Language) -> Cell:
    if sums.minimum == sums.maximum:
        return [whole(sums.minimum)]
    return [_say("from_to", language, low=whole(sums.minimum), high=whole(sums.maximum))]


def _heads(heads: HeadRange, language: Language) -> Cell:
    if heads.maximum is None:
        return [_say("heads", language, low=heads.minimum)]
    return [_say("heads_between", language, low=heads.minimum, high=heads.maximum)]


def _ages(ages: AgeRange, language: Language) -> Cell:
    return [_say("ages", language, low=ages.minimum, high=ages.maximum)]


def _occupations(classes: tuple[int, ...], _: Language) -> Cell:
    if len(classes) > 1 and classes == tuple(range(classes[0], classes[-1] + 1)):
        return [f"{classes[0]}–{classes[-1]}"]
    return [", ".join(map(str, classes))]


def _renewal(renewal: Renewal, language: Language) -> Cell:
    if renewal.guaranteed:
        return [_say("renewal.guaranteed", language, years=renewal.years)]
    return [_say("renewal.not_guaranteed", language)]


def _account(terms: AccountTerms, language: Language) -> Cell:
    return [
        _say("guaranteed_rate", language, rate=_percent(terms.guaranteed_rate)),
        _say("premium_charges", language, charge=_percent(terms.premium_charges[0])),
        _say("surrender_charges", language, charge=_percent(terms.surrender_charges[0])),
    ]


def _years(years: int, language: Language) -> Cell:
    return [_say("once", language) if years == 1 else _say("years", language, years=years)]


def _payment(value: tuple[str, Money, Money], language: Language) -> Cell:
    frequency, amount, a_year = value
    often = TEXTS.say(f"frequency.{frequency}", language)
    return [_say("payment.part", language, often=often, amount=_yuan(amount), a_year=_yuan(a_year))]


def _say(key: str, language: Language, **values: Any) -> str:
    return TEXTS.say(f"compared.{key}", language, **values)


def _percent(part: Decimal) -> str:
    return f"{(part * 100).normalize():f}%"


def _yuan(amount: Money) -> str:
    return f"¥{amount.amount:,.2f}"


_WORDS: Final[Mapping[str, Callable[[Any, Language], Cell]]] = {
    "benefits": _benefits,
    "exclusions": _exclusion,
    "waiting": _waiting,
    "cooling_off": _days,
    "grace": _days,
    "coverage_terms": lambda terms, language: [term(each, language) for each in terms],
    "payment_terms": lambda terms, language: [line for years in terms for line in _years(years, language)],
    "frequencies": _frequencies,
    "payment_rules": _wordings,
    "design_type": lambda kind, language: [TEXTS.say(f"design.{kind}", language)],
    "issue_age": _ages,
    "occupations": _occupations,
    "sums": _sums,
    "premiums": _sums,
    "heads": _heads,
    "deductible": lambda amount, _: [whole(amount)],
    "annual_limit": lambda amount, _: [whole(amount)],
    "renewal": _renewal,
    "account": _account,
    "sum_insured": lambda amount, _: [whole(amount)],
    "coverage_term": lambda each, language: [term(each, language)],
    "payment_years": _years,
    "annual_premium": lambda amount, _: [_yuan(amount)],
    "payment": _payment,
    "premiums_in_all": lambda amount, _: [_yuan(amount)],
    "refused": lambda code, language: [TEXTS.say(f"missing.{code}", language)],
}
