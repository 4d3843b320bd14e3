"""A policy that somebody holds beside a newer product, neutrally: what each is, and what ending one for the other means.

Invariant: nothing here says which is to be had. What the law wants told before one policy is ended for another is always
told, whether the comparison looks well for the new product or not.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from services.quotes.domain import caveats
from services.quotes.domain.cash_values import CashValues, left_of_premium
from services.quotes.domain.problems.wealth import AnotherLine, ConcludedInTheFuture, SameProductVersion
from services.quotes.domain.product import Age, Amount, Code, CoverageTerm, Days, Facts, PaymentYears, Product
from services.quotes.domain.rating import Choice, Life, Tariff, premium
from shared.because import Answer, Because
from shared.calendar import add_days, add_years, age_on
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money

Topic = Literal[
    "sum_insured",
    "annual_premium",
    "premium_years_left",
    "premiums_to_come",
    "coverage_term",
    "cash_value",
    "waiting_ends",
    "contestable_until",
    "suicide_clause_until",
    "deductible",
    "annual_limit",
]
Side = str | None
_DAYS_OF_A_YEAR: Final = 365


class HeldTerms(Facts):
    """The policy as it is held; a version of the catalogue may be named for what it covers. Amounts in yuan.

    `premiums_left` is how many yearly premiums are still due. `cash_value` is what the policy is worth today; where nobody
    says, it is read in what was filed with the version, by the age at which and the years over which it was taken.
    """

    line: Line
    product_code: Code | None = None
    product_version: Annotated[int, Field(ge=1)] | None = None
    concluded_on: date
    sum_insured: Amount
    annual_premium: Amount
    premiums_left: Annotated[int, Field(ge=0, le=60)]
    premiums_paid: Amount
    cash_value: Amount | None = None
    coverage_term: CoverageTerm
    waiting_days: Days = 0
    deductible: Amount | None = None
    annual_limit: Amount | None = None
    entry_age: Age | None = None
    payment_years: PaymentYears | None = None
    disclosure_items: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _names_a_version_whole(self) -> Self:
        if (self.product_code is None) != (self.product_version is None):
            raise ValueError("a version of the catalogue is named by its code and its number")
        return self


class Row(Facts):
    """One thing on both sides: amounts, dates, terms and numbers as plain text; None where a side has none."""

    topic: Topic
    held: Side
    new: Side
    differs: bool


class Told(Facts):
    """One of the things that must be told, by its code, with the figures that its words speak of."""

    code: str
    values: dict[str, str]


class Comparison(Facts):
    """Both sides. `loss_on_ending` is what the premiums paid exceed the cash value by; None where that is not known.

    `asked_anew` are disclosures that the new product demands and the held policy did not; `benefits_only_held` and
    `benefits_only_new` are kinds of benefits that only one of them has, where the held product is in the catalogue.
    """

    compared_on: date
    line: Line
    new_product: Code
    new_version: int
    held_product_known: bool
    rows: tuple[Row, ...]
    cash_value: Money | None
    premiums_paid: Money
    loss_on_ending: Money | None
    asked: tuple[str, ...]
    asked_anew: tuple[str, ...]
    benefits_only_held: tuple[str, ...]
    benefits_only_new: tuple[str, ...]
    warnings: tuple[Told, ...]


def with_filed_value(
    held: HeldTerms, product: Product, cash_values: CashValues | None, life: Life, *, on: date
) -> HeldTerms:
    """The terms with the cash value at the last policy anniversary, where nobody said it and the filed table does."""
    if held.cash_value is not None or held.concluded_on > on:
        return held
    if held.coverage_term == "years_1" and product.net_premium_share is not None:
        elapsed = min(max(0, (on - held.concluded_on).days), _DAYS_OF_A_YEAR)
        left = left_of_premium(
            held.annual_premium, product.net_premium_share, elapsed_days=elapsed, term_days=_DAYS_OF_A_YEAR
        )
        return held.model_copy(update={"cash_value": left})
    if cash_values is None or held.entry_age is None or held.payment_years is None:
        return held
    by_year = cash_values.by_year(
        held.sum_insured,
        coverage_term=held.coverage_term,
        sex=life.sex,
        payment_years=held.payment_years,
        age=held.entry_age,
    )
    completed = age_on(held.concluded_on, on)
    value = by_year[completed - 1] if 0 < completed <= len(by_year) else Money.zero() if by_year else None
    return held.model_copy(update={"cash_value": value})


def compare(
    held: HeldTerms,
    held_product: Product | None,
    tariff: Tariff,
    life: Life,
    choice: Choice,
    jurisdiction: Jurisdiction,
    *,
    on: date,
) -> Answer[Comparison]:
    """The comparison as of the day, by "upgrade.conversion" and "upgrade.clocks".

    Raises ConcludedInTheFuture, AnotherLine, SameProductVersion and whatever `premium` raises.
    """
    facts = tariff.product
    if held.concluded_on > on:
        raise ConcludedInTheFuture("/held/concluded_on")
    if facts.line != held.line:
        raise AnotherLine("/held/line", old=held.line, new=facts.line)
    if (held.product_code, held.product_version) == (facts.code, facts.version):
        raise SameProductVersion("/held/product_version")
    priced = premium(tariff, life, choice, on=on)
    clocks, conversion = (
        jurisdiction.rule(rule_id, on=on) for rule_id in ("upgrade.clocks", "upgrade.conversion")
    )
    rows = _rows(held, facts, choice, priced.result.annual_premium, clocks, on)
    known = _demands(held, held_product)
    anew = tuple(item for item in facts.disclosure_items if item not in known)
    loss = None if held.cash_value is None else max(Money.zero(), held.premiums_paid - held.cash_value)
    result = Comparison(
        compared_on=on,
        line=held.line,
        new_product=facts.code,
        new_version=facts.version,
        held_product_known=held_product is not None,
        rows=rows,
        cash_value=held.cash_value,
        premiums_paid=held.premiums_paid,
        loss_on_ending=loss,
        asked=facts.disclosure_items,
        asked_anew=anew,
        benefits_only_held=_only(held_product, facts) if held_product else (),
        benefits_only_new=_only(facts, held_product) if held_product else (),
        warnings=_warnings(conversion, rows, life, loss),
    )
    reasons = [
        Because.of(conversion, warnings=conversion["warnings"]),
        Because.of(clocks, held_concluded_on=held.concluded_on, new_concluded_on=on),
        *priced.because,
    ]
    told = [caveats.OLD_POLICY_GOES_ON, caveats.UNDERWRITING_STARTS_AGAIN, caveats.OLD_TERMS_AS_STATED]
    if held.cash_value is None:
        told.append(caveats.CASH_VALUE_NOT_GIVEN)
    return Answer(result=result, because=reasons, caveats=[*told, *priced.caveats])


def _rows(
    held: HeldTerms, facts: Product, choice: Choice, yearly: Money, clocks: Rule, on: date
) -> tuple[Row, ...]:
    """Both sides, topic by topic; the new one as if it were concluded on the day, its clocks beginning then."""
    once = choice.coverage_term == "years_1"
    years_left = 1 if once else choice.payment_years
    sides: Sequence[tuple[Topic, object, object]] = (
        ("sum_insured", held.sum_insured, choice.sum_insured),
        ("annual_premium", held.annual_premium, yearly),
        ("premium_years_left", held.premiums_left, years_left),
        ("premiums_to_come", held.annual_premium * held.premiums_left, yearly * years_left),
        ("coverage_term", held.coverage_term, choice.coverage_term),
        ("cash_value", held.cash_value, Money.zero()),
        ("waiting_ends", _waiting(held.concluded_on, held.waiting_days), _waiting(on, facts.waiting_days)),
        (
            "contestable_until",
            add_years(held.concluded_on, clocks["contestable_years"]),
            add_years(on, clocks["contestable_years"]),
        ),
        (
            "suicide_clause_until",
            add_years(held.concluded_on, clocks["suicide_years"]),
            add_years(on, clocks["suicide_years"]),
        ),
        ("deductible", held.deductible, facts.deductible),
        ("annual_limit", held.annual_limit, facts.annual_limit),
    )
    return tuple(
        Row(topic=topic, held=_plain(one), new=_plain(other), differs=one != other)
        for topic, one, other in sides
        if one is not None or other is not None
    )


def _waiting(concluded_on: date, days: int) -> date | None:
    """The last day of the waiting period; None where there is none."""
    return add_days(concluded_on, days) if days else None


def _plain(side: object) -> Side:
    return None if side is None else str(side)


def _demands(held: HeldTerms, held_product: Product | None) -> frozenset[str]:
    return frozenset(held.disclosure_items or (held_product.disclosure_items if held_product else ()))


def _only(one: Product, other: Product | None) -> tuple[str, ...]:
    """The kinds of benefits that `one` has and `other` has not."""
    others = {benefit.kind for benefit in other.benefits} if other else set()
    return tuple(dict.fromkeys(benefit.kind for benefit in one.benefits if benefit.kind not in others))


def _warnings(conversion: Rule, rows: Sequence[Row], life: Life, loss: Money | None) -> tuple[Told, ...]:
    values = {"age": str(life.age), "loss": "" if loss is None else f"¥{loss.amount:,.2f}"}
    values |= {row.topic: row.new or "" for row in rows}
    return tuple(Told(code=code, values=values) for code in conversion["warnings"])
