"""The charts of a proposal: cover before and after, premiums by year, what a savings cover comes to if it is ended.

Invariant: a chart shows what the version holds and reckons nothing but sums; its description says the same in words.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.premium_years import YearPremium
from services.quotes.domain.presented import CoverWorth, Presented
from services.quotes.domain.savings_years import YearWorth
from services.quotes.domain.tier_suitability import RISK_OF
from services.quotes.texts import TEXTS
from shared.contracts import Line
from shared.language import Language
from shared.money import Money
from shared.svg_charts import Column, Named, Part, Point, Row, line, lying_bars, standing_bars

THERE: Final = "#6b8797"
PROPOSED: Final = "#0b5d7a"
MISSING: Final = "#c07f2f"

_LOWEST_SHOWN: Final = Decimal("-0.10")
_HUNDRED: Final = Decimal(100)


class Chart(NamedTuple):
    """A drawn chart under its heading, and what is said below it."""

    heading: str
    svg: str
    says: list[str]


def whole(amount: Money) -> str:
    """An amount without its fen where it has none: `¥500,000`."""
    return f"¥{amount.amount:,.2f}".removesuffix(".00")


def percent(rate: Decimal) -> str:
    """A rate with two places: `1.75%`."""
    return f"{rate * _HUNDRED:.2f}%"


def cover_charts(presented: Presented, language: Language) -> list[Chart]:
    """For each risk with a gap: what is there, what each tier adds, and what is still missing then."""
    drawn: list[Chart] = []
    gaps = {gap.risk: gap for gap in presented.gaps if gap.gap}
    for cover_line in Line:
        gap = gaps.pop(RISK_OF.get(cover_line, ""), None)
        if gap is None:
            continue
        there = gap.covered or Money.zero()
        before = _say("before", language, gap=whole(gap.gap))
        rows = [_row(_say("today", language), before, there, Money.zero(), gap.gap)]
        for tier in presented.offer.tiers:
            added = _sum_of(tier, gap.risk)
            left = max(gap.gap - added, Money.zero())
            key = "after" if left else "after_closed"
            says = _say(key, language, added=whole(added), left=whole(left))
            rows.append(_row(TEXTS.say(f"tier.{tier.tier}", language), says, there, added, left))
        heading = TEXTS.say(f"line.{cover_line}", language)
        told = _say("and", language).join(f"{row.label}: {row.says}" for row in rows)
        if there:
            told = f"{_say('there', language)} {whole(there)}. {told}"
        named = Named(f"cover-{cover_line}", _say("cover_title", language, line=heading), told)
        drawn.append(Chart(heading, lying_bars(rows, named), []))
    return drawn


def premium_charts(presented: Presented, tiers: Sequence[OfferedTier], language: Language) -> list[Chart]:
    """What each of `tiers` costs from year to year, as far as premiums of more than one year go."""
    drawn: list[Chart] = []
    by_tier = [(tier, presented.premiums_of(tier.tier)) for tier in tiers]
    highest = max((year.total for _, years in by_tier for year in years), default=Money.zero())
    for tier, years in by_tier:
        if not years:
            continue
        heading = TEXTS.say(f"tier.{tier.tier}", language)
        columns = [
            Column(str(year.year), [Part(year.level.amount, PROPOSED), Part(year.renewed.amount, THERE)])
            for year in years
        ]
        says = list(_premiums_in_words(years, language))
        named = Named(
            f"premiums-{tier.tier}",
            _say("premiums_title", language, tier=heading),
            " ".join(says),
        )
        svg = standing_bars(columns, named, say=_axis_yuan, up_to=highest.amount)
        drawn.append(Chart(heading, svg, says))
    return drawn


def savings_charts(presented: Presented, tiers: Sequence[OfferedTier], language: Language) -> list[Chart]:
    """The yearly rate of each savings cover of `tiers`, by the year in which it is ended."""
    names = {product.code: product.name[language] for product in presented.products}
    shown = {tier.tier for tier in tiers}
    return [
        _savings_chart(one, names[one.product], language)
        for one in presented.savings
        if one.tier in shown and one.years
    ]


def _savings_chart(worth: CoverWorth, heading: str, language: Language) -> Chart:
    points = [Point(str(year.year), _drawn(year)) for year in worth.years]
    says = list(_rates_in_words(worth.years, language))
    named = Named(
        f"savings-{worth.tier}-{worth.product}",
        _say("savings_title", language, product=heading),
        " ".join(says),
    )
    return Chart(heading, line(points, named, say=percent, stroke=PROPOSED), says)


def _row(label: str, says: str, there: Money, added: Money, left: Money) -> Row:
    parts = [Part(there.amount, THERE), Part(added.amount, PROPOSED), Part(left.amount, MISSING)]
    return Row(label, says, parts)


def _sum_of(tier: OfferedTier, risk: str) -> Money:
    return sum((cover.sum_insured for cover in tier.covers if RISK_OF.get(cover.line) == risk), Money.zero())


def _premiums_in_words(years: Sequence[YearPremium], language: Language) -> Iterator[str]:
    """Level premiums by the years for which they stay the same, then what is bought anew each year."""
    for level, found in groupby(years, key=lambda year: year.level):
        same = list(found)
        yield _say(
            "level_years" if len(same) > 1 else "level_year",
            language,
            first=same[0].year,
            last=same[-1].year,
            amount=_exact(level),
        )
    renewed = [year for year in years if year.renewed]
    if renewed:
        yield _say(
            "renewed_years",
            language,
            now=_exact(renewed[0].renewed),
            later=_exact(renewed[-1].renewed),
            last=renewed[-1].year,
            age=renewed[-1].age,
        )


def _rates_in_words(years: Sequence[YearWorth], language: Language) -> Iterator[str]:
    """When the cash value has reached the premiums, and the rate after some round years."""
    even = next((year for year in years if year.cash_value >= year.paid), None)
    if even:
        yield _say("even", language, year=even.year)
    for number in (10, 20, 30, len(years)):
        year = years[number - 1] if number <= len(years) else None
        if year is not None and year.irr is not None:
            yield _say(
                "rate_after",
                language,
                year=number,
                paid=_exact(year.paid),
                value=_exact(year.cash_value),
                rate=percent(year.irr),
            )


def _drawn(year: YearWorth) -> Decimal | None:
    """The rate, unless it is so far below zero that nothing else could be seen beside it."""
    return year.irr if year.irr is not None and year.irr >= _LOWEST_SHOWN else None


def _axis_yuan(tick: Decimal) -> str:
    return f"¥{tick:,f}".rstrip("0").rstrip(".") if tick % 1 else f"¥{int(tick):,}"


def _exact(amount: Money) -> str:
    return f"¥{amount.amount:,.2f}"


def _say(key: str, language: Language, **values: object) -> str:
    return TEXTS.say(f"chart.{key}", language, **values)
